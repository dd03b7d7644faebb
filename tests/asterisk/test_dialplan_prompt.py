"""Composed speech at a real exchange: clips in a row, and what is heard where one is missing."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from shutil import copytree

from dialplan.sound_tree import write_tree
from ivr.edge.translate import unheard
from lab.sipp import playing
from sounds.library import FOLDER, open_library
from sounds.numeral.spoken import number
from sounds.waveform import encode, stand_in
from tests.support.diary import CITIZEN, Diary
from tests.support.ear import Ear, listening
from tests.support.exchange import Switchboard, boot, connected


async def said(line: Switchboard, ear: Ear, media: list[str]) -> dict[str, object]:
    """Say these to a citizen with this ear; returns how the saying ended."""
    async with connected(line.ari()) as ari:
        diary = Diary(ari)
        script = replace(CITIZEN, ear_port=ear.port)
        async with playing(line.sip, line.folder, script):
            start = await diary.until("StasisStart")
            leg = start["channel"]["id"]
            await ari.channels.answer(leg)
            await ari.channels.play(leg, [f"sound:centralita/{one}" for one in media], "p1")
            ended = await diary.until("PlaybackFinished")
            await ari.channels.hangup(leg)
            return ended


async def test_a_number_is_heard_clip_by_clip(tmp_path: Path) -> None:
    keys = number(131, "es").keys
    line = await boot(tmp_path)
    try:
        async with listening() as ear:
            await said(line, ear, [f"es/{key}" for key in keys])
            for key in keys:
                clip = (FOLDER / "audio" / "es" / f"{key}.ulaw").read_bytes()
                assert ear.heard(clip) is not None, key
    finally:
        await line.exchange.stop()


async def test_a_clip_that_no_language_has_is_a_tone_and_what_follows_is_heard(
    tmp_path: Path,
) -> None:
    sounds = Path(copytree(FOLDER, tmp_path / "sounds"))
    for file in (sounds / "audio").glob("*/digit-7.ulaw"):
        file.unlink()
    library = open_library(sounds)
    line = await boot(tmp_path)
    write_tree(line.exchange.prefix / "speech", library.audio, library.gaps(["es"]))
    try:
        async with listening() as ear:
            await said(line, ear, ["es/digit-4", "es/digit-7", "es/goodbye"])
            assert ear.heard(encode(stand_in(0.4))) is not None
            assert ear.heard((library.audio / "es" / "goodbye.ulaw").read_bytes()) is not None
    finally:
        await line.exchange.stop()


async def test_without_a_stand_in_a_clip_is_left_out_and_a_lone_one_is_reported(
    tmp_path: Path,
) -> None:
    line = await boot(tmp_path)
    try:
        async with listening() as ear:
            await said(line, ear, ["es/nothing", "es/goodbye"])
            assert ear.heard((FOLDER / "audio" / "es" / "goodbye.ulaw").read_bytes()) is not None
            ended = await said(line, ear, ["es/nothing"])
            assert unheard(ended) == "sound:centralita/es/nothing"
    finally:
        await line.exchange.stop()
