"""`python -m sounds.builder`: makes missing or changed prompts, imports recordings, checks.

Edge: writes audio/ and manifest.json of the folder it is given. Exit status: 0 all is well,
1 problems were found, 2 it could not work (an engine, a file or an option is missing).
"""

import argparse
import hashlib
import json
import sys
import tempfile
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from sounds import music, waveform
from sounds.catalogue import MUSIC, CatalogueError, audio_path, text_hash
from sounds.engine import Command, Engine, EngineError, Espeak, Festival, Voice, run
from sounds.kokoro import Kokoro
from sounds.library import FOLDER, Library, open_library
from sounds.manifest import (
    RECORDING,
    ManifestError,
    Take,
    missing,
    name_of,
    outdated,
    write_manifest,
)
from sounds.previous import keep_previous, replace_file
from sounds.voice import ENGINES, VoiceError, read_voices
from sounds.wish import Built, Options, summary
from sounds.yaml_text import Source

PIECE_PACE = 1.2
"""How much faster than a sentence a lone word is made."""


@dataclass(slots=True)
class Builder:
    """Makes takes and keeps the manifest in step with the files."""

    library: Library
    options: Options
    _engines: dict[str, Engine] = field(default_factory=dict)

    def due(self) -> list[tuple[str, str]]:
        """The (language, key) pairs to make. A person's recording only if asked for by name."""
        catalogue, takes = self.library.catalogue, self.library.takes
        gaps = {(code, key) for code, keys in missing(catalogue, takes).items() for key in keys}
        stale = gaps | set(outdated(catalogue, takes))
        return [
            (language, key)
            for language, key in catalogue.wanted()
            if (self.options.remake or (language, key) in stale)
            and language in (self.options.language or catalogue.languages)
            and key in (self.options.key or catalogue.prompts)
            and self._may_replace(language, key)
        ]

    def synthesise(self, language: str, key: str, voice: Voice) -> None:
        """Speaks one prompt and notes it in the manifest. Raises EngineError."""
        text = self.library.catalogue.texts[language][key]
        with tempfile.TemporaryDirectory() as folder:
            out = Path(folder, "spoken.wav")
            pace = self._engine(voice.engine).speak(text, voice, out)
            coded = self._coded(out, key, pace)
        take = Take(
            text_hash(text), voice.engine, voice.name, voice.phonemes, voice.speed,
            voice.licence, voice.review, "", 0.0,
        )  # fmt: skip
        self._keep(audio_path(key, language).with_suffix("").as_posix(), take, coded)

    def adopt(self, language: str, key: str, recording: Path, speaker: str, licence: str) -> None:
        """Takes a person's recording (anything sox reads) for one prompt, keeps what was there.

        Raises EngineError if it holds no sound, or lasts longer than the prompt may.
        """
        text = self.library.catalogue.texts[language][key]
        coded = telephone_form(recording, 1.0, self._rest_s(key))
        limit_s = self.library.catalogue.prompts[key].at_most_s
        if len(coded) > limit_s * waveform.RATE:
            lasts_s = len(coded) / waveform.RATE
            raise EngineError(
                f"{recording}: lasts {lasts_s:.2f} s, {key} at most {limit_s:g} s; shorten it"
            )
        keep_previous(self.library, name_of(key, language))
        take = Take(text_hash(text), RECORDING, speaker, "own", 1.0, licence, "", "", 0.0)
        self._keep(name_of(key, language), take, coded)

    def compose(self) -> None:
        """Makes the music on hold."""
        take = Take("", "sounds.music", "", "own", 1.0, "EUPL-1.2", "", "", 0.0)
        self._keep(MUSIC, take, waveform.encode(music.piece()))

    def save(self) -> None:
        """Writes the manifest, whole or not at all."""
        replace_file(
            self.library.folder / "manifest.json", write_manifest(self.library.takes).encode()
        )

    def _keep(self, name: str, take: Take, coded: bytes) -> None:
        path = (self.library.audio / name).with_suffix(".ulaw")
        path.parent.mkdir(parents=True, exist_ok=True)
        replace_file(path, coded)
        checksum = hashlib.sha256(coded).hexdigest()
        duration_s = round(len(coded) / waveform.RATE, 3)
        self.library.takes[name] = replace(take, sha256=checksum, duration_s=duration_s)

    def _coded(self, wav: Path, key: str, pace: float) -> bytes:
        """What an engine spoke; a word on its own comes out slower than in a sentence."""
        is_piece = self.library.catalogue.prompts[key].is_piece
        return telephone_form(wav, pace * (PIECE_PACE if is_piece else 1.0), self._rest_s(key))

    def _rest_s(self, key: str) -> float:
        is_piece = self.library.catalogue.prompts[key].is_piece
        return waveform.PIECE_LEAD_S if is_piece else waveform.LEAD_S

    def _may_replace(self, language: str, key: str) -> bool:
        take = self.library.takes.get(name_of(key, language))
        is_named = self.options.remake and key in (self.options.key or ())
        return take is None or take.engine != RECORDING or is_named

    def _engine(self, name: str) -> Engine:
        if name not in self._engines:
            self._engines[name] = self._new_engine(name)
        return self._engines[name]

    def _new_engine(self, name: str) -> Engine:
        if name == "kokoro":
            return Kokoro(self.options.kokoro_voices)
        if name == "festival":
            return Festival()
        if name == "espeak":
            return Espeak()
        if not self.options.command:
            raise EngineError(
                "this voice needs --command 'PROGRAM {out} {language}'; it gets the text as input"
            )
        return Command(self.options.command)


