"""The command line: `centralita VERB`. Owns the verbs' names, options and help. Edge.

A verb imports what it needs when it runs, so that the small ones answer at once.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from centralita import flow_verb, sounds_verb
from centralita.console import CannotRun, Status, err, out, print_json, site_json, told
from centralita.control import AgentOrder, QueueOrder, control_agent, control_queue, tell
from centralita.emergency import emergency
from centralita.option import options_of
from centralita.staff import Question

app = typer.Typer(
    help="Centralita, the citizen contact centre on Asterisk.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)

app.add_typer(flow_verb.app, name="flow")
app.command()(emergency)
app.add_typer(sounds_verb.app, name="sounds")

SiteOption = Annotated[Path, typer.Option("--site", help="Folder that describes the centre.")]
StateOption = Annotated[Path, typer.Option("--state", help="Folder of run-time files.")]
JsonOption = Annotated[bool, typer.Option("--json", help="Answer as JSON.")]
DEMO = Path("sites/demo")
VAR = Path("var")


@app.command()
def up(site: SiteOption = DEMO, state: StateOption = VAR, as_json: JsonOption = False) -> None:
    """Run the application: IVR, distribution, desks, CRM. Asterisk runs beside it."""
    from centralita.up import run_house
    from dialplan.site import read_site
    from wiring.log import begin_log
    from wiring.settings import read_settings

    with told(as_json=as_json):
        begin_log()
        settings = read_settings(site=site, state=state)
        run_house(settings, read_site(site), as_json=as_json)


@app.command()
def asterisk(
    site: SiteOption = DEMO,
    state: StateOption = VAR,
    render_only: Annotated[
        bool, typer.Option("--render-only", help="Write the configuration, start nothing.")
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """Render Asterisk's configuration from the site and run Asterisk in the foreground."""
    from centralita.exchange import prepare_exchange
    from centralita.up import run_exchange
    from dialplan.site import read_site
    from wiring.settings import read_settings

    with told(as_json=as_json):
        settings = read_settings(site=site, state=state)
        described = read_site(site)
        if render_only:
            exchange = prepare_exchange(settings, described)
            print_json({"prefix": str(exchange.prefix)}) if as_json else print(exchange.prefix)
        elif run_exchange(settings, described, as_json=as_json):
            raise typer.Exit(Status.CANNOT_RUN)


