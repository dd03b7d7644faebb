"""A page of the documentation, taken apart: its commands, what they print, its files and links.

Owns the way our pages are written, so that people and tests read them alike:

- A block ```console holds commands behind `$ ` and below each what it prints. `...` stands for any
  text within a line, a line of `...` for any lines. A trailing `\\` continues a command.
- `# stays until Ctrl-C` behind a command: it runs on beside the following ones.
- `# exit status 1` behind a command: that is how it ends; without it the status is 0.
- A block whose text before ends with "`NAME`:" is a file to be saved as NAME.

Pure.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).parents[2]

_FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_FILE = re.compile(r"`([\w./-]+\.\w+)`:\s*\Z")
_LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)|(?:src|srcset|href)=\"([^\"]+)\"")
_STATUS = re.compile(r"# exit status (\d+)$")
_STAYS = "# stays until Ctrl-C"
_ANY = "..."


@dataclass
class Command:
    """One command of a page."""

    line: int
    """Line of the page, from 1."""
    text: str
    shown: list[str] = field(default_factory=list)
    """What the page says that it prints."""

    @property
    def stays(self) -> bool:
        """It runs until the reader ends it."""
        return self.text.endswith(_STAYS)

    @property
    def status(self) -> int:
        """Its exit status according to the page."""
        found = _STATUS.search(self.text)
        return int(found[1]) if found else 0


@dataclass(frozen=True)
class SavedFile:
    """A file that the reader is to write."""

    name: str
    text: str
    before: int
    """Line of the page where it stands."""


@dataclass(frozen=True)
class Page:
    """One page."""

    path: Path
    text: str

    @property
    def name(self) -> str:
        """Path below the project's folder."""
        return self.path.relative_to(ROOT).as_posix()

    @property
    def prose(self) -> str:
        """Everything but the blocks."""
        return _FENCE.sub("", self.text)

    def commands(self) -> list[Command]:
        """All commands, in the order of the page."""
        return [
            command
            for match in _FENCE.finditer(self.text)
            if match[1] in ("console", "sh")
            for command in _commands(match[2], self._line(match.start()) + 1)
        ]

    def files(self) -> list[SavedFile]:
        """All files that the page tells to save."""
        return [
            SavedFile(name[1], match[2], self._line(match.start()))
            for match in _FENCE.finditer(self.text)
            if (name := _FILE.search(self.text[: match.start()]))
        ]

    def links(self) -> list[str]:
        """Targets of links and pictures."""
        return [one[1] or one[2] for one in _LINK.finditer(self.prose)]

    def headings(self) -> set[str]:
        """Anchors of the headings, as a forge makes them."""
        titles = re.findall(r"^#+ (.+)$", self.prose, re.MULTILINE)
        return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}

    def _line(self, offset: int) -> int:
        return self.text.count("\n", 0, offset) + 1


def read_page(path: Path) -> Page:
    """The page at this path."""
    return Page(path, path.read_text(encoding="utf-8"))


def pages() -> list[Page]:
    """README, CONTRIBUTING and everything directly below docs/."""
    paths = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]
    return [read_page(path) for path in paths if path.exists()]


def _commands(text: str, first_line: int) -> Iterator[Command]:
    command: Command | None = None
    for number, line in enumerate(text.splitlines(), first_line):
        if command is not None and command.text.endswith("\\") and not command.shown:
            command.text += "\n" + line
        elif line.startswith("$ "):
            if command is not None:
                yield command
            command = Command(number, line.removeprefix("$ "))
        elif command is not None:
            command.shown.append(line)
    if command is not None:
        yield command


def missing(shown: Sequence[str], printed: str) -> str | None:
    """The first shown line that was not printed, in order; None when all were."""
    lines = iter([" ".join(line.split()) for line in printed.splitlines()])
    for wanted in shown:
        pieces = [" ".join(piece.split()) for piece in wanted.split(_ANY)]
        pattern = re.compile(".*".join(re.escape(piece) for piece in pieces))
        if any(pieces) and not any(pattern.search(line) for line in lines):
            return wanted
    return None