def telephone_form(wav: Path, pace: float, rest_s: float) -> bytes:
    """Any audio file as trimmed, levelled mu-law. Raises EngineError if it holds no sound."""
    if not wav.is_file():
        raise EngineError(f"{wav}: no such file")
    tempo = ["tempo", "-s", str(pace)] if pace != 1.0 else []
    target = ["-t", "s16", "-r", str(waveform.RATE), "-c", "1", "-"]
    # Undithered: the noise that sox adds would otherwise be levelled up to speech.
    raw = run(["sox", "-D", str(wav), *target, "gain", "-3", *tempo, "highpass", "90"], b"", "sox")
    samples = waveform.trim(waveform.from_pcm(raw), rest_s)
    if waveform.active_level(samples) < waveform.FAINTEST:
        raise EngineError(f"{wav}: there is no sound in it")
    return waveform.encode(waveform.fade(waveform.level(samples)))


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the command line and returns the exit status."""
    options = _parser().parse_args(arguments)
    given = {name: value for name, value in vars(options).items() if value is not None}
    as_json = given.pop("json")
    try:
        built = build(Options(**given), _silent if as_json else _tell)
    except (CatalogueError, ManifestError, VoiceError, EngineError, OSError) as error:
        print(json.dumps({"error": str(error)}) if as_json else error, file=sys.stderr)
        return 2
    if as_json:
        print(json.dumps(built.plain, ensure_ascii=False, indent=2))
    else:
        print("\n".join([*built.problems, summary(built)]))
    return 1 if built.problems else 0


def build(options: Options, tell: Callable[[str], None]) -> Built:
    """Makes or adopts what the options ask for; `tell` gets the name of each as it is made.

    Raises CatalogueError, ManifestError, VoiceError, EngineError, OSError.
    """
    library = open_library(options.folder)
    made = [] if options.check else _make(Builder(library, options), options, tell)
    total_s = sum(take.duration_s for take in library.takes.values())
    return Built(made, library.problems(), len(library.takes), total_s)


def _make(builder: Builder, options: Options, tell: Callable[[str], None]) -> list[str]:
    _check_choice(builder.library, options)
    made = []
    try:
        for name in _steps(builder, options):
            made.append(name)
            tell(name)
    finally:
        builder.save()
    return made


def _tell(name: str) -> None:
    print(f"made {name}", flush=True)


def _silent(name: str) -> None:
    del name


def _steps(builder: Builder, options: Options) -> Iterable[str]:
    if options.recording:
        language, key = options.language[0], options.key[0]
        builder.adopt(language, key, options.recording, options.speaker, options.licence)
        yield name_of(key, language)
        return
    if options.music or MUSIC not in builder.library.takes:
        builder.compose()
        yield MUSIC
    voices = _voices(builder.library, options)
    for language, key in builder.due():
        builder.synthesise(language, key, voices[language])
        yield name_of(key, language)


def _voices(library: Library, options: Options) -> dict[str, Voice]:
    text = (library.folder / "voices.yaml").read_text("utf-8")
    voices = read_voices(Source("voices.yaml", text), library.catalogue)
    if not options.engine:
        return voices
    return {code: _other_voice(voice, options) for code, voice in voices.items()}


def _other_voice(voice: Voice, options: Options) -> Voice:
    """The voice that --engine asks for; its terms must be told, nobody can guess them."""
    if not options.licence or not options.voice:
        raise EngineError("--engine needs --voice and --licence: which voice, on which terms")
    own = "espeak-ng" if voice.phonemes == "own" else voice.phonemes
    return replace(
        voice,
        engine=options.engine,
        name=options.voice,
        licence=options.licence,
        phonemes=own if options.engine == "kokoro" else "own",
    )


def _check_choice(library: Library, options: Options) -> None:
    for kind, asked, known in (
        ("language", options.language, library.catalogue.languages),
        ("prompt", options.key, library.catalogue.prompts),
    ):
        strange = [name for name in asked or () if name not in known]
        if strange:
            raise EngineError(f"no {kind} '{strange[0]}'; known: {', '.join(known)}")
    if options.recording:
        if len(options.language or ()) != 1 or len(options.key or ()) != 1:
            raise EngineError("--recording needs exactly one --language and one --key")
        if not options.speaker or not options.licence:
            raise EngineError("--recording needs --speaker and --licence: who, on which terms")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m sounds.builder", description=__doc__)
    add = parser.add_argument
    add("--check", action="store_true", help="only compare files, manifest and texts")
    add("--json", action="store_true", help="print the outcome as JSON")
    add("--language", action="append", metavar="CODE", help="only this language (repeatable)")
    add("--key", action="append", metavar="PROMPT", help="only this prompt (repeatable)")
    add("--remake", action="store_true", help="make again what exists, recordings excepted")
    add("--music", action="store_true", help="make the music on hold again")
    add("--engine", choices=ENGINES, help="instead of the one in voices.yaml")
    add("--voice", metavar="NAME", help="voice of --engine")
    add("--command", metavar="LINE", help="program that reads text and writes the WAV file {out}")
    add("--kokoro-voices", type=Path, metavar="FOLDER", help="folder of the Kokoro voices")
    add("--recording", type=Path, metavar="FILE", help="adopt this audio file for one prompt")
    add("--speaker", metavar="NAME", help="who speaks in --recording")
    add("--licence", metavar="SPDX", help="terms of --recording, or of the voice of --engine")
    add("--folder", type=Path, default=FOLDER, help="where catalogue.yaml lies")
    return parser


if __name__ == "__main__":
    sys.exit(main())
