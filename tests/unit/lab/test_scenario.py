"""Which scenario is played, with and without the right to send raw packets."""

from __future__ import annotations

import re

import pytest

from lab.scenario import SCENARIOS, WITHOUT_RIGHTS, scenario_file


def test_who_may_not_send_raw_packets_gets_the_twin_that_does_without() -> None:
    assert scenario_file("citizen", may_send_raw=True).name == "citizen.xml"
    assert scenario_file("citizen", may_send_raw=False).name == "citizen_info.xml"
    assert scenario_file("agent", may_send_raw=False).name == "agent.xml"


def test_every_scenario_that_needs_rights_has_a_twin_that_does_not() -> None:
    raw = {one.stem for one in SCENARIOS.glob("*.xml") if "play_" in one.read_text("utf-8")}
    assert raw == set(WITHOUT_RIGHTS)
    assert not raw & set(WITHOUT_RIGHTS.values())


def test_twins_want_the_same_fields() -> None:
    for name, twin in WITHOUT_RIGHTS.items():
        ours, theirs = (
            set(re.findall(r"field\d+", (SCENARIOS / f"{one}.xml").read_text("utf-8")))
            for one in (name, twin)
        )
        assert ours == theirs


def test_an_unknown_name_is_answered_with_those_that_there_are() -> None:
    with pytest.raises(LookupError, match=r"no scenario waltz; there are: agent, "):
        scenario_file("waltz", may_send_raw=True)
