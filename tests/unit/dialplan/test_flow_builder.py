"""Flow files become flows: every field of every kind of node arrives where it belongs."""

from __future__ import annotations

from pathlib import Path

import pytest

from contact.directory import Listed
from contact.plan import (
    CentrePlan,
    Check,
    Collect,
    Directory,
    Emergency,
    Flow,
    Hours,
    Language,
    Menu,
    Prompt,
    Recognise,
)
from dialplan.problem import SiteProblems
from dialplan.site import read_texts, shipped_prompts

GOOD = Path(__file__).parent / "good"
FLOW = (GOOD / "flows" / "line.yaml").read_text(encoding="utf-8")


def read(flow: str, **files: str) -> CentrePlan:
    """The plan of the good site with this flow, and with these files changed or added."""
    texts = {name: (GOOD / name).read_text() for name in ("queues.yaml", "agents.yaml")}
    texts["centre.yaml"] = (GOOD / "centre.yaml").read_text(encoding="utf-8")
    changed = {f"{name}.yaml": text for name, text in files.items()}
    return read_texts({**texts, **changed, "flows/line.yaml": flow}, shipped_prompts()).plan


def flow_with(nodes: str, start: str = "first", head: str = "", **files: str) -> Flow:
    """The good flow, begun by these nodes."""
    text = FLOW.replace("start: hello\nnodes:\n", f"start: {start}\n{head}nodes:\n{nodes}")
    return read(text, **files).flows["line"]


def refused(nodes: str, start: str = "first", head: str = "", **files: str) -> list[str]:
    """What is wrong with it, each in a line."""
    with pytest.raises(SiteProblems) as caught:
        flow_with(nodes, start, head, **files)
    return [str(problem) for problem in caught.value.problems]


MENU = """
  first:
    menu:
      prompts: [topic-taxes]
      choices: {"1": {next: hello}}
      exhausted: wait
"""


def test_remarks_are_one_prompt_or_one_for_each_fault() -> None:
    flow = flow_with(MENU + "      no_key: hold\n      wrong_key: [wrong-key, hold@it]\n")
    node = flow.nodes["first"]
    assert isinstance(node, Menu)
    assert node.no_key == (Prompt("hold"),)
    assert node.wrong_key == (Prompt("wrong-key"), Prompt("hold", "it"))


def test_an_unknown_remark_is_refused_at_its_place() -> None:
    (problem,) = refused(MENU + "      no_key: [hold, holt]\n")
    assert "nodes.first.menu.no_key.1: there is no prompt 'holt'; did you mean 'hold'?" in problem


def test_a_flow_names_the_key_for_more_time() -> None:
    assert flow_with(MENU, head='patient_key: "7"\n').patient_key == "7"
    assert flow_with(MENU).patient_key == ""


COLLECT = """
  first:
    collect: {{name: account, prompts: [enter-number], next: hello, exhausted: wait{0}}}
"""


def test_a_collect_node_arrives_with_all_its_fields() -> None:
    said = "least: 8, most: 9, check: mod97, tries: 2, wrong: hold, is_secret: true"
    rest = "no_key: [no-key, hold], no_key_s: 4, terminator: ''"
    assert flow_with(COLLECT.format(f", {said}, {rest}")).nodes["first"] == Collect(
        "account",
        (Prompt("enter-number"),),
        next="hello",
        exhausted="wait",
        least=8,
        most=9,
        terminator="",
        no_key_s=4.0,
        check=Check.MOD97,
        tries=2,
        wrong=(Prompt("hold"),),
        no_key=(Prompt("no-key"), Prompt("hold")),
        is_secret=True,
    )


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ("least: 9, most: 8", "least: at least 9 digits, but at most 8"),
        ("least: 21", "least: at least 21 digits, but at most 20"),
        ("most: 31", "most: 31 is out of range; write at most 30"),
        ("check: mod11", "check: 'mod11' is not allowed; did you mean 'mod97'?"),
        ("terminator: '*'", "terminator: '*' is not allowed"),
        ("wrong: [digits-wrog]", "there is no prompt 'digits-wrog'; did you mean 'digits-wrong'?"),
    ],
)
def test_digits_that_cannot_be_collected_are_refused(fields: str, told: str) -> None:
    (problem,) = refused(COLLECT.format(f", {fields}"))
    assert told in problem


HALL = """
calendars:
  hall:
    hours: "Mo-Fr 08:00-20:00; PH off"
    holidays: {country: IT, region: MI, municipal: ["07-31", "2026-08-14"]}
    overrides:
      - {from: "2026-12-24T14:00", to: "2026-12-26T00:00", state: closed, say: closed, why: Eve}
      - {from: 2026-12-26T10:00, to: 2026-12-26T12:00, state: open}
"""
HOURS = """
  first:
    hours: {{{0}, open: hello, closed: wait}}
"""


def test_an_hours_node_names_a_calendar_and_a_way_for_holidays() -> None:
    nodes = HOURS.format("calendar: hall, holiday: works")
    assert flow_with(nodes, calendars=HALL).nodes["first"] == Hours(
        "", "hello", "wait", calendar="hall", when_holiday="works"
    )
    assert flow_with(HOURS.format("hours: 'Mo'")).nodes["first"] == Hours("Mo", "hello", "wait")


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ("calendar: hal", "calendar: there is no calendar 'hal'; did you mean 'hall'?"),
        ("calendar: hall, hours: Mo", "the calendar has hours of its own, and so has 'hours'"),
        ("holiday: wait", "names neither hours nor a calendar"),
        ("hours: Mo, holiday: works", "only a calendar knows holidays"),
    ],
)
def test_an_hours_node_that_cannot_tell_the_time_is_refused(fields: str, told: str) -> None:
    (problem,) = refused(HOURS.format(fields), calendars=HALL)
    assert told in problem


