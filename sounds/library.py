"""The committed prompts on disk: finds audio, lists what is wrong.

Edge: reads the package's own files. Never writes, never synthesises.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from sounds.catalogue import Catalogue, audio_path, read_catalogue
from sounds.inspection import problems
from sounds.manifest import Take, name_of, read_manifest
from sounds.yaml_text import Source

FOLDER = Path(__file__).parent
"""Where the prompts that ship with the product lie."""


@dataclass(frozen=True, slots=True)
class Sound:
    """Audio ready to be played."""

    path: Path
    """Raw mu-law, 8 kHz, mono. Asterisk wants the name without the suffix."""
    language: str
    """The language really spoken: a stand-in's if the wanted one lacks the prompt."""
    duration_s: float
    """Length in seconds."""


@dataclass(frozen=True, slots=True)
class Library:
    """Catalogue, manifest and the folder that holds the audio."""

    folder: Path
    """Holds catalogue.yaml, texts/, audio/ and manifest.json."""
    catalogue: Catalogue
    takes: dict[str, Take]
    """`<language>/<key>` -> what the manifest says of its audio."""

    @property
    def audio(self) -> Path:
        """The folder with one folder a language, and the music."""
        return self.folder / "audio"

    def sound(self, key: str, language: str) -> Sound | None:
        """The prompt in this language, else in the nearest that has it (fault F28), else None."""
        for candidate in self.catalogue.order(language):
            take = self.takes.get(name_of(key, candidate))
            path = self.audio / audio_path(key, candidate)
            if take is not None and path.is_file():
                return Sound(path, candidate, take.duration_s)
        return None

    def gaps(self, languages: Iterable[str]) -> dict[str, str]:
        """`<language>/<key>` without audio → the one that stands in; empty: no language has it."""
        found = {}
        for language in languages:
            for key in self.catalogue.texts.get(language, ()):
                sound = self.sound(key, language)
                if sound is None or sound.language != language:
                    found[name_of(key, language)] = name_of(key, sound.language) if sound else ""
        return found

    def vital_gaps(self, languages: Iterable[str]) -> list[str]:
        """Sentences for the prompts without which the line must not open in these languages."""
        return [
            f"{language}: the prompt '{prompt.key}' is missing ({prompt.use}); "
            f"run python -m sounds.builder --language {language}"
            for language in languages
            for prompt in self.catalogue.prompts.values()
            if prompt.is_vital and not (self.audio / audio_path(prompt.key, language)).is_file()
        ]

    def problems(self) -> list[str]:
        """Every problem of the audio in one clear sentence; empty if all is well."""
        files = {
            path.relative_to(self.audio).with_suffix("").as_posix(): path.read_bytes()
            for path in sorted(self.audio.glob("*/*"))
            if path.is_file()
        }
        return problems(self.catalogue, self.takes, files)


def open_library(folder: Path = FOLDER) -> Library:
    """Reads catalogue, texts and manifest; a missing manifest is an empty one.

    Raises CatalogueError or ManifestError, which name every mistake, and OSError if
    catalogue.yaml cannot be read.
    """
    structure = _source(folder, "catalogue.yaml")
    texts = {
        path.stem: _source(folder, f"texts/{path.name}")
        for path in sorted((folder / "texts").glob("*.yaml"))
    }
    manifest = folder / "manifest.json"
    takes = read_manifest(manifest.read_text("utf-8")) if manifest.exists() else {}
    return Library(folder, read_catalogue(structure, texts), takes)


def _source(folder: Path, name: str) -> Source:
    return Source(name, (folder / name).read_text("utf-8"))
