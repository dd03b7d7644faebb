"""A file that describes a centre, read to be sized.

Owns what a file must have for that beyond what it must have to be simulated. Edge: opens the file.
"""

from __future__ import annotations

from pathlib import Path

from dialplan.document import read_document, top
from dialplan.problem import SiteProblems
from lab.simulator import read_scenario
from lab.simulator.check import can_serve
from lab.simulator.scenario import Scenario
from lab.sizing.candidate import manned


def read_centre(file: Path) -> Scenario:
    """The centre, without the groups to which the file gives nobody. Raises SiteProblems.

    A warning that its agents cannot keep up is not passed on: other numbers are looked for.
    """
    scenario = manned(read_scenario(file)[0])
    unserved = [
        number
        for number, kind in enumerate(scenario.classes)
        if not any(can_serve(group, kind) for group in scenario.groups)
    ]
    if unserved:
        classes = list(top(read_document(str(file), file.read_text("utf-8")))["classes"].list())
        raise SiteProblems(
            tuple(
                classes[number]["name"].problem(
                    f"whoever can serve '{scenario.classes[number].name}' has a count of 0",
                    "give one of these groups a count of at least 1; counts are proportions here",
                )
                for number in unserved
            )
        )
    return scenario
