"""The configuration on disk: private, whole, and not without prompts."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from contact.plan import Enqueue, Menu
from dialplan.prompt_use import prompts_used
from dialplan.site import read_site
from dialplan.writer import Audio, SoundsMissing, write_configuration

GOOD = Path(__file__).parent / "good"


@pytest.fixture
def audio(tmp_path) -> Path:
    folder = tmp_path / "audio"
    for name in ("it/welcome", "en/welcome", "music/waiting"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / f"{name}.ulaw").write_bytes(b"\x7f" * 80)
    return folder


def write(tmp_path: Path, audio: Path, text: str = "; one\n") -> Path:
    return write_configuration(
        tmp_path / "prefix", {"asterisk.conf": text}, Audio(audio, ("it", "en")), tmp_path / "data"
    )


def test_nobody_else_can_read_it(tmp_path, audio):
    file = write(tmp_path, audio)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE((tmp_path / "prefix").stat().st_mode) == 0o700
    assert stat.S_IMODE(file.resolve().parent.stat().st_mode) == 0o700


def test_a_new_configuration_replaces_the_old_and_keeps_it_to_go_back_to(tmp_path, audio):
    for text in ("; one\n", "; two\n", "; three\n"):
        file = write(tmp_path, audio, text)
    assert file.read_text() == "; three\n"
    kept = sorted(one.name for one in (tmp_path / "prefix" / "versions").iterdir())
    assert kept == ["2", "3"]


def test_a_draft_that_was_left_behind_does_no_harm(tmp_path, audio):
    write(tmp_path, audio)
    (tmp_path / "prefix" / "versions" / "2.new").mkdir()
    (tmp_path / "prefix" / "versions" / "2.new" / "pjsip.conf").write_text("half")
    file = write(tmp_path, audio, "; two\n")
    assert file.read_text() == "; two\n"
    assert not (file.parent / "pjsip.conf").exists()


def test_prompts_and_music_are_where_asterisk_looks(tmp_path, audio):
    write(tmp_path, audio)
    data = tmp_path / "prefix" / "data"
    assert (data / "sounds" / "it" / "centralita" / "welcome.ulaw").read_bytes() == b"\x7f" * 80
    assert (data / "moh" / "waiting" / "waiting.ulaw").is_file()


def test_missing_prompts_are_all_named_and_nothing_is_written(tmp_path, audio):
    wanted = Audio(audio, ("it", "en"), ("welcome", "goodbye"))
    with pytest.raises(SoundsMissing) as caught:
        write_configuration(tmp_path / "prefix", {}, wanted, tmp_path)
    assert caught.value.missing == ("it/goodbye", "en/goodbye")
    assert "python -m sounds.builder" in str(caught.value)
    assert not (tmp_path / "prefix").exists()


def test_the_prompts_of_a_plan_are_those_of_its_flows_and_of_the_fallback():
    plan = read_site(GOOD).plan
    used = prompts_used(plan)
    assert {"fallback-moment", "fallback-wait", "wrong-key", "no-key", "welcome"} <= set(used)
    said = {
        prompt.key
        for node in plan.flows["line"].nodes.values()
        if isinstance(node, Menu | Enqueue)
        for prompt in node.prompts
    }
    assert said <= set(used)
    assert "closed" in prompts_used(plan, vital=["closed"])
