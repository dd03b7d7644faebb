"""The verbs `centralita sounds …`. Owns their names, options and help. Edge."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated

import typer

from centralita.console import CannotRun, Status, err, out, print_json, told
from centralita.option import options_of
from sounds.wish import Built, Options, summary

app = typer.Typer(help="Make, check, record and try what callers hear.", no_args_is_help=True)

_Site = Annotated[Path, typer.Option("--site", help="Folder that describes the centre.")]
_Folder = Annotated[
    Path | None,
    typer.Option("--folder", help="Where catalogue.yaml lies; the centre's own when omitted."),
]
_Json = Annotated[bool, typer.Option("--json", help="Answer as JSON.")]
_DEMO = Path("sites/demo")


@dataclass(frozen=True)
class _Library:
    """Which prompts are meant."""

    folder: Path | None
    site: Path

    def found(self) -> Path:
        """The folder that was named, else the one in use. Raises SettingsWrong."""
        from sounds.library import FOLDER
        from wiring.settings import read_settings

        return self.folder or read_settings(site=self.site).sounds or FOLDER


@dataclass(frozen=True)
class Making:
    """What is to be synthesised, one field an option."""

    language: Annotated[
        list[str] | None, typer.Option(help="Only this language; may be given again.")
    ] = None
    key: Annotated[list[str] | None, typer.Option(help="Only this prompt; may be given again.")] = (
        None
    )
    remake: Annotated[
        bool, typer.Option("--remake", help="Make again what exists, recordings excepted.")
    ] = False
    music: Annotated[bool, typer.Option("--music", help="Make the music on hold again.")] = False
    engine: Annotated[str, typer.Option(help="In place of the one in voices.yaml.")] = ""
    voice: Annotated[str, typer.Option(help="Voice of --engine.")] = ""
    licence: Annotated[str, typer.Option(help="Terms of the voice of --engine.")] = ""
    command: Annotated[
        str, typer.Option(help="Program that reads text and writes the WAV file {out}.")
    ] = ""
    kokoro_voices: Annotated[Path | None, typer.Option(help="Folder of the Kokoro voices.")] = None
    folder: _Folder = None
    site: _Site = _DEMO
    as_json: _Json = False


@dataclass(frozen=True)
class Import:
    """Which recording for which prompt, one field an option."""

    language: Annotated[str, typer.Option(help="Language of the prompt.")]
    key: Annotated[str, typer.Option(help="Name of the prompt that the recording speaks.")] = ""
    recording: Annotated[
        Path | None, typer.Option(help="The recording, in any form that sox reads.")
    ] = None
    speaker: Annotated[str, typer.Option(help="Who speaks.")] = ""
    licence: Annotated[str, typer.Option(help="On which terms, e.g. CC-BY-4.0.")] = ""
    previous: Annotated[
        str, typer.Option(help="Put back the take of this prompt that an import replaced.")
    ] = ""
    folder: _Folder = None
    site: _Site = _DEMO
    as_json: _Json = False


@dataclass(frozen=True)
class Saying:
    """How something is to be said, one field an option."""

    text: Annotated[
        str, typer.Argument(help="What is to be said: 21, 01-06, 12.50, 14:30, 944205000, 2-5.")
    ]
    language: Annotated[str, typer.Option(help="Language, e.g. eu.")] = "es"
    kind: Annotated[
        str, typer.Option("--as", help="number, date, money, time, digits or wait (minutes).")
    ] = "number"
    gender: Annotated[
        str, typer.Option(help="Of the noun behind a number: none, masculine or feminine.")
    ] = "none"
    to: Annotated[Path | None, typer.Option(help="Write the clips to this WAV file.")] = None
    folder: _Folder = None
    site: _Site = _DEMO
    as_json: _Json = False


@app.command()
@options_of(Making)
def build(making: Making) -> None:
    """Make the prompts that are missing or whose words changed."""
    options = Options(
        language=making.language or (),
        key=making.key or (),
        remake=making.remake,
        music=making.music,
        engine=making.engine,
        voice=making.voice,
        licence=making.licence,
        command=making.command,
        kokoro_voices=making.kokoro_voices,
    )
    _work(options, _Library(making.folder, making.site), as_json=making.as_json)


@app.command()
def check(folder: _Folder = None, site: _Site = _DEMO, as_json: _Json = False) -> None:
    """Compare audio, manifest and words; tell everything that is wrong. Changes nothing."""
    _work(Options(check=True), _Library(folder, site), as_json=as_json)


@app.command(name="import")
@options_of(Import)
def import_(wanted: Import) -> None:
    """Take a person's recording for a prompt, or put back the one before."""
    if wanted.previous:
        _restore(wanted)
        return
    with told(as_json=wanted.as_json):
        if not wanted.key or wanted.recording is None:
            raise CannotRun("give --key and --recording, or --previous and the name of a prompt")
    options = Options(
        language=(wanted.language,),
        key=(wanted.key,),
        recording=wanted.recording,
        speaker=wanted.speaker,
        licence=wanted.licence,
    )
    _work(options, _Library(wanted.folder, wanted.site), as_json=wanted.as_json)


@app.command()
@options_of(Saying)
def say(saying: Saying) -> None:
    """Tell in which words and clips the line says a number, a date, an hour, a sum, a wait."""
    from centralita.saying import clips_plain, compose, write_wav
    from sounds.library import open_library

    with told(as_json=saying.as_json):
        library = open_library(_Library(saying.folder, saying.site).found())
        said = compose(saying.text, saying.kind, saying.language, saying.gender, library)
        clips = clips_plain(said, library)
        if saying.to is not None:
            write_wav(said, library, saying.to)
        if saying.as_json:
            print_json({"words": said.words, "language": said.language, "clips": clips})
        else:
            out.print(said.words, markup=False, soft_wrap=True)
            out.print(" ".join(said.keys), markup=False, soft_wrap=True)
        missing = [one["key"] for one in clips if one["heard_in"] != said.language]
        if missing:
            err.print(f"not recorded in {said.language}: {', '.join(missing)}", markup=False)
            raise typer.Exit(Status.FOUND_PROBLEMS)


def _work(options: Options, library: _Library, *, as_json: bool) -> None:
    from sounds.builder import build as make

    def tell(name: str) -> None:
        if not as_json:
            out.print(f"made {name}", markup=False)

    with told(as_json=as_json):
        _tell_built(make(replace(options, folder=library.found()), tell), as_json)


def _tell_built(built: Built, as_json: bool) -> None:
    if as_json:
        print_json(built.plain)
    else:
        for sentence in built.problems:
            out.print(sentence, markup=False, soft_wrap=True)
        out.print(summary(built), markup=False)
    if built.problems:
        raise typer.Exit(Status.FOUND_PROBLEMS)


def _restore(wanted: Import) -> None:
    from sounds.library import open_library
    from sounds.previous import restore_previous

    with told(as_json=wanted.as_json):
        library = open_library(_Library(wanted.folder, wanted.site).found())
        take = restore_previous(library, wanted.language, wanted.previous)
        name = f"{wanted.language}/{wanted.previous}"
        if wanted.as_json:
            print_json({"restored": name, "engine": take.engine, "voice": take.voice})
        else:
            out.print(f"{name}: {take.engine}, {take.voice}", markup=False)
