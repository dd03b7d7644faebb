"""Which prompts exist, their words in every language, and who stands in for whom.

Owns the rules of the catalogue. Pure: takes texts, never opens a file, never plays a sound.
"""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from sounds.yaml_text import Source, load, place

LAST_NUMBERED_POSITION = 20
"""Highest place in the queue that has a sentence of its own."""

MUSIC = "music/waiting"
"""Name of the music on hold, beside the languages."""

_KEY = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_LANGUAGE = re.compile(r"[a-z]{2,3}")
_LANGUAGE_FIELDS = {"name", "menu_key", "falls_back_to"}
_PROMPT_FIELDS = {"use", "at_most_s", "vital", "languages", "piece"}


class CatalogueError(ValueError):
    """The catalogue cannot be used. `flaws` holds one sentence a mistake, all of them."""

    def __init__(self, flaws: list[str]) -> None:
        super().__init__("\n".join(flaws))
        self.flaws = tuple(flaws)


@dataclass(frozen=True, slots=True)
class Language:
    """A language that callers may choose."""

    code: str
    """ISO 639 code, also the folder of its audio and Asterisk's channel language."""
    name: str
    """Its name in itself."""
    menu_key: str
    """The telephone key that its own line of the language menu names."""
    falls_back_to: tuple[str, ...]
    """Languages to try when a recording is missing, nearest first."""


