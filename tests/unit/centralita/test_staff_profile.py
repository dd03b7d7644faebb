"""The file of a day: both forms say the same, and every mistake is told with its place."""

from __future__ import annotations

import math
from pathlib import Path

import pytest

from centralita.console import CannotRun
from centralita.staff_profile import Common, read_profile
from dialplan.problem import SiteProblems
from reports.core.staffing_day import HalfHour
from reports.core.steady_state import Load

COMMON = Common(240.0, math.inf, None)
YAML = """\
# Mondays
- {from: "08:00", contacts: 60}
- from: 08:30
  contacts: 110.5
  handling_s: 300
- {from: "14:00", contacts: 0}
"""
CSV = """\
from,contacts,handling_s
08:00,60
08:30, 110.5 ,300

14:00,0,
"""


def read(folder: Path, name: str, text: str, common: Common = COMMON) -> tuple[HalfHour, ...]:
    path = folder / name
    path.write_bytes(text.encode())
    return read_profile(path, common)


def mistakes(folder: Path, name: str, text: str, common: Common = COMMON) -> list[str]:
    with pytest.raises(SiteProblems) as caught:
        read(folder, name, text, common)
    return [str(problem) for problem in caught.value.problems]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("day.yaml", YAML),
        ("day.csv", CSV),
        ("DAY.CSV", "\ufeff" + CSV.replace("\n", "\r\n")),
    ],
)
def test_both_forms_say_the_same(tmp_path: Path, name: str, text: str):
    assert read(tmp_path, name, text) == (
        HalfHour("08:00", Load(120, 240)),
        HalfHour("08:30", Load(221, 300)),
        HalfHour("14:00", None),
    )


def test_patience_and_trunks_hold_for_the_whole_day(tmp_path: Path):
    (only,) = read(tmp_path, "day.csv", "contacts,from\n3,09:00\n", Common(60.0, 90.0, 12))
    assert only.load == Load(6, 60, 90, 12)


COUNT = "is no such number; write how many are expected, 0 or more"
SECONDS = "is no such number; write mean seconds above 0, or give --handling-s for all"
YAML_MISTAKES = """\
- {from: "08:00", contact: 60}
- {from: "08:30", contacts: -1, handling_s: true}
- 7
- {from: "08:15", contacts: .nan}
- {from: "08:30", contacts: 1}
- {from: "09:00", contacts: 1e12}
"""


def test_mistakes_in_yaml_are_told_with_line_and_field(tmp_path: Path):
    assert mistakes(tmp_path, "day.yaml", YAML_MISTAKES) == [
        "day.yaml:1:3: 0.contacts: is missing; write how many are expected, 0 or more",
        "day.yaml:1:19: 0.contact: is unknown; use from, contacts, handling_s",
        f"day.yaml:2:29: 1.contacts: '-1' {COUNT}",
        f"day.yaml:2:45: 1.handling_s: 'True' {SECONDS}",
        'day.yaml:3:3: 2: is no half hour; write - {from: "08:00", contacts: 30}',
        'day.yaml:4:10: 3.from: \'08:15\' is no full or half hour; write "08:00" or "08:30"',
        f"day.yaml:4:29: 3.contacts: 'nan' {COUNT}",
        "day.yaml:5:10: 4.from: '08:30' does not come after '08:30'; sort by time",
        "day.yaml:6:29: 5.contacts: is too much; the load must be at most 10000 erlangs",
    ]


def test_mistakes_in_csv_are_told_with_line_and_column(tmp_path: Path):
    text = "from,contacts,handling_s\n8,60\n09:00,x,0\n08:30,5\n"
    assert mistakes(tmp_path, "day.csv", text) == [
        'day.csv:2:1: from: \'8\' is no full or half hour; write "08:00" or "08:30"',
        f"day.csv:3:2: contacts: 'x' {COUNT}",
        f"day.csv:3:3: handling_s: '0' {SECONDS}",
        "day.csv:4:1: from: '08:30' does not come after '09:00'; sort by time",
    ]


def test_a_handling_time_must_be_in_the_file_or_be_given(tmp_path: Path):
    nothing = Common(None, math.inf, None)
    (only,) = mistakes(tmp_path, "day.csv", "from,contacts\n08:00,60\n", nothing)
    assert only.startswith("day.csv:2:1: handling_s: is missing; write mean seconds above 0, or")


@pytest.mark.parametrize(
    ("name", "text", "line"),
    [
        ("day.csv", "", "day.csv:1:1: has the columns (none); begin the file with the line"),
        ("day.csv", "time,contacts\n", "day.csv:1:1: has the columns time, contacts; begin"),
        ("day.csv", "from,contacts\n", "day.csv:1:1: has no half hour; write"),
        ("day.yaml", "", "day.yaml:1:1: is no list of half hours; write"),
        ("day.yaml", "from: 08:00", "day.yaml:1:1: is no list of half hours; write"),
        ("day.yaml", "- {from: [", "day.yaml:1:11: is not YAML: "),
        ("day.yaml", "[]", "day.yaml:1:1: has no half hour; write"),
        ("day.yaml", "- {from: 08:00, contacts: 1, contacts: 2}", "day.yaml:1:30: 0.contacts: "),
    ],
)
def test_a_file_that_is_no_day_is_told_in_one_line(tmp_path: Path, name, text, line):
    (only,) = mistakes(tmp_path, name, text)
    assert only.startswith(line)


def test_a_file_that_cannot_be_read_is_told(tmp_path: Path):
    with pytest.raises(CannotRun, match="give --profile"):
        read_profile(tmp_path / "none.yaml", COMMON)
    (tmp_path / "day.csv").write_bytes(b"from,contacts\xff\n")
    with pytest.raises(CannotRun, match="UTF-8"):
        read_profile(tmp_path / "day.csv", COMMON)
