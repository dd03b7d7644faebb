"""`centralita simulate`: what it prints for people and for programs, and how it refuses."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from centralita.__main__ import app

CENTRE = """\
agents:
  - {name: a, count: 4, rate_per_min: 1.0}
classes:
  - {name: c, rate_per_min: 5.0, patience_s: 60}
  - {name: "[d]", rate_per_min: 0.5, priority: 1}
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "centre.yaml"
    path.write_text(CENTRE, encoding="utf-8")
    return path


def run(*words: str | Path) -> tuple[int, str, str]:
    answer = CliRunner().invoke(app, ["simulate", *map(str, words)])
    return answer.exit_code, answer.stdout, answer.stderr


def test_json_has_the_figures_of_classes_and_groups(file: Path) -> None:
    status, out, _ = run(file, "--contacts", "600", "--seed", "3", "--within", "5", "--json")
    told = json.loads(out)
    assert status == 0
    assert set(told["classes"]) == {"c", "[d]"}
    one = told["classes"]["c"]
    for name in ("mean_wait_s", "p_wait", "p_within", "abandoned", "blocked"):
        assert one[name] >= 0.0
        assert one[f"{name}_hw"] >= 0.0
    counts = [one[f"{name}_count"] for name in ("connected", "abandoned", "blocked", "inside")]
    assert one["offered"] == sum(counts)
    assert sum(each["offered"] for each in told["classes"].values()) == 600
    group = told["groups"]["a"]
    assert group["occupancy"] + group["idle_share"] == pytest.approx(1.0)
    assert told["contacts_per_s"] > 0
    assert (told["seed"], told["within_s"]) == (3, 5.0)
    assert told["half_widths"] == {"level": 0.95, "batches": 10}
    assert all(check["holds"] for check in told["checks"])


def test_the_same_seed_prints_the_same_figures(file: Path) -> None:
    figures = []
    for _ in range(2):
        told = json.loads(run(file, "--contacts", "200", "--json")[1])
        del told["contacts_per_s"]
        figures.append(told)
    assert figures[0] == figures[1]


def test_people_get_tables_that_say_how_sure_they_are(file: Path) -> None:
    status, out, _ = run(file, "--contacts", "300")
    assert status == 0
    for word in ("Classes", "[d]", "±", "occupancy", "a second", "Not exact yet"):
        assert word in out


def test_a_mistake_is_told_with_its_place_and_nothing_is_played(file: Path) -> None:
    file.write_text(CENTRE.replace("count: 4", "count: -4"), encoding="utf-8")
    status, out, err = run(file)
    assert status == 1
    assert out == ""
    assert f"{file}:2:22: agents.0.count: -4 is out of range; write at least 0" in err
    status, out, _ = run(file, "--json")
    assert status == 1
    assert json.loads(out)["problems"][0]["line"] == 2


def test_a_missing_file_is_told_with_what_to_do(tmp_path: Path) -> None:
    status, _, err = run(tmp_path / "nothing.yaml")
    assert status == 1
    assert "cannot be read" in err
    assert "lab/centres has examples" in err


def test_a_line_without_end_is_warned_of_on_both_ways(file: Path) -> None:
    file.write_text(CENTRE.replace(", patience_s: 60", ""), encoding="utf-8")
    _, out, err = run(file, "--contacts", "100", "--json")
    assert "the line grows without end" in err
    assert "the line grows without end" in json.loads(out)["warnings"][0]
