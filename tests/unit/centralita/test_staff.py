"""`centralita staff` as it is typed: the answer in both forms, and every way to ask wrongly."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from centralita.__main__ import app

FOUND_PROBLEMS, WRONG_USE, CANNOT_RUN = 1, 2, 3
LOAD = ("--contacts-per-hour", "200", "--handling-s", "180")
PEAK = "from,contacts\n08:00,60\n08:30,110\n"


def staff(*words: str) -> tuple[int, str]:
    """Exit status and all that was printed, blanks made one."""
    answer = CliRunner().invoke(app, ["staff", *words], env={"COLUMNS": "200"})
    return answer.exit_code, " ".join(answer.output.replace("│", " ").split())


def figures(*words: str) -> Any:
    status, printed = staff(*words, "--json")
    assert status == 0, printed
    return json.loads(printed)


def test_the_answer_says_how_many_and_why_and_what_one_more_would_do():
    status, printed = staff(
        *LOAD, "--target", "80/20", "--max-occupancy", "85", "--shrinkage", "30"
    )
    assert status == 0
    assert "14 agents at work, 20 on the roster" in printed
    assert "200 contacts an hour × 180 s = 10 erlangs, nobody leaves (Erlang C)" in printed
    assert "Decided by: 80 % within 20 s (offered)" in printed
    assert "13 19 79.56 28.53 62.9 17.1 76.92 no" in printed
    assert "14 20 88.84 17.41 25.0 7.8 71.43 yes" in printed


def test_the_same_as_json_with_every_figure():
    found = figures(*LOAD, "--target", "80/20", "--max-occupancy", "85", "--shrinkage", "30")
    assert (found["agents"], found["rostered"], found["erlangs"]) == (14, 20, 10.0)
    assert found["asked"] == [
        {"demand": "80 % within 20 s (offered)", "decides": True},
        {"demand": "occupancy at most 85 %", "decides": False},
    ]
    assert found["service_level"] == {"80 % within 20 s (offered)": pytest.approx(88.83500)}
    assert found["mean_wait_s"] == pytest.approx(7.835937)
    near = {one["agents"]: one for one in found["neighbours"]}
    assert near.keys() == {12, 13, 14, 15, 16}
    assert [near[agents]["kept"] for agents in (13, 14)] == [False, True]
    assert near[12]["waiting"] == pytest.approx(44.93882)


def test_patience_and_trunks_lead_to_erlang_a():
    load = ("--contacts-per-hour", "300", "--handling-s", "240", "--patience-s", "180")
    found = figures(*load, "--trunks", "30", "--max-abandoned", "9.2", "--max-blocked", "1")
    assert found["agents"] == 20
    assert found["abandoned"] == pytest.approx(9.1045, abs=5e-5)
    assert found["blocked"] == pytest.approx(0.4652, abs=5e-5)
    assert (
        "patience 180 s (Erlang A), 30 trunks"
        in staff(*load, "--trunks", "30", "--target", "80/20")[1]
    )


def test_a_double_target_and_a_mean_wait_may_be_asked_together():
    load = ("--contacts-per-hour", "300", "--handling-s", "120")
    assert figures(*load, "--target", "90/15", "--target", "95/20")["agents"] == 15
    assert figures(*load, "--target", "90/15", "--max-wait-s", "0.05")["agents"] > 15


def test_a_line_that_would_grow_has_no_mean_wait():
    found = figures("--contacts-per-hour", "200", "--handling-s", "180", "--target", "1/20")
    assert found["agents"] == 11
    assert found["neighbours"][0]["mean_wait_s"] is None
    assert "no end" in staff(*LOAD, "--target", "1/20")[1]


@pytest.mark.parametrize(
    ("of", "agents"), [("offered", 51), ("without-short-abandons", 49), ("answered", 49)]
)
def test_the_definition_of_the_service_level_can_be_chosen(of, agents):
    load = ("--contacts-per-hour", "2880", "--handling-s", "60", "--patience-s", "120")
    assert figures(*load, "--target", "95/20", "--of", of)["agents"] == agents


@pytest.fixture
def day(tmp_path: Path) -> Path:
    path = tmp_path / "day.csv"
    path.write_text(PEAK, encoding="utf-8")
    return path


def test_a_day_has_a_line_for_each_half_hour_and_sums(day: Path):
    words = ("--profile", str(day), "--handling-s", "240", "--target", "80/20", "--shrinkage", "30")
    status, printed = staff(*words)
    assert status == 0
    assert "At most 19 agents at work at the same time" in printed
    assert "08:00 60 11 16 80.92 19.6 72.73" in printed
    assert "day 170 15 h 22 h 83.84" in printed
    found = figures(*words)
    assert [one["agents"] for one in found["half_hours"]] == [11, 19]
    assert (found["peak"], found["agent_hours"], found["rostered_hours"]) == (19, 15, 22)
    assert found["service_level"]["80 % within 20 s (offered)"] == pytest.approx(83.84, abs=5e-3)


def test_a_day_on_which_nothing_comes_needs_nobody(tmp_path: Path):
    path = tmp_path / "day.yaml"
    path.write_text('- {from: "08:00", contacts: 0}\n', encoding="utf-8")
    status, printed = staff("--profile", str(path), "--handling-s", "240", "--target", "80/20")
    assert status == 0
    assert "08:00 0 0 0" in printed


def test_mistakes_in_the_file_of_a_day_are_found_problems(tmp_path: Path):
    path = tmp_path / "day.csv"
    path.write_text("from,contacts\n08:10,many\n", encoding="utf-8")
    status, printed = staff("--profile", str(path), "--handling-s", "240", "--target", "80/20")
    assert status == FOUND_PROBLEMS
    assert "day.csv:2:1: from: '08:10' is no full or half hour" in printed
    assert "day.csv:2:2: contacts: 'many' is no such number" in printed


def test_a_target_out_of_reach_is_a_found_problem_with_advice():
    words = (*LOAD, "--trunks", "5", "--max-blocked", "1")
    status, printed = staff(*words)
    assert status == FOUND_PROBLEMS
    assert "at most 1 % blocked; ask for less, or give more trunks" in printed
    status, printed = staff(*words, "--json")
    assert (status, json.loads(printed)["status"]) == (FOUND_PROBLEMS, "out of reach")


@pytest.mark.parametrize(
    ("words", "advice"),
    [
        ((*LOAD,), "--target 80/20"),
        (("--target", "80/20"), "--contacts-per-hour and --handling-s"),
        (("--target", "80/20", "--contacts-per-hour", "9"), "--handling-s"),
        ((*LOAD, "--target", "80"), "per cent above 0 and below 100, a slash"),
        ((*LOAD, "--target", "100/20"), "below 100"),
        ((*LOAD, "--target", "0/20"), "above 0"),
        ((*LOAD, "--max-abandoned", "0"), "--max-abandoned"),
        ((*LOAD, "--max-occupancy", "101"), "--max-occupancy"),
        ((*LOAD, "--max-blocked", "1"), "without --trunks"),
        ((*LOAD, "--target", "80/20", "--shrinkage", "100"), "--shrinkage"),
        ((*LOAD, "--target", "80/20", "--of", "everybody"), "--of"),
        ((*LOAD, "--target", "80/20", "--profile", "day.csv"), "either --profile or"),
        (("--contacts-per-hour", "1e9", "--handling-s", "60", "--target", "80/20"), "erlangs"),
        (("--contacts-per-hour", "nan", "--handling-s", "60", "--target", "80/20"), "contacts"),
    ],
)
def test_wrong_use_says_what_would_be_right(words, advice):
    status, printed = staff(*words)
    assert status == WRONG_USE
    assert advice in printed


def test_a_file_that_is_not_there_is_told(tmp_path: Path):
    status, printed = staff("--profile", str(tmp_path / "none.csv"), "--target", "80/20")
    assert status == CANNOT_RUN
    assert "give --profile a YAML or CSV file" in printed
