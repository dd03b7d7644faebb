"""`centralita staff --simulate FILE` as it is typed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from centralita.__main__ import app

FOUND_PROBLEMS, WRONG_USE = 1, 2
CENTRE = """\
agents:
  - {name: general, count: 2, rate_per_min: 0.5, skills: [es]}
  - {name: "[both]", count: 1, rate_per_min: 0.5, skills: [es, eu]}
classes:
  - {name: spanish, rate_per_min: 1.0, skills: [es], patience_s: 90}
  - {name: basque, rate_per_min: 0.2, skills: [eu], patience_s: 90}
"""
ASKED = ("--target", "80/20", "--contacts", "1500")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "centre.yaml"
    path.write_text(CENTRE, encoding="utf-8")
    return path


def staff(*words: str | Path) -> tuple[int, str, str]:
    """Exit status and both outputs, blanks made one."""
    answer = CliRunner().invoke(app, ["staff", *map(str, words)], env={"COLUMNS": "200"})
    plain = [" ".join(text.replace("│", " ").split()) for text in (answer.stdout, answer.stderr)]
    return answer.exit_code, *plain


def figures(*words: str | Path) -> Any:
    status, out, err = staff(*words, "--json")
    assert status == 0, err
    return json.loads(out)


def test_json_has_groups_classes_and_every_candidate(file: Path) -> None:
    found = figures("--simulate", file, *ASKED, "--shrinkage", "30")
    groups = found["groups"]
    assert set(groups) == {"general", "[both]"}
    assert found["agents"] == sum(one["agents"] for one in groups.values())
    assert found["rostered"] == sum(one["rostered"] for one in groups.values())
    assert found["rostered"] > found["agents"]
    assert 0 < groups["[both]"]["occupancy"] < 100
    assert groups["general"]["one_fewer"] in ("no", "unsure")
    assert set(found["classes"]) == set(found["alone"]) == {"spanish", "basque"}
    for one in found["classes"].values():
        assert one["mean_wait_s_hw"] > 0
        assert one["abandoned_hw"] > 0
    for one in found["asked"]:
        assert one["demand"] == "80 % within 20 s (offered)"
        assert one["worse_end"] == pytest.approx(one["measured"] - one["measured_hw"])
        assert one["worse_end"] >= 80
    chosen = {name: one["agents"] for name, one in groups.items()}
    assert {"agents": found["agents"], "groups": chosen, "enough": "yes", "played": True} in found[
        "candidates"
    ]
    assert found["played_count"] == sum(one["played"] for one in found["candidates"])
    assert (found["contacts"], found["seed"]) == (1500, 1)
    assert found["half_widths"]["level"] == 0.95


def test_people_get_tables_and_candidates_as_remarks(file: Path) -> None:
    status, out, err = staff("--simulate", file, *ASKED, "--max-wait-s", "9", "--overall")
    assert status == 0
    for word in (
        "agents at work",
        "[both]",
        "Asked of the centre as a whole: 80 % within 20 s (offered); mean wait at most 9 s",
        "Each class with agents of its own, by Erlang's formulas:",
        "one fewer would do",
        "±",
        "the worse end of that interval keeps it",
    ):
        assert word in out
    assert "tried" not in out
    assert "[both]" in err
    assert ": yes" in err


def test_the_seed_may_be_another_than_the_file_s(file: Path) -> None:
    one, two = (figures("--simulate", file, *ASKED, *more) for more in ((), ("--seed", "9")))
    assert (two["seed"], one["seed"]) == (9, 1)
    assert one["classes"] != two["classes"]


def test_limited_places_have_blocked_contacts_and_a_demand_of_their_own(file: Path) -> None:
    words = ("--simulate", file, "--max-blocked", "4", "--contacts", "1500")
    status, _, err = staff(*words)
    assert status == WRONG_USE
    assert "nobody is ever blocked" in err
    file.write_text(CENTRE + "waiting_places: 1\n", encoding="utf-8")
    status, out, _ = staff(*words)
    assert status == 0
    assert "blocked" in out
    assert "at most 4 % blocked" in out


def test_a_mistake_in_the_file_is_told_with_its_place_and_nothing_is_played(file: Path) -> None:
    file.write_text(CENTRE.replace("[es, eu]", "[es]"), encoding="utf-8")
    status, out, err = staff("--simulate", file, *ASKED)
    assert (status, out) == (FOUND_PROBLEMS, "")
    assert "centre.yaml:6:48: classes.1.skills.0: no agent has the skill 'eu'" in err
    assert "tried" not in err


def test_a_target_that_no_number_keeps_is_told_with_advice(file: Path) -> None:
    words = ("--simulate", file, "--max-abandoned", "0.01", "--contacts", "400")
    status, _, err = staff(*words)
    assert status == FOUND_PROBLEMS
    assert "do not keep this: at most 0.01 % abandoned" in err
    status, out, _ = staff(*words, "--json")
    assert json.loads(out)["status"] == "out of reach"


@pytest.mark.parametrize(
    ("words", "advice"),
    [
        (("--simulate", "x.yaml"), "--target 80/20"),
        (("--simulate", "x.yaml", *ASKED, "--trunks", "3"), "--trunks"),
        (("--simulate", "x.yaml", *ASKED, "--handling-s", "3"), "the file of --simulate says that"),
        (("--simulate", "x.yaml", *ASKED, "--profile", "p.csv"), "--profile"),
        (("--simulate", "x.yaml", "--target", "80/20", "--contacts", "3"), "--contacts"),
        ((*ASKED, "--contacts-per-hour", "9"), "goes with --simulate"),
        (("--target", "80/20", "--seed", "0"), "--seed"),
        (("--target", "80/20", "--overall"), "--overall"),
    ],
)
def test_wrong_use_says_what_would_be_right(words: tuple[str, ...], advice: str) -> None:
    status, _, err = staff(*words)
    assert status == WRONG_USE
    assert advice in err
