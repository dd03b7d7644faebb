"""The rendered configuration on disk, in a folder of its own that Asterisk runs from.

Owns the prefix folder: configuration, run-time folders, links to prompts and music. A new
configuration is written beside the old one and put in its place by one rename, so that Asterisk
never sees half of it. Files that hold secrets are readable by their owner only. Edge.
"""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from dialplan.sound_tree import write_tree
from sounds.catalogue import MUSIC
from sounds.tone import tone

_FOLDERS = (
    "agi-bin", "cache", "data/moh", "data/sounds", "db", "lib/keys", "log/cdr-csv",
    "log/cdr-custom", "run", "sbin", "spool/monitor", "spool/outgoing", "spool/recording",
    "spool/tmp", "versions",
)  # fmt: skip
_LINKED = ("documentation", "rest-api")
"""Parts of Asterisk's own data folder that it cannot start without."""


TONE = "beep.ulaw"
"""What Asterisk plays before it records."""
CHECKSUMS = "checksums.txt"
"""SHA-256 of every file of a version, as sha256sum writes them."""


class SoundsMissing(Exception):
    """Prompts or music that citizens must hear are not there."""

    def __init__(self, missing: tuple[str, ...], folder: Path) -> None:
        self.missing = missing
        shown = ", ".join(missing[:6]) + (
            f" and {len(missing) - 6} more" if len(missing) > 6 else ""
        )
        super().__init__(
            f"no audio in {folder} for {shown}; make it with: python -m sounds.builder"
        )


@dataclass(frozen=True, slots=True)
class Audio:
    """Where the prompts are."""

    folder: Path
    """One folder a language with <key>.ulaw, and music/."""
    languages: tuple[str, ...]
    """Languages of the line."""
    prompts: tuple[str, ...] = ()
    """Keys that must be there in each of the languages, or writing is refused."""
    gaps: Mapping[str, str] = field(default_factory=dict)
    """`<language>/<key>` of each other prompt that is missing → the one that stands in; empty: a
    tone."""


def write_configuration(prefix: Path, files: Mapping[str, str], audio: Audio, data: Path) -> Path:
    """Write the files into the prefix folder, ready to start. Returns the file for `asterisk -C`.

    `data` is Asterisk's own data folder. Raises SoundsMissing before anything is written, and
    OSError.
    """
    check_audio(audio)
    prefix.mkdir(parents=True, exist_ok=True, mode=0o700)
    prefix.chmod(0o700)
    for name in _FOLDERS:
        (prefix / name).mkdir(parents=True, exist_ok=True, mode=0o700)
    for name in _LINKED:
        _link(prefix / "data" / name, data / name)
    _link_sounds(prefix, audio)
    (prefix / "data" / "sounds" / TONE).write_bytes(tone())
    _write_version(prefix, files)
    return prefix / "etc" / "asterisk.conf"


def changed_files(folder: Path) -> list[str]:
    """Names of the configuration files that are not as they were written.

    Asterisk starts happily from a file that was cut short (L31).
    """
    try:
        lines = (folder / CHECKSUMS).read_text(encoding="utf-8").splitlines()
    except OSError:
        return [CHECKSUMS]
    return [
        name
        for wanted, _, name in (line.partition("  ") for line in lines)
        if not _is_sum(folder / name, wanted)
    ]


def _is_sum(file: Path, wanted: str) -> bool:
    try:
        return hashlib.sha256(file.read_bytes()).hexdigest() == wanted
    except OSError:
        return False


def _sum(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def missing_audio(audio: Audio) -> tuple[str, ...]:
    """`<language>/<key>` of each needed prompt that is not there, and the music's name."""
    wanted = [f"{language}/{key}" for language in audio.languages for key in audio.prompts]
    if audio.prompts:
        wanted.append(MUSIC)
    return tuple(name for name in wanted if not (audio.folder / f"{name}.ulaw").is_file())


def check_audio(audio: Audio) -> None:
    """Raises SoundsMissing unless every needed prompt, and the music, is there."""
    if missing := missing_audio(audio):
        raise SoundsMissing(missing, audio.folder)


def _write_version(prefix: Path, files: Mapping[str, str]) -> None:
    versions = prefix / "versions"
    numbers = sorted(int(one.name) for one in versions.iterdir() if one.name.isdigit())
    folder = versions / str((numbers or [0])[-1] + 1)
    draft = versions / f"{folder.name}.new"
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(mode=0o700)
    for name, text in files.items():
        _write_private(draft / name, text)
    _write_private(draft / CHECKSUMS, "".join(f"{_sum(files[name])}  {name}\n" for name in files))
    draft.rename(folder)
    _link(prefix / "etc", Path("versions") / folder.name)
    _remove(versions / str(number) for number in numbers[:-1])


def _write_private(file: Path, text: str) -> None:
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as stream:
        stream.write(text)
        stream.flush()
        os.fsync(stream.fileno())


def _remove(folders: Iterable[Path]) -> None:
    """All but the version in force and the one before it, to go back to."""
    for folder in folders:
        shutil.rmtree(folder, ignore_errors=True)


def _link_sounds(prefix: Path, audio: Audio) -> None:
    """Prompts by both names: centralita/<language>/<key>, which says its language itself, and
    centralita/<key> in the language of the leg.
    """
    if not audio.folder.is_dir():
        return
    tree = prefix / "speech"
    write_tree(tree, audio.folder, audio.gaps)
    (prefix / "data" / "sounds").mkdir(parents=True, exist_ok=True, mode=0o700)
    _link(prefix / "data" / "sounds" / "centralita", tree.resolve())
    for folder in sorted(tree.iterdir()):
        if folder.is_dir() and folder.name != "music":
            home = prefix / "data" / "sounds" / folder.name
            home.mkdir(parents=True, exist_ok=True, mode=0o700)
            _link(home / "centralita", folder.resolve())
    music = tree / Path(MUSIC).parent
    if music.is_dir():
        _link(prefix / "data" / "moh" / "waiting", music.resolve())


def _link(link: Path, target: Path) -> None:
    """Make or move a symbolic link in one step."""
    draft = link.with_name(f".{link.name}.new")
    draft.unlink(missing_ok=True)
    draft.symlink_to(target)
    draft.replace(link)
