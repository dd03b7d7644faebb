"""What a reader of the documentation has: a checkout of their own, free ports, a running demo."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from lab.centre import Centre, free_settings
from lab.morning import SPANISH, TAXES, Citizen, all_over, remote_of, staff
from lab.robot import Habit
from lab.sipp import Script, play
from tests.docs.page import ROOT
from wiring.settings import Settings

_RTP_START = 27000
_OWN = {"sites": "copied", "var": "empty"}
"""Folders that readers change; everything else of the checkout is linked."""
_NOT_PART = {".git", ".hypothesis", ".mypy_cache", ".pytest_cache", ".ruff_cache"}
CITIZENS = (
    Citizen("600100101", "Maria Lasa", (SPANISH, TAXES), 4000),
    Citizen("600100105", "Pilar Nadal", (SPANISH,), 1500),
)
"""One who is served and one who leaves in the menu."""


@dataclass(frozen=True)
class Desk:
    """Where a reader sits."""

    checkout: Path
    environment: dict[str, str]


def make_checkout(folder: Path) -> Path:
    """The project as a reader has it, in a folder that may be written to."""
    folder.mkdir()
    for entry in ROOT.iterdir():
        if entry.name not in _OWN and entry.name not in _NOT_PART:
            (folder / entry.name).symlink_to(entry)
    (folder / "var").mkdir()
    _copy(ROOT / "sites", folder / "sites")
    return folder


def _copy(source: Path, target: Path) -> None:
    for path in source.rglob("*"):
        if path.is_file():
            copy = target / path.relative_to(source)
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.write_bytes(path.read_bytes())


def environment_of(settings: Settings, *names: str) -> dict[str, str]:
    """The process's environment with these settings as a reader would set them."""
    given = {f"CENTRALITA_{name.upper()}": str(getattr(settings, name)) for name in names}
    return {**os.environ, **given, "COLUMNS": "200", "NO_COLOR": "1"}


PORTS = ("http_port", "sip_port", "ari_port", "ami_port", "agi_port", "rtp_start", "rtp_end")


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """A checkout and free ports; nothing runs yet."""
    checkout = make_checkout(tmp_path / "centralita")
    settings = free_settings(
        checkout / "sites" / "demo", checkout / "var", rtp_start=_RTP_START + 3000
    )
    return Desk(checkout, environment_of(settings, *PORTS))


@pytest.fixture(scope="session")
def demo_desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """A checkout in which the demonstration stays up after its story; robots have gone home."""
    checkout = make_checkout(tmp_path_factory.mktemp("docs") / "centralita")
    settings = free_settings(
        checkout / "sites" / "demo", checkout / "var" / "demo", rtp_start=_RTP_START
    )
    known = {"asterisk": Path(os.environ.get("CENTRALITA_ASTERISK", ROOT / ".asterisk/env"))}
    centre = Centre(settings.model_copy(update=known))
    with asyncio.Runner() as runner:
        try:
            runner.run(_play(centre, checkout / "var"))
            yield Desk(checkout, environment_of(centre.settings, *PORTS, "phone_address"))
        finally:
            runner.run(centre.stop())


async def _play(centre: Centre, folder: Path) -> None:
    await centre.start()
    rows = [citizen.row() for citizen in CITIZENS]
    async with staff(centre, folder, lambda agent: Habit(wrap_up_s=0.2)):
        script = Script("citizen", "012", rows, count=len(rows), rate=2, limit_s=40)
        outcome = await play(remote_of(centre), folder, script)
        assert outcome.successful == len(rows), outcome.errors
        await all_over(centre)
