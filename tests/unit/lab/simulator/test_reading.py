"""A described centre: what is read, and how every mistake is told."""

from __future__ import annotations

from pathlib import Path

import pytest

from contact.plan import Ring, Strategy
from dialplan.problem import SiteProblems
from lab.simulator.reading import read_scenario, scenario_of
from lab.simulator.scenario import HalfHour, Law, Scenario, Shape

LEAST = """\
agents:
  - {name: a, count: 2, rate_per_min: 1.0, skills: [es]}
classes:
  - {name: c, rate_per_min: 1.5, skills: [es]}
"""
CENTRES = sorted((Path(__file__).parents[4] / "lab" / "centres").glob("*.yaml"))


def read(more: str = "", text: str = LEAST) -> Scenario:
    return scenario_of("f.yaml", text + more)[0]


def mistakes(more: str = "", text: str = LEAST) -> list[str]:
    with pytest.raises(SiteProblems) as caught:
        scenario_of("f.yaml", text + more)
    return [str(one) for one in caught.value.problems]


def warnings(text: str) -> list[str]:
    return [str(one) for one in scenario_of("f.yaml", text)[1]]


@pytest.mark.parametrize("file", CENTRES, ids=lambda file: file.stem)
def test_every_centre_that_is_shipped_is_right_and_can_keep_up(file: Path) -> None:
    assert read_scenario(file)[1] == ()


def test_what_is_not_said_is_ordinary() -> None:
    scenario = read()
    assert (scenario.waiting_places, scenario.profile, scenario.duration_s) == (None, (), 28800.0)
    assert (scenario.warm_up_s, scenario.seed, scenario.replications) == (None, 1, 1)
    assert scenario.strategy is Strategy.LONGEST_IDLE
    kind = scenario.classes[0]
    assert (kind.priority, kind.head_start_s, kind.weight, kind.patience_s) == (0, 0.0, 1.0, None)
    assert kind.rings == (Ring({"es": 1}),)
    assert kind.arrivals == kind.service == kind.patience == Law()


@pytest.mark.parametrize(
    ("written", "seconds"),
    [("90", 90.0), ("90 s", 90.0), ("1.5min", 90.0), ("8h", 28800.0), ("2d", 172800.0)],
)
def test_a_duration_is_seconds_or_has_a_unit(written: str, seconds: float) -> None:
    assert read(f"duration: {written}\n").duration_s == seconds


def test_skills_have_levels_or_are_just_names() -> None:
    text = LEAST.replace("[es]", "{es: 4}", 1).replace("[es]", "{es: 3}")
    scenario = read(text=text)
    assert scenario.groups[0].skills == {"es": 4}
    assert scenario.classes[0].rings == (Ring({"es": 3}),)


def test_rings_follow_the_skills_unless_one_stands_at_the_beginning() -> None:
    later = LEAST.replace("skills: [es]}\nclasses", "skills: [es, eu]}\nclasses")
    after = later.replace("1.5, skills: [es]", "1.5, skills: [es, eu], rings: [{after_s: 30}]")
    assert read(text=after).classes[0].rings == (Ring({"es": 1, "eu": 1}), Ring({}, 30.0))
    at_once = later.replace("1.5, skills: [es]", "1.5, rings: [{skills: [eu]}, {after_s: 9}]")
    assert read(text=at_once).classes[0].rings == (Ring({"eu": 1}), Ring({}, 9.0))


def test_nobody_leaves_and_everybody_finds_a_place_when_the_file_says_so() -> None:
    scenario = read("waiting_places: unlimited\n", LEAST.replace("1.5,", "1.5, patience_s: none,"))
    assert scenario.waiting_places is None
    assert scenario.classes[0].patience_s is None


def test_shapes_stand_for_all_classes_or_for_one() -> None:
    text = LEAST.replace("1.5,", "1.5, arrivals: deterministic,")
    kind = read("service: lognormal\nservice_cv: 1.2\n", text).classes[0]
    assert kind.service == Law(Shape.LOGNORMAL, 1.2)
    assert kind.arrivals.shape is Shape.DETERMINISTIC
    assert kind.patience == Law()