@app.command()
def demo(
    site: SiteOption = DEMO,
    state: StateOption = VAR / "demo",
    once: Annotated[bool, typer.Option("--once", help="End after the morning.")] = False,
    json_file: Annotated[
        Path | None, typer.Option("--json-file", help="Write the figures to this file, too.")
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Play a scripted morning of real calls on a whole centre and tell its story."""
    import asyncio

    from rich.console import Console

    from centralita.demo import run_demo
    from wiring.settings import read_settings

    with told(as_json=as_json):
        settings = read_settings(site=site, state=state)
        say = Console(quiet=True) if as_json else out
        file = json_file or (state / "morning.json" if as_json else None)
        asyncio.run(run_demo(settings, say, once=once or as_json, json_file=file))
        if as_json and file is not None:
            print(file.read_text(encoding="utf-8"))


@app.command()
def check(
    site: Annotated[Path, typer.Argument(help="Folder that describes the centre.")] = DEMO,
    as_json: JsonOption = False,
) -> None:
    """Read a site folder and tell every mistake with its place. Changes nothing."""
    from dialplan.site import read_site

    with told(as_json=as_json):
        described = read_site(site)
        if as_json:
            print_json({"status": "good", **site_json((), described.warnings)})
            return
        for warning in described.warnings:
            err.print(str(warning), markup=False, soft_wrap=True)
        plan = described.plan
        out.print(
            f"{plan.name}: good. {len(plan.entry_points)} entry points, {len(plan.queues)} queues, "
            f"{len(plan.agents)} agents, {len(plan.languages)} languages",
            markup=False,
        )


@app.command()
def doctor(site: SiteOption = DEMO, state: StateOption = VAR, as_json: JsonOption = False) -> None:
    """Examine ports, name resolution, clock, disk, Asterisk and sounds; say what to do."""
    from centralita.doctor import examine, findings_json, findings_view, is_healthy
    from dialplan.site import read_site
    from wiring.settings import read_settings

    with told(as_json=as_json):
        findings = examine(read_settings(site=site, state=state), read_site(site))
        if as_json:
            print_json(findings_json(findings))
        else:
            out.print(findings_view(findings))
        if not is_healthy(findings):
            raise typer.Exit(Status.FOUND_PROBLEMS)


@app.command()
def contacts(
    contact: Annotated[
        str, typer.Argument(help="Id of a contact, or its beginning: tell its story.")
    ] = "",
    site: SiteOption = DEMO,
    state: StateOption = VAR,
    last: Annotated[int, typer.Option("--last", min=1, help="How many, newest last.")] = 50,
    as_json: JsonOption = False,
) -> None:
    """List the contacts in the journal, or tell one's story with the reason of its routing."""
    from centralita.show import contact_list, contact_story
    from dialplan.site import read_site
    from wiring.settings import read_settings

    with told(as_json=as_json):
        url, plan = read_settings(site=site, state=state).journal, read_site(site).plan
        view, plain = (
            contact_story(url, plan, contact) if contact else contact_list(url, plan, last)
        )
        print_json(plain) if as_json else out.print(view)


@app.command()
def explain(
    contact: Annotated[str, typer.Argument(help="Id of a contact, or its beginning.")],
    site: SiteOption = DEMO,
    state: StateOption = VAR,
    as_json: JsonOption = False,
) -> None:
    """Say why a contact was served when and by whom: every offer with all that decided it."""
    from centralita.show import contact_routing
    from dialplan.site import read_site
    from wiring.settings import read_settings

    with told(as_json=as_json):
        url, plan = read_settings(site=site, state=state).journal, read_site(site).plan
        view, plain = contact_routing(url, plan, contact)
        print_json(plain) if as_json else out.print(view)


@app.command()
def replay(
    journal: Annotated[
        str, typer.Argument(help="Path or URL of a journal, or an export (FILE.jsonl).")
    ],
    site: SiteOption = DEMO,
    export: Annotated[
        Path | None, typer.Option("--export", help="Write the records to this FILE.jsonl first.")
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Decide a journal once more and compare; exit status 1 names the first difference."""
    from centralita.replay import replay_journal
    from dialplan.site import read_site

    with told(as_json=as_json):
        replayed = replay_journal(journal, read_site(site).plan, export)
        for warning in () if as_json else replayed.warnings:
            err.print(f"centralita: {warning}", markup=False, soft_wrap=True)
        print_json(replayed.plain) if as_json else out.print(replayed.view)
        if not replayed.is_same:
            raise typer.Exit(Status.FOUND_PROBLEMS)


@app.command()
def report(site: SiteOption = DEMO, state: StateOption = VAR, as_json: JsonOption = False) -> None:
    """Endings, service level, queues, languages, topics and agents, out of the journal."""
    from centralita.show import whole_report
    from dialplan.site import read_site
    from wiring.settings import read_settings

    with told(as_json=as_json):
        view, plain = whole_report(
            read_settings(site=site, state=state).journal, read_site(site).plan
        )
        print_json(plain) if as_json else out.print(view)


@app.command()
def simulate(
    file: Annotated[Path, typer.Argument(help="YAML file that describes agents and contacts.")],
    contacts: Annotated[
        int, typer.Option("--contacts", min=0, help="Count so many in place of a duration.")
    ] = 0,
    seed: Annotated[
        int | None, typer.Option("--seed", min=0, help="In place of the file's.")
    ] = None,
    within: Annotated[
        float, typer.Option("--within", min=0.0, help="Seconds that p_within asks about.")
    ] = 20.0,
    as_json: JsonOption = False,
) -> None:
    """Play a described centre through the real distribution on a virtual clock."""
    from centralita.simulate import simulate_file
    from lab.simulator import Wanted

    with told(as_json=as_json):
        view, plain = simulate_file(file, Wanted(contacts, within), seed, err)
        print_json(plain) if as_json else out.print(view)


@app.command()
def token(
    agent: Annotated[str, typer.Argument(help="Id of the agent, as in agents.yaml.")],
    site: SiteOption = DEMO,
    state: StateOption = VAR,
    as_json: JsonOption = False,
) -> None:
    """Print the token with which an agent logs in at the desk."""
    from dialplan.site import read_site
    from wiring.secret import Secrets

    with told(as_json=as_json):
        known = read_site(site).plan.agents
        if agent not in known:
            raise CannotRun(f"no agent is called {agent}; agents.yaml has {', '.join(known)}")
        value = Secrets(state / "secrets.json").get(f"desk:{agent}")
        print_json({"agent": agent, "token": value}) if as_json else print(value)


@app.command()
@options_of(QueueOrder)
def queue(order: QueueOrder) -> None:
    """List the queues of a running centre, or close or open one."""
    with told(as_json=order.as_json):
        tell(order, control_queue(order))


@app.command()
@options_of(AgentOrder)
def agent(order: AgentOrder) -> None:
    """Show or set the skills of agents in a running centre."""
    with told(as_json=order.as_json):
        tell(order, control_agent(order))


@app.command()
@options_of(Question)
def staff(question: Question) -> None:
    """Tell how many agents a load needs, by Erlang's formulas or by playing a centre."""
    from centralita.staff import answer

    with told(as_json=question.as_json):
        view, plain = answer(question, err)
        print_json(plain) if question.as_json else out.print(view)


def main() -> None:
    """Entry point of the `centralita` command."""
    app()


if __name__ == "__main__":
    main()
