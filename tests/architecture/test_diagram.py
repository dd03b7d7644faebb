"""The pages of the state machines say what the tables say today."""

from __future__ import annotations

import re

import pytest

from lab.diagram import FOLDER, pages, tables


def test_the_pages_of_the_state_machines_are_fresh() -> None:
    written = {file.name: file.read_text(encoding="utf-8") for file in FOLDER.glob("*.md")}
    assert written == pages(), "run: python -m lab.diagram"


@pytest.mark.parametrize("place", tables())
def test_the_picture_has_every_state_that_can_be_entered_or_left(place: str) -> None:
    table = tables()[place]
    names = re.findall(r"(\w+) --> (\w+): \w+\n", table.diagram())
    drawn = {name for pair in names for name in pair}
    assert drawn == {re.sub(r"[ -]", "_", str(state.value)) for state in table.states}