@dataclass(frozen=True, slots=True)
class Prompt:
    """One sentence, or two, that a caller may hear."""

    key: str
    """Kebab-case name, the same in every language."""
    use: str
    """When it is heard."""
    at_most_s: float
    """Longest allowed duration, seconds."""
    is_vital: bool
    """True if the line must not open without it."""
    languages: tuple[str, ...] = ()
    """The only ones that have it; empty: all."""
    is_piece: bool = False
    """True for a clip that others follow: cut closer, and spoken a little faster when made."""

    def is_of(self, language: str) -> bool:
        """True if this language has it."""
        return not self.languages or language in self.languages


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Every prompt, every language, every text. Complete by construction."""

    languages: Mapping[str, Language]
    prompts: Mapping[str, Prompt]
    texts: Mapping[str, Mapping[str, str]]
    """Language code -> prompt key -> words."""

    def order(self, language: str) -> tuple[str, ...]:
        """The language itself and then its stand-ins. An unknown language gets all of them."""
        known = self.languages.get(language)
        if known is None:
            return tuple(self.languages)
        return (language, *known.falls_back_to)

    def wanted(self) -> tuple[tuple[str, str], ...]:
        """Every (language, key) that must be heard, in the order of the files."""
        return tuple(
            (language, key)
            for language in self.languages
            for key, prompt in self.prompts.items()
            if prompt.is_of(language)
        )


def read_catalogue(structure: Source, texts: Mapping[str, Source]) -> Catalogue:
    """Reads the catalogue and one text file a language.

    Raises CatalogueError with every mistake found, each as file:line:column, what, and what
    would be right.
    """
    tree, flaws = load(structure)
    languages = _languages(structure, tree, flaws)
    prompts = _prompts(structure, tree, flaws)
    _flag_strange_languages(structure, prompts, languages, flaws)
    words = {code: _texts(texts.get(code), code, prompts, flaws) for code in languages}
    for code in sorted(set(texts) - set(languages)):
        flaws.append(
            f"{texts[code].name}: {structure.name} has no language '{code}'; add it or remove this"
        )
    if flaws:
        raise CatalogueError(flaws)
    return Catalogue(languages, prompts, words)


def audio_path(key: str, language: str) -> PurePosixPath:
    """Where the audio of a prompt lies below the audio folder."""
    return PurePosixPath(language) / f"{key}.ulaw"


def position_key(position: int) -> str:
    """The prompt that tells a caller this place in the queue (1 is next).

    Raises ValueError below 1.
    """
    if position < 1:
        raise ValueError(f"place {position} in a queue does not exist; the first place is 1")
    return f"position-{position}" if position <= LAST_NUMBERED_POSITION else "position-many"


def text_hash(text: str) -> str:
    """SHA-256 of the words, so that a changed text shows its audio to be out of date."""
    return hashlib.sha256(text.encode()).hexdigest()


def _languages(source: Source, tree: Mapping[str, Any], flaws: list[str]) -> dict[str, Language]:
    section = _section(source, tree, "languages", flaws)
    found = {}
    for code, fields in section.items():
        where = place(source, section, code)
        if not isinstance(code, str) or not _LANGUAGE.fullmatch(code):
            flaws.append(f"{where}: '{code}' is not a language code; write e.g. 'es'")
        elif _has_fields(where, fields, _LANGUAGE_FIELDS, _LANGUAGE_FIELDS, flaws):
            order = tuple(fields["falls_back_to"])
            found[code] = Language(code, str(fields["name"]), str(fields["menu_key"]), order)
    for language in found.values():
        for other in language.falls_back_to:
            if other not in found or other == language.code:
                where = place(source, section, language.code)
                flaws.append(f"{where}: falls_back_to names '{other}'; name another language here")
    _flag_shared_keys(source, section, found, flaws)
    return found


def _flag_shared_keys(
    source: Source, section: Mapping[str, Any], found: Mapping[str, Language], flaws: list[str]
) -> None:
    owner: dict[str, str] = {}
    for language in found.values():
        first = owner.setdefault(language.menu_key, language.code)
        if first != language.code:
            where = place(source, section, language.code)
            flaws.append(f"{where}: menu_key {language.menu_key} is already that of '{first}'")


def _prompts(source: Source, tree: Mapping[str, Any], flaws: list[str]) -> dict[str, Prompt]:
    section = _section(source, tree, "prompts", flaws)
    found = {}
    for key, fields in section.items():
        where = place(source, section, key)
        if not isinstance(key, str) or not _KEY.fullmatch(key):
            flaws.append(f"{where}: '{key}' is not kebab-case; write e.g. 'queue-wait'")
        elif _has_fields(where, fields, _PROMPT_FIELDS, {"use", "at_most_s"}, flaws):
            limit = fields["at_most_s"]
            if isinstance(limit, bool) or not isinstance(limit, int | float) or not 0 < limit <= 60:
                flaws.append(f"{where}: at_most_s is '{limit}'; write seconds, 0.1 to 60")
                continue
            only = tuple(str(code) for code in fields.get("languages", ()))
            vital = fields.get("vital") is True
            is_piece = fields.get("piece") is True
            found[key] = Prompt(key, str(fields["use"]), float(limit), vital, only, is_piece)
    return found


def _flag_strange_languages(
    source: Source,
    prompts: Mapping[str, Prompt],
    languages: Mapping[str, Language],
    flaws: list[str],
) -> None:
    for prompt in prompts.values():
        strange = [code for code in prompt.languages if code not in languages]
        if strange:
            known = ", ".join(languages)
            flaws.append(f"{source.name}: {prompt.key}: no language '{strange[0]}'; known: {known}")


def _texts(
    source: Source | None, language: str, prompts: Mapping[str, Prompt], flaws: list[str]
) -> dict[str, str]:
    if source is None:
        flaws.append(f"texts/{language}.yaml: missing; write a line for each prompt")
        return {}
    tree, problems = load(source)
    flaws.extend(problems)
    if problems:
        return {}
    wanted = [key for key, prompt in prompts.items() if prompt.is_of(language)]
    flaws.extend(f"{source.name}: no text for '{key}'" for key in wanted if key not in tree)
    for key in tree:
        fault = _fault(tree[key]) if key in wanted else _strange(key, prompts)
        if fault:
            flaws.append(f"{place(source, tree, key)}: '{key}' {fault}")
    return {key: str(tree[key]) for key in wanted if key in tree}


def _strange(key: object, prompts: Mapping[str, Prompt]) -> str:
    if key in prompts:
        return "is not spoken in this language; remove it, or add the language in the catalogue"
    return "is no known prompt; check its spelling"


def _fault(text: object) -> str:
    """What is wrong with one text, or nothing. Engines read figures aloud in unlike ways."""
    if not isinstance(text, str) or not text.strip():
        return "has no words; write a sentence in quotation marks"
    if re.search(r"\d", text):
        return "contains figures; write numbers as words"
    if text != text.strip() or text[-1] not in ".?!":
        return "must end in a full stop, a question mark or an exclamation mark"
    if re.search(r"[^\w\s.,:;?!¿¡'’·-]", text):
        return "contains a sign that cannot be spoken; use letters and plain punctuation"
    return ""


def _section(
    source: Source, tree: Mapping[str, Any], name: str, flaws: list[str]
) -> Mapping[str, Any]:
    section = tree.get(name)
    if isinstance(section, Mapping) and section:
        return section
    if tree:
        flaws.append(f"{place(source, tree, name)}: '{name}' is missing or empty")
    return {}


def _has_fields(
    where: str, fields: object, allowed: set[str], needed: set[str], flaws: list[str]
) -> bool:
    if not isinstance(fields, Mapping):
        flaws.append(f"{where}: expected the fields {', '.join(sorted(allowed))}")
        return False
    unknown = [str(name) for name in fields if name not in allowed]
    absent = sorted(needed - set(fields))
    if unknown:
        flaws.append(f"{where}: unknown {', '.join(unknown)}; known: {', '.join(sorted(allowed))}")
    if absent:
        flaws.append(f"{where}: {', '.join(absent)} missing")
    return not unknown and not absent
