"""`centralita doctor`: is everything there that a centre needs, and what to do where it is not.

Owns the examinations. Changes nothing. Edge.
"""

from __future__ import annotations

import shutil
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from rich.table import Table

from centralita.exchange import audio_of, library_of
from centralita.listening import all_places
from dialplan.installation import AsteriskMissing, read_installation
from dialplan.module_list import MODULES
from dialplan.site import Site
from dialplan.writer import missing_audio
from sounds.catalogue import MUSIC
from wiring.settings import Settings

FREE_MB = 500
"""Below this much free space the state folder is in danger, megabytes."""
RESOLVE_S = 2.0
"""A resolver that needs longer than this delays calls, seconds."""
LEAST_ASTERISK = 22
LEAST_CLOCK = 1_760_000_000.0
"""No clock of a machine that runs this is earlier, UTC seconds (2025-10-09)."""


class Verdict(StrEnum):
    """What an examination found."""

    GOOD = "good"
    WARNING = "warning"
    BAD = "bad"


@dataclass(frozen=True, slots=True)
class Finding:
    """One examination's result."""

    subject: str
    verdict: Verdict
    found: str
    """What is the case."""
    to_do: str = ""
    """What to do about it; empty when it is good."""


def examine(settings: Settings, site: Site) -> list[Finding]:
    """All examinations, in the order in which a start would need them."""
    examinations: tuple[Callable[[], Iterator[Finding]], ...] = (
        lambda: _ports(settings),
        lambda: _resolver(settings),
        _clock,
        lambda: _disk(settings.state),
        lambda: _asterisk(settings),
        lambda: _sounds(settings, site),
    )
    return [finding for examination in examinations for finding in examination()]


def _ports(settings: Settings) -> Iterator[Finding]:
    for place in all_places(settings):
        subject = f"port {place.port}/{place.kind}"
        found = place.obstacle()
        if found is None:
            yield Finding(subject, Verdict.GOOD, "free")
        elif found.is_taken:
            to_do = f"right if the centre runs; else {place.to_do(found)}"
            yield Finding(subject, Verdict.WARNING, found.found, to_do)
        else:
            yield Finding(subject, Verdict.BAD, found.found, place.to_do(found))


def _resolver(settings: Settings) -> Iterator[Finding]:
    """A dead resolver makes Asterisk wait for seconds before it answers a WebRTC phone."""
    began = time.monotonic()
    try:
        socket.getaddrinfo(socket.gethostname(), None)
        verdict, found = Verdict.GOOD, f"answers in {time.monotonic() - began:.2f} s"
    except OSError as error:
        verdict, found = Verdict.WARNING, f"does not know this machine's name: {error}"
    if time.monotonic() - began > RESOLVE_S:
        verdict, found = Verdict.BAD, f"needs {time.monotonic() - began:.1f} s"
    to_do = "" if verdict is Verdict.GOOD else (
        "add this machine's name to /etc/hosts, or remove resolvers that do not answer from "
        "/etc/resolv.conf"
    )  # fmt: skip
    yield Finding("name resolution", verdict, found, to_do)


def _clock() -> Iterator[Finding]:
    """The wall clock must be plausible and keep step with the monotonic one."""
    before = time.time() - time.monotonic()
    time.sleep(0.05)
    drift_s = abs(time.time() - time.monotonic() - before)
    if time.time() < LEAST_CLOCK:
        yield Finding("clock", Verdict.BAD, time.ctime(), "set it, e.g. timedatectl set-ntp true")
    elif drift_s > 0.02:
        to_do = "see what sets the clock, e.g. timedatectl timesync-status"
        yield Finding("clock", Verdict.WARNING, f"stepped by {drift_s:.3f} s just now", to_do)
    else:
        yield Finding("clock", Verdict.GOOD, time.strftime("%Y-%m-%d %H:%M:%S %Z"))


def _disk(state: Path) -> Iterator[Finding]:
    folder = next(parent for parent in (state.absolute(), *state.absolute().parents)
                  if parent.exists())  # fmt: skip
    free_mb = shutil.disk_usage(folder).free // 1_000_000
    if free_mb < FREE_MB:
        yield Finding("disk", Verdict.BAD, f"{free_mb} MB free for {state}",
                      f"free at least {FREE_MB} MB or choose another --state folder")  # fmt: skip
    else:
        yield Finding("disk", Verdict.GOOD, f"{free_mb} MB free for {state}")


def _asterisk(settings: Settings) -> Iterator[Finding]:
    to_do = "run `make setup` where the project is, or install Asterisk 22"
    try:
        installation = read_installation(settings.asterisk)
        answer = subprocess.run(
            [*installation.command, "-V"], capture_output=True, text=True, timeout=10, check=False
        )
    except (AsteriskMissing, OSError, subprocess.TimeoutExpired) as error:
        yield Finding("Asterisk", Verdict.BAD, str(error), to_do)
        return
    version = answer.stdout.strip()
    number = version.removeprefix("Asterisk ").split(".")[0]
    if not number.isdigit() or int(number) < LEAST_ASTERISK:
        yield Finding("Asterisk", Verdict.BAD, version or answer.stderr.strip(), to_do)
    else:
        yield Finding("Asterisk", Verdict.GOOD, version)
    folder = Path(installation.modules)
    missing = [name for name in MODULES if not (folder / f"{name}.so").exists()]
    if missing:
        yield Finding("modules", Verdict.BAD, f"missing: {', '.join(missing)}", to_do)
    else:
        yield Finding("modules", Verdict.GOOD, f"all {len(MODULES)} there")


def _sounds(settings: Settings, site: Site) -> Iterator[Finding]:
    """What `up` and `asterisk` would refuse to start without."""
    audio = audio_of(settings, site)
    missing = missing_audio(audio)
    for language in site.plan.languages:
        gaps = [name for name in missing if name.startswith(f"{language}/")]
        if gaps:
            yield Finding(f"sounds {language}", Verdict.BAD, f"missing: {', '.join(gaps)}",
                          f"run python -m sounds.builder --language {language}")  # fmt: skip
        else:
            yield Finding(f"sounds {language}", Verdict.GOOD, "every needed prompt is there")
    if MUSIC in missing:
        yield Finding("music", Verdict.BAD, f"missing: {MUSIC}", "run python -m sounds.builder")
    for name, other in audio.gaps.items():
        if name not in missing:
            heard = f"missing: {other or 'a tone'} is heard"
            to_do = "record it: centralita sounds import --help"
            yield Finding(f"sound {name}", Verdict.WARNING, heard, to_do)
    if problems := library_of(settings).problems():
        yield Finding("sounds", Verdict.WARNING, "; ".join(problems[:3]),
                      "python -m sounds.builder --check tells all")  # fmt: skip


def is_healthy(findings: list[Finding]) -> bool:
    """Whether nothing bad was found; warnings are for people."""
    return all(finding.verdict is not Verdict.BAD for finding in findings)


def findings_view(findings: list[Finding]) -> Table:
    """The findings as a table."""
    table = Table(title="Doctor", title_justify="left")
    for name in ("subject", "verdict", "found", "what to do"):
        table.add_column(name, overflow="fold")
    for one in findings:
        table.add_row(one.subject, one.verdict, one.found, one.to_do)
    return table


def findings_json(findings: list[Finding]) -> list[dict[str, str]]:
    """The same as plain values."""
    return [
        {"subject": one.subject, "verdict": one.verdict, "found": one.found, "to_do": one.to_do}
        for one in findings
    ]
