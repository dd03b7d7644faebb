"""The command line when something is wrong: a clear sentence, the right status, nothing started."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from contact.event import AgentModeChanged, CentreStarted, Mode
from contact.identity import AgentId
from lab.centre import free_ports
from tests.support.report_morning import records
from wiring.journal import Record, open_journal
from wiring.journal_lines import write_lines

ROOT = Path(__file__).parents[2]
BAD = ROOT / "tests" / "unit" / "dialplan" / "bad"
FOUND_PROBLEMS, WRONG_USE, CANNOT_RUN = 1, 2, 3


def centralita(*words: str, **settings: object) -> subprocess.CompletedProcess[str]:
    """Run a verb with these settings in the environment."""
    given = {f"CENTRALITA_{name.upper()}": str(value) for name, value in settings.items()}
    return subprocess.run(
        [sys.executable, "-m", "centralita", *words],
        cwd=ROOT,
        env={**os.environ, "COLUMNS": "200", **given},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
        stdin=subprocess.DEVNULL,
    )


@pytest.fixture
def ports() -> dict[str, int]:
    """Ports that nobody uses."""
    names = ("http_port", "sip_port", "ari_port", "ami_port", "agi_port")
    return dict(zip(names, free_ports(len(names)), strict=True))


@pytest.fixture
def taken_port() -> Iterator[int]:
    """A TCP and UDP port that another program listens on."""
    (port,) = free_ports(1)
    with (
        socket.socket(socket.AF_INET, socket.SOCK_STREAM) as tcp,
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as udp,
    ):
        tcp.bind(("127.0.0.1", port))
        tcp.listen()
        udp.bind(("127.0.0.1", port))
        yield port


@pytest.mark.parametrize("verb", ["up", "asterisk", "demo", "doctor"])
def test_a_poisoned_site_is_told_whole_and_nothing_starts(
    verb: str, tmp_path: Path, ports: dict[str, int]
) -> None:
    state = tmp_path / "state"
    answer = centralita(verb, "--site", str(BAD / "many"), "--state", str(state), **ports)
    assert answer.returncode == FOUND_PROBLEMS
    assert "flows/line.yaml:7:30: nodes.topic.menu.prompts.1: 'es' is no language" in answer.stderr
    assert "queues.yaml:3:5: queues.0.ring_seconds: the field 'ring_seconds' is unknown" in (
        answer.stderr
    )
    assert "nothing was started or changed" in answer.stderr
    assert not state.exists()


def test_check_tells_every_mistake_as_json_with_its_place() -> None:
    answer = centralita("check", str(BAD / "many"), "--json")
    assert answer.returncode == FOUND_PROBLEMS
    problems = json.loads(answer.stdout)["problems"]
    assert len(problems) >= 20
    assert all(one["file"] and one["what"] and one["would_be_right"] for one in problems)


def test_one_mistake_is_told_as_one(tmp_path: Path) -> None:
    site = tmp_path / "site"
    shutil.copytree(ROOT / "sites" / "demo", site)
    text = (site / "centre.yaml").read_text().replace("Europe/Madrid", "Europe/Madriz")
    (site / "centre.yaml").write_text(text)
    assert "\n1 mistake; nothing" in centralita("check", str(site)).stderr


def test_check_is_content_with_the_demonstration() -> None:
    answer = centralita("check", "sites/demo", "--json")
    assert (answer.returncode, json.loads(answer.stdout)["status"]) == (0, "good")


@pytest.mark.parametrize("name", ["http_port", "agi_port"])
def test_up_names_the_port_that_is_taken(
    name: str, tmp_path: Path, ports: dict[str, int], taken_port: int
) -> None:
    answer = centralita("up", "--state", str(tmp_path), **{**ports, name: taken_port})
    assert answer.returncode == CANNOT_RUN
    assert f"127.0.0.1:{taken_port}/tcp: taken by" in answer.stderr
    assert f"CENTRALITA_{name.upper()}" in answer.stderr


@pytest.mark.parametrize("name", ["sip_port", "ari_port", "ami_port"])
def test_asterisk_names_the_port_that_is_taken(
    name: str, tmp_path: Path, ports: dict[str, int], taken_port: int
) -> None:
    answer = centralita("asterisk", "--state", str(tmp_path), **{**ports, name: taken_port})
    assert answer.returncode == CANNOT_RUN
    assert str(taken_port) in answer.stderr and "taken" in answer.stderr


def test_the_demonstration_names_the_port_that_is_taken(
    tmp_path: Path, ports: dict[str, int], taken_port: int
) -> None:
    answer = centralita(
        "demo", "--once", "--state", str(tmp_path), **{**ports, "http_port": taken_port}
    )
    assert answer.returncode == CANNOT_RUN
    assert f"127.0.0.1:{taken_port}/tcp: taken by '" in answer.stderr
    assert "CENTRALITA_HTTP_PORT" in answer.stderr


@pytest.mark.parametrize("verb", ["up", "asterisk", "demo", "doctor"])
def test_an_address_of_another_machine_is_told_with_what_to_do(
    verb: str, tmp_path: Path, ports: dict[str, int]
) -> None:
    answer = centralita(verb, "--state", str(tmp_path), **ports, host="192.0.2.1")
    assert answer.returncode == (FOUND_PROBLEMS if verb == "doctor" else CANNOT_RUN)
    told = answer.stdout + answer.stderr
    assert "CENTRALITA_HOST" in told and "Traceback" not in told


@pytest.mark.parametrize("verb", ["asterisk", "demo"])
def test_a_missing_asterisk_is_told_with_what_to_do(
    verb: str, tmp_path: Path, ports: dict[str, int]
) -> None:
    answer = centralita(
        verb, "--state", str(tmp_path / "state"), asterisk=tmp_path / "none", **ports
    )
    assert answer.returncode == CANNOT_RUN
    assert "Asterisk" in answer.stderr and "make setup" in answer.stderr


@pytest.mark.parametrize("verb", ["up", "asterisk", "demo"])
def test_missing_sounds_are_named_and_the_line_does_not_open(
    verb: str, tmp_path: Path, ports: dict[str, int]
) -> None:
    sounds = tmp_path / "sounds"
    shutil.copytree(ROOT / "sounds", sounds)
    (sounds / "audio" / "eu" / "welcome.ulaw").unlink()
    answer = centralita(verb, "--state", str(tmp_path / "state"), sounds=sounds, **ports)
    assert answer.returncode == CANNOT_RUN
    assert "eu/welcome" in answer.stderr and "sounds.builder" in answer.stderr


@pytest.mark.parametrize("name", ["eu/welcome", "eu/topic-taxes", "music/waiting"])
def test_the_doctor_misses_every_sound_that_a_start_would_miss(tmp_path: Path, name: str) -> None:
    sounds = tmp_path / "sounds"
    shutil.copytree(ROOT / "sounds", sounds)
    (sounds / "audio" / f"{name}.ulaw").unlink()
    answer = centralita("doctor", "--json", "--state", str(tmp_path / "state"), sounds=sounds)
    assert answer.returncode == FOUND_PROBLEMS
    bad = [one for one in json.loads(answer.stdout) if one["verdict"] == "bad"]
    assert [one["found"] for one in bad] == [f"missing: {name}"]
    assert "sounds.builder" in bad[0]["to_do"]


def test_the_doctor_finds_what_is_missing_and_says_what_to_do(
    tmp_path: Path, taken_port: int
) -> None:
    answer = centralita(
        "doctor",
        "--json",
        "--state",
        str(tmp_path),
        asterisk=tmp_path / "none",
        sip_port=taken_port,
    )
    assert answer.returncode == FOUND_PROBLEMS
    findings = {one["subject"]: one for one in json.loads(answer.stdout)}
    assert findings["Asterisk"]["verdict"] == "bad" and findings["Asterisk"]["to_do"]
    assert findings[f"port {taken_port}/udp"]["verdict"] == "warning"
    assert findings["sounds eu"]["verdict"] == "good"
    assert {"name resolution", "clock", "disk"} <= set(findings)


def test_a_wrong_setting_is_named(tmp_path: Path) -> None:
    answer = centralita("up", "--state", str(tmp_path), http_port="many")
    assert answer.returncode == CANNOT_RUN
    assert "http_port" in answer.stderr


@pytest.mark.parametrize("verb", ["contacts", "explain one", "report"])
def test_a_journal_that_is_not_there_is_told(verb: str, tmp_path: Path) -> None:
    answer = centralita(*verb.split(), "--state", str(tmp_path))
    assert answer.returncode == CANNOT_RUN
    assert "journal" in answer.stderr


@pytest.fixture
def morning(tmp_path: Path) -> Path:
    """A state folder with the journal of a morning."""
    asyncio.run(_write(f"sqlite:///{tmp_path / 'journal.sqlite'}"))
    return tmp_path


async def _write(url: str) -> None:
    journal = await open_journal(url)
    await journal.append([(one.at, one.event) for one in records()])
    await journal.close()


def test_explain_tells_every_offer_whole(morning: Path) -> None:
    answer = centralita("explain", "serv", "--json", "--state", str(morning))
    assert answer.returncode == 0
    told = json.loads(answer.stdout)
    assert told["summary"] == "Connected with ana after a wait of 8.0 s and 2 offers."
    assert [one["end"]["event"] for one in told["offers"]] == ["OfferExpired", "ContactConnected"]
    assert told["offers"][0]["reason"].keys() >= {
        "candidates", "excluded", "ring", "score_s", "priority", "is_promoted", "rule",
        "tie_break", "overtaken",
    }  # fmt: skip


def test_explain_says_that_a_contact_was_never_offered(morning: Path) -> None:
    answer = centralita("explain", "left-late", "--state", str(morning))
    assert answer.returncode == 0
    assert "Never offered: nobody who could serve it in queue general" in answer.stdout


@pytest.mark.parametrize(
    ("contact", "complaint"), [("nobody", "no contact in the journal"), ("l", "fits 3 contacts")]
)
def test_explain_of_a_contact_that_is_not_clearly_meant_is_told(
    contact: str, complaint: str, morning: Path
) -> None:
    answer = centralita("explain", contact, "--state", str(morning))
    assert answer.returncode == CANNOT_RUN
    assert complaint in answer.stderr


def test_replay_is_content_with_what_the_engine_would_decide_and_exports_it(
    tmp_path: Path,
) -> None:
    day, export = tmp_path / "day.jsonl", tmp_path / "export.jsonl"
    write_lines(log_in("ainhoa"), day)
    answer = centralita("replay", str(day), "--export", str(export))
    assert answer.returncode == 0
    assert answer.stdout.strip() == (
        "2 records, 1 decisions: every decision comes out as journaled."
    )
    assert "plan elsewhere was in force (epoch 1)" in answer.stderr
    assert export.read_bytes() == day.read_bytes()


def test_replay_names_the_first_difference_and_what_the_engine_says(tmp_path: Path) -> None:
    day = tmp_path / "day.jsonl"
    write_lines(log_in("nobody"), day)
    answer = centralita("replay", str(day), "--json")
    assert answer.returncode == FOUND_PROBLEMS
    difference = json.loads(answer.stdout)["difference"]
    assert (difference["seq"], difference["engine"]) == (2, None)
    assert difference["remark"] == "unknown agent: no agent 'nobody' in the plan"


def log_in(agent: str) -> list[Record]:
    """Somebody sits down under another plan."""
    return [
        Record(1, 100.0, CentreStarted(1, "elsewhere")),
        Record(2, 101.0, AgentModeChanged(AgentId(agent), Mode.NOT_READY, "logged in")),
    ]


@pytest.mark.parametrize(
    ("journal", "complaint"),
    [
        ("nothing.jsonl", "nothing.jsonl cannot be read"),
        ("nothing.sqlite", "there is no journal at"),
        ("redis://here", "right would be"),
    ],
)
def test_replay_says_when_there_is_no_journal(journal: str, complaint: str) -> None:
    answer = centralita("replay", journal)
    assert answer.returncode == CANNOT_RUN
    assert complaint in answer.stderr


def test_a_token_is_printed_once_made_and_only_for_agents_of_the_site(tmp_path: Path) -> None:
    first = centralita("token", "carmen", "--state", str(tmp_path))
    again = centralita("token", "carmen", "--state", str(tmp_path), "--json")
    assert first.returncode == 0 and len(first.stdout.strip()) >= 43
    assert json.loads(again.stdout)["token"] == first.stdout.strip()
    assert (tmp_path / "secrets.json").stat().st_mode & 0o777 == 0o600
    stranger = centralita("token", "nobody", "--state", str(tmp_path))
    assert stranger.returncode == CANNOT_RUN and "carmen" in stranger.stderr


def test_a_verb_that_is_not_there_is_wrong_use() -> None:
    assert centralita("dance").returncode == WRONG_USE