LANGUAGE = """
  first:
    language:
      prompts: [language-menu@it]
      choices: {"1": it, "2": en}
      next: hello
      exhausted: wait
"""


def test_a_language_node_arrives_with_its_choices() -> None:
    flow = flow_with(LANGUAGE, head='language_key: "8"\n')
    assert flow.nodes["first"] == Language(
        (Prompt("language-menu", "it"),), {"1": "it", "2": "en"}, next="hello", exhausted="wait"
    )
    assert (flow.language_key, flow.patient_key) == ("8", "")


def test_a_language_that_the_centre_does_not_speak_is_refused() -> None:
    (problem,) = refused(LANGUAGE.replace('"2": en', '"2": eu'))
    assert "choices.2: there is no language 'eu'" in problem


def test_a_language_node_that_only_the_key_leads_to_is_reached() -> None:
    assert flow_with(LANGUAGE, "hello", 'language_key: "8"\n').language_key == "8"
    (problem,) = refused(LANGUAGE, "hello")
    assert "nothing leads to the node 'first'" in problem


@pytest.mark.parametrize(
    ("head", "told"),
    [
        ('language_key: "*"', "language_key: the key * is the one for saying it again"),
        ('patient_key: "#"', "patient_key: the key # is the one for going back"),
        ('person: wait\npatient_key: "0"', "patient_key: the key 0 is the one for a person"),
        ('language_key: "8"\npatient_key: "8"', "the key 8 is the one for language_key"),
    ],
)
def test_a_common_key_with_two_meanings_is_refused(head: str, told: str) -> None:
    (problem,) = refused(LANGUAGE, head=head + "\n")
    assert told in problem


def test_a_key_for_languages_needs_a_node_that_asks_for_one() -> None:
    (problem,) = refused(MENU, head='language_key: "8"\n')
    assert "no node of this flow chooses a language" in problem


def test_the_centre_says_whether_it_remembers_languages() -> None:
    centre = (GOOD / "centre.yaml").read_text(encoding="utf-8")
    assert not read(FLOW).remembers_language
    assert read(FLOW, centre=centre + "remembers_language: true\n").remembers_language


def test_an_emergency_node_leads_on_and_may_have_to_be_heard() -> None:
    node = "\n  first:\n    emergency: {{next: hello{0}}}\n"
    assert flow_with(node.format("")).nodes["first"] == Emergency("hello")
    heard = flow_with(node.format(", must_be_heard: true")).nodes["first"]
    assert heard == Emergency("hello", must_be_heard=True)
    assert "there is no node 'helo'" in refused(node.format("").replace("hello", "helo"))[0]


RECOGNISE = "\n  first:\n    recognise: {employee: works, citizen: hello, unknown: wait}\n"


def test_a_recognise_node_arrives_with_its_three_ways() -> None:
    assert flow_with(RECOGNISE).nodes["first"] == Recognise("works", "hello", "wait")
    assert "citizen" in refused(RECOGNISE.replace("citizen: hello, ", ""))[0]


def test_the_centre_lists_the_numbers_of_its_employees() -> None:
    centre = (GOOD / "centre.yaml").read_text(encoding="utf-8")
    listed = centre + 'employees: {numbers: ["944205000", "94420*"]}\n'
    assert read(FLOW, centre=listed).employees == ("944205000", "94420*")
    (problem,) = refused(RECOGNISE, centre=centre + 'employees: {numbers: ["*"]}\n')
    assert "'*' has the wrong form; write digits in quotation marks, with * for all" in problem


PEOPLE = """
listed:
  - {name: Etxeberria, extension: "205"}
  - {name: D'Angelo, extension: "206"}
"""
FIND = """
  first:
    directory:
      prompts: [directory-enter]
      next: hello
      exhausted: wait
"""


def test_a_directory_node_and_the_directory_arrive() -> None:
    more = "      name: whom\n      most: 8\n      tries: 2\n      several: hold\n"
    text = FLOW.replace("start: hello\nnodes:\n", f"start: first\nnodes:\n{FIND}{more}")
    plan = read(text, directory=PEOPLE)
    assert plan.directory == (Listed("Etxeberria", "205"), Listed("D'Angelo", "206"))
    assert plan.flows["line"].nodes["first"] == Directory(
        (Prompt("directory-enter"),),
        next="hello",
        exhausted="wait",
        name="whom",
        most=8,
        tries=2,
        several=(Prompt("hold"),),
    )


def test_a_directory_that_is_missing_or_ambiguous_is_refused() -> None:
    assert "the site has no directory; write directory.yaml" in refused(FIND)[0]
    twice = PEOPLE.replace("206", "205")
    (problem,) = refused(FIND, directory=twice)
    assert problem.startswith("directory.yaml:4:")
    assert "the extension '205' is there twice" in problem
    (problem,) = refused(FIND, directory=PEOPLE.replace('"206"', "206"))
    assert "206 is not quoted" in problem
