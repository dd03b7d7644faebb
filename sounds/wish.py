"""What the builder is asked for, and what it did.

Owns both records. Pure: reads and writes nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from sounds.library import FOLDER


@dataclass(frozen=True, slots=True)
class Options:
    """What is to be made, and how."""

    folder: Path = FOLDER
    """Holds catalogue.yaml."""
    check: bool = False
    """Only compare files, manifest and texts."""
    language: Sequence[str] = ()
    """Only these; empty: all."""
    key: Sequence[str] = ()
    """Only these prompts; empty: all."""
    remake: bool = False
    """Make again what exists, too."""
    music: bool = False
    """Make the music on hold again."""
    engine: str = ""
    """In place of the one in voices.yaml."""
    voice: str = ""
    """Of that engine."""
    command: str = ""
    """Program that reads text and writes the WAV file {out}."""
    kokoro_voices: Path | None = None
    recording: Path | None = None
    """To be adopted for the one language and key."""
    speaker: str = ""
    licence: str = ""
    """Of the recording, or of the engine's voice."""


@dataclass(frozen=True, slots=True)
class Built:
    """What was done, and what is wrong with the audio now."""

    made: list[str]
    problems: list[str]
    file_count: int
    total_s: float

    @property
    def plain(self) -> dict[str, object]:
        """For programs."""
        return {
            "made": self.made,
            "problems": self.problems,
            "files": self.file_count,
            "seconds": round(self.total_s, 1),
        }


def summary(built: Built) -> str:
    """The outcome in one line."""
    return (
        f"{built.file_count} files, {built.total_s:.0f} s, "
        f"{len(built.made)} made, {len(built.problems)} problems"
    )
