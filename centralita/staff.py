"""`centralita staff`: how many agents a load needs.

Owns the verb's options and what they mean. Edge: reads the file of a day or of a centre.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console, RenderableType

from centralita import staff_view
from centralita.staff_profile import Common, read_profile
from reports.core.staffing import (
    AtLeastInTime,
    AtMostAbandoned,
    AtMostBlocked,
    AtMostMeanWait,
    AtMostOccupied,
    Demand,
    staff,
)
from reports.core.staffing_day import staff_day
from reports.core.steady_state import LONGEST_PATIENCE_S, MOST_TRUNKS, Basis, Load

_TARGET = re.compile(r"(\d+(?:\.\d+)?)/(\d+(?:\.\d+)?)")
_LEAST = 1e-3
"""Options that must be more than 0 begin here."""
_OF_A_LOAD = ("contacts_per_hour", "handling_s", "patience_s", "trunks", "profile")
_OF_A_SIMULATION = ("contacts", "seed", "overall")


def _limit(text: str, metavar: str, most: float = 100.0) -> Any:
    return typer.Option(help=text, metavar=metavar, min=_LEAST, max=most)


@dataclass(frozen=True)
class Question:
    """What the verb is asked, one field an option. Shares in per cent."""

    contacts_per_hour: Annotated[
        float | None, _limit("Contacts offered in an hour.", "NUMBER", 1e9)
    ] = None
    handling_s: Annotated[
        float | None, _limit("Mean talk, hold and wrap-up together.", "SECONDS", 1e6)
    ] = None
    target: Annotated[
        list[str] | None,
        typer.Option(
            metavar="PERCENT/SECONDS",
            help="Service level: 80/20 is 80 % served within 20 s. May be repeated.",
        ),
    ] = None
    of: Annotated[
        Basis, typer.Option(help="Of which contacts --target is a share; see the glossary.")
    ] = Basis.OFFERED
    max_abandoned: Annotated[float | None, _limit("Most that may abandon.", "PERCENT")] = None
    max_blocked: Annotated[
        float | None, _limit("Most that may find all trunks taken.", "PERCENT")
    ] = None
    max_occupancy: Annotated[
        float | None, _limit("Most of their time that agents may be occupied.", "PERCENT")
    ] = None
    max_wait_s: Annotated[
        float | None, _limit("Longest mean wait of all contacts.", "SECONDS", 1e6)
    ] = None
    patience_s: Annotated[
        float | None,
        _limit(
            "Mean time after which who waits leaves; without it nobody leaves.",
            "SECONDS",
            LONGEST_PATIENCE_S,
        ),
    ] = None
    trunks: Annotated[
        int | None,
        typer.Option(
            metavar="NUMBER",
            min=1,
            max=MOST_TRUNKS,
            help="Contacts connected and waiting that there is room for; without it any number.",
        ),
    ] = None
    shrinkage: Annotated[
        float,
        typer.Option(
            metavar="PERCENT",
            min=0,
            max=99,
            help="Paid time in which agents are not at work: leave, training, breaks.",
        ),
    ] = 0.0
    profile: Annotated[
        Path | None,
        typer.Option(help="File of a day's half hours, YAML or CSV, instead of one load."),
    ] = None
    simulate: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="A centre with several skills, a file as for the verb simulate, in place of a "
            "load: how many of each group.",
        ),
    ] = None
    contacts: Annotated[
        int | None,
        typer.Option(
            metavar="NUMBER",
            min=100,
            max=100_000_000,
            help="With --simulate: play a candidate with so many; without it 15000, or more in a "
            "large centre.",
        ),
    ] = None
    seed: Annotated[
        int | None, typer.Option(min=0, help="With --simulate: in place of the file's.")
    ] = None
    overall: Annotated[
        bool,
        typer.Option(
            "--overall", help="With --simulate: ask the centre as a whole, not each class."
        ),
    ] = False
    as_json: Annotated[bool, typer.Option("--json", help="Answer as JSON.")] = False

    def demands(self) -> tuple[Demand, ...]:
        """Everything that is asked of the centre. Raises typer.BadParameter."""
        levels = [_in_time(text, self.of) for text in self.target or ()]
        limits: list[Demand] = [
            kind(percent / 100.0)
            for kind, percent in (
                (AtMostAbandoned, self.max_abandoned),
                (AtMostBlocked, self.max_blocked),
                (AtMostOccupied, self.max_occupancy),
            )
            if percent is not None
        ]
        if self.max_wait_s is not None:
            limits.append(AtMostMeanWait(self.max_wait_s))
        if self.max_blocked is not None and self.trunks is None and self.simulate is None:
            raise typer.BadParameter(
                "without --trunks nobody is ever blocked", param_hint="--max-blocked"
            )
        if not levels and not limits:
            raise typer.BadParameter(
                "nothing is asked of the centre; say for example --target 80/20 for 80 % within "
                "20 s, or --max-abandoned 5"
            )
        return (*levels, *limits)

    def common(self) -> Common:
        """What all half hours of a day share."""
        patience_s = math.inf if self.patience_s is None else self.patience_s
        return Common(self.handling_s, patience_s, self.trunks)


def _in_time(text: str, basis: Basis) -> AtLeastInTime:
    found = _TARGET.fullmatch(text.strip())
    if not found or not 0.0 < float(found[1]) < 100.0:
        raise typer.BadParameter(
            f"'{text}' is no service level; say per cent above 0 and below 100, a slash, and "
            "seconds: 80/20",
            param_hint="--target",
        )
    return AtLeastInTime(float(found[1]) / 100.0, float(found[2]), basis)


def answer(question: Question, remarks: Console) -> tuple[RenderableType, Any]:
    """The view for people, and plain values.

    Raises typer.BadParameter, OutOfReach, and SiteProblems for a wrong file.
    """
    demands, shrinkage = question.demands(), question.shrinkage / 100.0
    _check_together(question)
    if question.simulate is not None:
        return _simulated(question, question.simulate, remarks)
    if question.profile is not None:
        if question.contacts_per_hour is not None:
            raise typer.BadParameter("give either --profile or --contacts-per-hour")
        half_hours = read_profile(question.profile, question.common())
        day = staff_day(half_hours, demands, shrinkage)
        return staff_view.day_view(day, demands), staff_view.day_as_json(day, demands)
    staffing = staff(_load(question), demands, shrinkage)
    given = (staffing, demands, shrinkage)
    return staff_view.staffing_view(*given), staff_view.staffing_as_json(*given)


def _check_together(question: Question) -> None:
    """Options that belong to one way of asking only. Raises typer.BadParameter."""
    is_simulated = question.simulate is not None
    for name in _OF_A_LOAD if is_simulated else _OF_A_SIMULATION:
        given = getattr(question, name)
        if given is not None and given is not False:
            what = "the file of --simulate says that" if is_simulated else "goes with --simulate"
            raise typer.BadParameter(what, param_hint=f"--{name.replace('_', '-')}")


def _simulated(
    question: Question, file: Path, remarks: Console
) -> tuple[RenderableType, dict[str, Any]]:
    # Imported here, so that Erlang's formulas answer at once.
    from centralita.staff_simulated import size_file
    from lab.sizing import Asked

    asked = Asked(question.demands(), question.contacts, question.overall)
    return size_file(file, asked, question.seed, question.shrinkage / 100.0, remarks)


def _load(question: Question) -> Load:
    if question.contacts_per_hour is None or question.handling_s is None:
        raise typer.BadParameter(
            "give --contacts-per-hour and --handling-s, or a day of half hours with --profile"
        )
    common = question.common()
    try:
        return Load(
            question.contacts_per_hour, question.handling_s, common.patience_s, common.trunks
        )
    except ValueError as error:
        raise typer.BadParameter(str(error)) from None
