"""The programs that can speak, behind one face: text in, WAV file out.

Edge: runs programs and loads optional libraries, none of which the running product needs.
Knows nothing of catalogue or manifest.
"""

import importlib
import re
import shlex
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from sounds.phoneme import clauses, from_cotovia, from_espeak

ESPEAK_VOICES = {"en": "en-gb", "gl": "es"}
"""espeak-ng's name of a language where it is not ours. It has no Galician: Spanish reads it."""

_PROGRAM_LIMIT_S = 60
_BLANK = re.compile(r"\{(out|language)\}")


class EngineError(RuntimeError):
    """An engine is not installed or failed. The message says what to install or to look at."""


@dataclass(frozen=True, slots=True)
class Voice:
    """How a language is spoken."""

    language: str
    engine: str
    """kokoro, espeak, festival or command."""
    name: str
    """The engine's name of the voice."""
    phonemes: str
    """For Kokoro voices: cotovia, espeak-ng, or espeak-ng and its accent ('espeak-ng en-us').

    'own' for engines that read letters themselves.
    """
    speed: float
    """Pace, 1.0 is the voice's own."""
    licence: str
    review: str
    """Empty, or what a native speaker still has to do."""


class Engine(Protocol):
    """Anything that speaks."""

    def speak(self, text: str, voice: Voice, out: Path) -> float:
        """Writes a WAV file. Returns the pace still to be applied (1.0 if none).

        Raises EngineError.
        """


class Espeak:
    """espeak-ng: always at hand, robotic. For tests and as a last resort."""

    def speak(self, text: str, voice: Voice, out: Path) -> float:
        language = ESPEAK_VOICES.get(voice.language, voice.language)
        run(["espeak-ng", "-v", language, "-w", str(out), "--stdin"], text, "espeak-ng")
        return voice.speed


class Festival:
    """Festival with an installed Debian voice."""

    def speak(self, text: str, voice: Voice, out: Path) -> float:
        # The Catalan voice reads UTF-8 letter by letter, without any complaint.
        latin = text.replace("\u2019", "'").encode("iso-8859-15", "replace")
        choose = f"(voice_{voice.name})"
        run(["text2wave", "-eval", choose, "-o", str(out)], latin, "festival and its voice")
        return voice.speed


class Command:
    """Any program: text on standard input, `{out}` and `{language}` replaced in its arguments."""

    def __init__(self, template: str) -> None:
        if "{out}" not in template:
            raise EngineError("--command needs {out} where the name of the WAV file belongs")
        self._words = shlex.split(template)

    def speak(self, text: str, voice: Voice, out: Path) -> float:
        blanks = {"{out}": str(out), "{language}": voice.language}
        words = [_BLANK.sub(lambda blank: blanks[blank.group()], word) for word in self._words]
        run(words, text, f"the program of --command ({words[0]})")
        return voice.speed


def phonemes_of(text: str, voice: Voice) -> str:
    """The text in the signs of the Kokoro voices, with its punctuation."""
    program, _, accent = voice.phonemes.partition(" ")
    if program not in _TRANSCRIBERS:
        raise EngineError(f"no phonemes by '{program}'; known: {', '.join(_TRANSCRIBERS)}")
    transcribe = _TRANSCRIBERS[program]
    language = accent or voice.language
    return " ".join(transcribe(words, language) + marks for words, marks in clauses(text))


def optional(name: str, advice: str) -> Any:
    """A library that only the builder uses. Raises EngineError with the advice if it is missing."""
    try:
        return importlib.import_module(name)
    except ImportError as error:
        raise EngineError(f"{advice} (missing: {error.name})") from error


def run(words: list[str], text: str | bytes, what: str) -> bytes:
    """Runs a program with `text` on standard input. Raises EngineError with its last words."""
    if shutil.which(words[0]) is None:
        raise EngineError(f"{words[0]} is not installed; install {what}, e.g. with apt-get")
    given = text.encode() if isinstance(text, str) else text
    try:
        done = subprocess.run(
            words, input=given, capture_output=True, timeout=_PROGRAM_LIMIT_S, check=True
        )
    except subprocess.TimeoutExpired as error:
        raise EngineError(f"{words[0]} did not end within {_PROGRAM_LIMIT_S} s") from error
    except subprocess.CalledProcessError as error:
        said = error.stderr.decode("utf-8", "replace").strip().splitlines()[-1:]
        raise EngineError(f"{words[0]} failed: {''.join(said) or error.returncode}") from error
    return done.stdout


def _by_espeak(words: str, language: str) -> str:
    code = ESPEAK_VOICES.get(language, language)
    ipa = run(["espeak-ng", "-q", "--ipa", "-v", code, "--stdin"], words, "espeak-ng")
    return from_espeak(ipa.decode())


def _by_cotovia(words: str, language: str) -> str:
    pycotovia = optional("pycotovia", "Galician phonemes need: pip install pycotovia")
    return from_cotovia(pycotovia.phonemize(words, lang=language, tra=2))


_TRANSCRIBERS = {"cotovia": _by_cotovia, "espeak-ng": _by_espeak}