def test_a_profile_has_factors_or_numbers_and_makes_the_length_of_the_day() -> None:
    more = "profile: [0.5, {staff: 1.6}, {arrivals: {c: 7}, staff: {a: 3}}]\n"
    scenario = read(more)
    assert scenario.profile == (
        HalfHour({"c": 0.75}, {"a": 2}),
        HalfHour({"c": 1.5}, {"a": 3}),
        HalfHour({"c": 7}, {"a": 3}),
    )
    assert scenario.duration_s == 3 * 1800.0
    assert scenario.replications == 10
    assert scenario.rate_per_min == pytest.approx((0.75 + 1.5 + 7) / 3)


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ("wating_places: 3\n", ("f.yaml:5:1: wating_places: the field 'wating_places' is unknown; "
         "did you mean 'waiting_places'?")),
        ("waiting_places: -1\n", ("f.yaml:5:17: waiting_places: -1 is out of range; "
         "write at least 0")),
        ("duration: soon\n", ("f.yaml:5:11: duration: 'soon' is not a duration; write seconds, or "
         "a number with s, min, h or d: 8h")),
        ("service_cv: 2\n", ("f.yaml:5:13: service_cv: service is exponential, which leaves "
         "nothing to choose; write 'service: lognormal', too")),
        ("profile: [{arrivals: {x: 1}}]\n", ("f.yaml:5:23: profile.0.arrivals.x: there is no 'x'; "
         "known: c")),
        ("profile: [-1]\n", ("f.yaml:5:11: profile.0.arrivals: -1 is neither a factor nor a "
         "mapping; write one factor for all, or 'class: arrivals per minute' lines")),
        ("profile: [{staff: {a: 1.5}}]\n", ("f.yaml:5:19: profile.0.staff: 1.5 for a is not a "
         "whole number; write a whole number")),
        ("seed: \"1\"\n", ("f.yaml:5:7: seed: '1' is not a whole number; write a number without "
         "quotation marks")),
        ("seed: 1\nseed: 2\n", "f.yaml:6:1: seed: "),
    ],
)  # fmt: skip
def test_a_mistake_is_told_with_its_place_and_what_would_be_right(more: str, told: str) -> None:
    assert any(one.startswith(told) for one in mistakes(more)), mistakes(more)


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("count: 2", "count: -2", ("f.yaml:2:22: agents.0.count: -2 is out of range; write at "
         "least 0")),
        ("1.0,", "0,", "f.yaml:2:39: agents.0.rate_per_min: 0 is out of range; write more than 0"),
        ("1.5, skills: [es]", "1.5, skills: [se]", ("f.yaml:4:43: classes.0.skills.0: no agent has "
         "the skill 'se'; known: es")),
        ("1.5, skills: [es]", "1.5, skills: {es: 3}", ("f.yaml:4:47: classes.0.skills.es: no agent "
         "has 'es' at level 3; write at most 1")),
        ("1.5,", "1.5, patience_s: 0,", ("f.yaml:4:46: classes.0.patience_s: 0 is out of range; "
         "write more than 0")),
        ("1.5, skills: [es]", "0", "f.yaml:4:3: classes: nobody ever comes; "),
        ("1.5, skills: [es]", "1.5, skills: [7]", ("f.yaml:4:42: classes.0.skills: 7 is not the "
         "name of a skill; write names")),
        ("1.5,", "1.5, rings: [{after_s: 9}, {after_s: 3}],", ("f.yaml:4:66: classes.0.rings.1."
         "after_s: 3 s come before the ring above; write at least 9")),
        ("  - {name: c", "  - {name: c, rate_per_min: 1}\n  - {name: c", ("f.yaml:5:12: classes.1."
         "name: the class 'c' exists already; give each a name of its own")),
    ],
)  # fmt: skip
def test_a_mistake_in_a_part_is_told_the_same_way(old: str, new: str, told: str) -> None:
    text = LEAST.replace(old, new)
    assert any(one.startswith(told) for one in mistakes(text=text)), mistakes(text=text)


def test_all_mistakes_are_told_at_once() -> None:
    text = LEAST.replace("count: 2", "count: x").replace("1.5, skills: [es]", "1.5, skills: [no]")
    assert len(mistakes("strategy: best\n", text)) == 3


def test_a_class_whose_skills_nobody_has_together_is_a_mistake() -> None:
    text = LEAST.replace(
        "classes:", "  - {name: b, count: 1, rate_per_min: 1, skills: [eu]}\nclasses:"
    )
    told = mistakes(text=text.replace("1.5, skills: [es]", "1.5, skills: [es, eu]"))
    assert told == [
        (
            "f.yaml:5:42: classes.0.skills: no agent has all that 'c' asks for; "
            "give one group these skills"
        )
    ]


def test_a_line_that_grows_without_end_is_a_warning() -> None:
    busy = LEAST.replace("rate_per_min: 1.5", "rate_per_min: 2")
    assert "have work for 100 % of their time" in warnings(busy)[0]
    assert warnings(busy + "waiting_places: 5\n") == []
    assert warnings(busy.replace("n: 2,", "n: 2, patience_s: 60,")) == []


def test_a_line_that_grows_in_one_corner_only_is_a_warning_too() -> None:
    text = """\
agents:
  - {name: a, count: 2, rate_per_min: 1.0, skills: [x]}
  - {name: b, count: 9, rate_per_min: 1.0, skills: [y]}
classes:
  - {name: c, rate_per_min: 2.5, skills: [x]}
  - {name: d, rate_per_min: 2.5, skills: [y]}
"""
    assert "the agents who serve c have work for 125 %" in warnings(text)[0]


@pytest.mark.parametrize("content", [b"\xff\xfe", None])
def test_a_file_that_cannot_be_read_is_told(tmp_path: Path, content: bytes | None) -> None:
    file = tmp_path / "f.yaml"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(SiteProblems, match=r"f\.yaml: (is not UTF-8|cannot be read)"):
        read_scenario(file)


@pytest.mark.parametrize("text", ["", "[]", "agents: 3\n", "a: &x 1\nb: *x\n", "{"])
def test_no_text_gets_past_without_a_problem_or_a_scenario(text: str) -> None:
    assert mistakes(text=text)
