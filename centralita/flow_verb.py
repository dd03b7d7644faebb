"""The verbs `centralita flow …`. Owns their names, options and help. Edge."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from centralita.console import out, print_json, told
from centralita.option import options_of

app = typer.Typer(help="Draw what a caller hears, or try it.", no_args_is_help=True)

_Site = Annotated[Path, typer.Option("--site", help="Folder that describes the centre.")]
_Json = Annotated[bool, typer.Option("--json", help="Answer as JSON.")]
_DEMO = Path("sites/demo")


@dataclass(frozen=True)
class Drawing:
    """What is to be drawn, one field an option."""

    flow: Annotated[str, typer.Option(help="Name of the flow; the first when omitted.")] = ""
    form: Annotated[
        str, typer.Option(help="list (for reading), svg (a picture) or dot (its source).")
    ] = "list"
    language: Annotated[
        str, typer.Option(help="Language of the words shown; the centre's when omitted.")
    ] = ""
    to: Annotated[Path | None, typer.Option(help="Write to this file.")] = None
    site: _Site = _DEMO
    as_json: _Json = False


@dataclass(frozen=True)
class Trial:
    """What is to be played, one field an option."""

    number: Annotated[
        str, typer.Option(help="The public number that is dialled; the first when omitted.")
    ] = ""
    keys: Annotated[
        str | None,
        typer.Option(help="Keys, one after the other; - is silence. Asked for when omitted."),
    ] = None
    at: Annotated[
        str, typer.Option(help="Pretended time, e.g. '2026-01-06 10:05', of the centre; or now.")
    ] = ""
    caller: Annotated[str, typer.Option(help="Number of the caller.")] = ""
    language: Annotated[str, typer.Option(help="Language that this caller chose last time.")] = ""
    site: _Site = _DEMO
    as_json: _Json = False


@dataclass(frozen=True)
class Dialled:
    """What is to be dialled, one field an option."""

    number: Annotated[
        str, typer.Argument(help="The public number that is dialled; the first when omitted.")
    ] = ""
    keys: Annotated[
        str, typer.Option(help="Keys, one after the other; - is silence as long as is waited.")
    ] = ""
    caller: Annotated[
        str, typer.Option(help="Number of the caller; one of its own if omitted.")
    ] = ""
    stay_s: Annotated[
        float,
        typer.Option("--stay", help="Seconds after the last key; 0: until the centre hangs up."),
    ] = 5.0
    site: _Site = _DEMO
    state: Annotated[Path, typer.Option("--state", help="Folder of run-time files.")] = Path("var")
    as_json: _Json = False


@app.command(name="call")
@options_of(Dialled)
def place(order: Dialled) -> None:
    """Place a real test call to the running centre, by SIPp, with keys where a trial has them."""
    from centralita.flow_dial import dial_centre, dialled_line, dialled_plain
    from centralita.story_view import story_view
    from dialplan.site import read_site

    with told(as_json=order.as_json):
        called = dial_centre(order)
        if order.as_json:
            print_json(dialled_plain(called))
            return
        out.print(story_view(called.story, read_site(order.site).plan.time_zone))
        out.print(dialled_line(called), style="bold", markup=False)


@app.command()
@options_of(Drawing)
def draw(drawing: Drawing) -> None:
    """Draw a flow as a nested list or a picture."""
    from centralita.flow import draw_flow, flow_plain
    from dialplan.site import read_site

    with told(as_json=drawing.as_json):
        plan = read_site(drawing.site).plan
        name = drawing.flow or next(iter(plan.flows))
        if drawing.as_json:
            print_json(flow_plain(drawing.site, plan, name, drawing.language))
            return
        text = draw_flow(drawing.site, plan, name, drawing.form, drawing.language)
        if drawing.to is None:
            print(text, end="")
        else:
            drawing.to.write_text(text, encoding="utf-8")
            out.print(f"{drawing.to}", markup=False)


@app.command(name="try")
@options_of(Trial)
def try_(trial: Trial) -> None:
    """Play a call without a telephone, at any pretended time."""
    from centralita.flow import rehearsal_plain, scene_of, told_lines, try_flow
    from dialplan.site import read_site

    with told(as_json=trial.as_json):
        plan = read_site(trial.site).plan
        scene = scene_of(plan, trial.number, trial.at, trial.caller, trial.language)
        keys = "" if trial.as_json and trial.keys is None else trial.keys
        rehearsal = try_flow(plan, scene, keys)
        if trial.as_json:
            print_json(rehearsal_plain(rehearsal))
            return
        for line in told_lines(rehearsal)[rehearsal.told_count :]:
            out.print(line, markup=False, soft_wrap=True)
        out.print(rehearsal.ending, style="bold", markup=False)
