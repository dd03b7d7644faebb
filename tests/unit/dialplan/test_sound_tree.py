"""What Asterisk finds where it looks for prompts."""

from __future__ import annotations

from pathlib import Path

import pytest

from dialplan.sound_tree import write_tree
from sounds.waveform import RATE, active_level, alaw, decibel, decode


@pytest.fixture
def audio(tmp_path: Path) -> Path:
    folder = tmp_path / "audio"
    for name, content in (
        ("it/welcome", b"\x7f\x01"),
        ("en/welcome", b"\x02"),
        ("en/hold", b"\x03"),
    ):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / f"{name}.ulaw").write_bytes(content)
    return folder


def test_every_prompt_is_there_in_both_forms_of_g711(tmp_path, audio):
    write_tree(tmp_path / "speech", audio, {})
    assert (tmp_path / "speech" / "it" / "welcome.ulaw").read_bytes() == b"\x7f\x01"
    assert (tmp_path / "speech" / "it" / "welcome.alaw").read_bytes() == alaw(b"\x7f\x01")


def test_a_missing_prompt_is_heard_in_the_language_that_stands_in(tmp_path, audio):
    write_tree(tmp_path / "speech", audio, {"it/hold": "en/hold"})
    assert (tmp_path / "speech" / "it" / "hold.ulaw").read_bytes() == b"\x03"
    assert (tmp_path / "speech" / "it" / "hold.alaw").read_bytes() == alaw(b"\x03")


def test_a_prompt_that_no_language_has_is_a_tone_as_loud_as_speech(tmp_path, audio):
    write_tree(tmp_path / "speech", audio, {"it/goodbye": ""})
    heard = decode((tmp_path / "speech" / "it" / "goodbye.ulaw").read_bytes())
    assert len(heard) == 0.4 * RATE
    assert decibel(active_level(heard)) == pytest.approx(-20, abs=0.3)


def test_a_stand_in_that_is_gone_meanwhile_is_a_tone_too(tmp_path, audio):
    write_tree(tmp_path / "speech", audio, {"it/hold": "eu/hold"})
    assert (tmp_path / "speech" / "it" / "hold.ulaw").stat().st_size == 0.4 * RATE


def test_a_recording_that_is_replaced_is_heard_at_once(tmp_path, audio):
    write_tree(tmp_path / "speech", audio, {})
    (audio / "en" / "hold.new").write_bytes(b"\x04")
    (audio / "en" / "hold.new").replace(audio / "en" / "hold.ulaw")
    assert (tmp_path / "speech" / "en" / "hold.ulaw").read_bytes() == b"\x04"


def test_a_new_tree_forgets_what_stood_in_before(tmp_path, audio):
    write_tree(tmp_path / "speech", audio, {"it/hold": "en/hold"})
    write_tree(tmp_path / "speech", audio, {})
    assert not (tmp_path / "speech" / "it" / "hold.ulaw").exists()
    assert sorted(one.name for one in tmp_path.iterdir()) == ["audio", "speech"]


def test_nothing_is_written_again_while_the_recordings_are_the_same(tmp_path, audio):
    write_tree(tmp_path / "speech", audio, {"it/hold": "en/hold"})
    before = (tmp_path / "speech").stat().st_ino
    write_tree(tmp_path / "speech", audio, {"it/hold": "en/hold"})
    assert (tmp_path / "speech").stat().st_ino == before


def test_a_law_follows_a_recording_that_was_replaced(tmp_path, audio):
    write_tree(tmp_path / "speech", audio, {})
    (audio / "en" / "hold.ulaw").write_bytes(b"\x04\x05")
    write_tree(tmp_path / "speech", audio, {})
    assert (tmp_path / "speech" / "en" / "hold.alaw").read_bytes() == alaw(b"\x04\x05")
