"""Which scenario is played, with and without the right to send raw packets."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ElementTree

import pytest

from lab.scenario import KEYS_WRITTEN, SCENARIOS, WITHOUT_RIGHTS, pressing, scenario_file


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


@pytest.mark.parametrize("count", [0, 1, 3, 30])
def test_any_number_of_keys_can_be_pressed(count: int) -> None:
    scenario = pressing(count)
    ElementTree.fromstring(scenario)
    fields = {int(one) for one in re.findall(r"\[field(\d+)\]", scenario)}
    assert fields == set(range(2 * count + 3))
    infos = [int(one) for one in re.findall(r"CSeq: (\d+) INFO", scenario)]
    assert infos == list(range(2, count + 2))
    assert re.findall(r"CSeq: (\d+) BYE", scenario) == [str(count + 2)]
    for number in range(1, count + 1):
        assert scenario.count(f"key{number}_done") == 2
        assert f"Signal=[field{2 * number + 1}]" in scenario


def test_three_keys_are_pressed_as_the_scenario_is_written() -> None:
    written = scenario_file("citizen_info", may_send_raw=False).read_text("utf-8")
    assert pressing(KEYS_WRITTEN) == written
