"""The form of one file: pydantic's findings in words for an administrator.

Owns the translation of validation errors into problems with line and column. Pure.
"""

from __future__ import annotations

import difflib
import re
import types
from collections.abc import Iterable, Mapping
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from dialplan.document import Document, Path

_PATTERNS = {
    "+?[0-9]{2,20}": 'write the digits of a telephone number in quotation marks, e.g. "918000000"',
    "+?[0-9*#]": 'write digits in quotation marks, e.g. "012"',
    "+?[0-9]{1,20}": 'write digits in quotation marks, with * for all that begin so, e.g. "94420*"',
    "^[a-z]{2,3}$": "write a language code such as es, it, eu, en",
    "sip:": "write sip:name@host:port",
    "(@[a-z]{2,3})?": "write the key of a prompt, e.g. welcome, or welcome@it",
    "^[a-z0-9][a-z0-9-]*$": "write the key of a prompt, e.g. too-busy",
    "{1,39}": "write a name that begins with a letter: lower-case letters, digits, '-', '_'",
    "{0,39}": "write a name that begins with a letter: lower-case letters, digits, '-'",
}


_QUOTED = re.compile(r"'([^']*)'")


def check_form(document: Document, model: type[BaseModel]) -> BaseModel | None:
    """The file as its model, or None after noting every mistake of form in the document."""
    if document.value is None:
        document.add((), "is empty", f"write the fields {', '.join(_needed(model))}")
        return None
    try:
        return model.model_validate(document.value)
    except ValidationError as error:
        for detail in error.errors(include_url=False):
            _note(document, model, detail)
        return None


def near(word: str, known: Iterable[str]) -> str:
    """'did you mean X?' when something known looks like the word, else what is known."""
    known = sorted(set(known))
    close = difflib.get_close_matches(word, known, n=1, cutoff=0.6)
    if close:
        return f"did you mean '{close[0]}'?"
    return f"known: {', '.join(known[:40])}" if known else "there is none yet"


def _note(document: Document, model: type[BaseModel], detail: ErrorDetails) -> None:
    kind = detail["type"]
    if ".".join(map(str, detail["loc"])) in {problem.field for problem in document.problems}:
        return  # the text itself was wrong there; what pydantic sees is only the consequence
    is_key = bool(detail["loc"]) and detail["loc"][-1] == "[key]"
    path: Path = detail["loc"][:-1] if is_key else detail["loc"]
    given, context = detail["input"], detail.get("ctx", {})
    if kind == "extra_forbidden":
        known = _fields(model, path[:-1])
        document.add(
            path, f"the field '{path[-1]}' is unknown", near(str(path[-1]), known), at_key=True
        )
    elif kind == "missing":
        document.add(path, f"the field '{path[-1]}' is missing", f"add '{path[-1]}:'")
    elif kind == "string_type" or (kind == "literal_error" and not isinstance(given, str)):
        document.add(path, *_not_text(document, path, given))
    elif kind == "string_pattern_mismatch":
        document.add(path, f"{given!r} has the wrong form", _of_pattern(context), at_key=is_key)
    elif kind == "enum":
        known = _QUOTED.findall(context["expected"])
        document.add(path, f"{given!r} is not allowed", near(str(given), known))
    elif kind == "literal_error":
        document.add(
            path, f"{given!r} is not allowed", f"write {context['expected']}", at_key=is_key
        )
    elif "would_be_right" in context:
        document.add(path, detail["msg"], context["would_be_right"])
    elif kind == "node_kind":
        which = "" if given else f", e.g. {_fields(model, path)[0]}"
        document.add(path, "a node " + detail["msg"], f"write exactly one kind{which}")
    else:
        document.add(path, *_of_other(kind, given, context, detail["msg"]), at_key=is_key)


def _not_text(document: Document, path: Path, given: Any) -> tuple[str, str]:
    written = document.spelling.get(path)
    if written is None:
        return f"is {_kind(given)}, not text", "write one text"
    if given is None:
        return "is empty", "write a text in quotation marks"
    return f"{written} is not quoted, so YAML takes it for {_kind(given)}", f'write "{written}"'


def _of_pattern(context: Mapping[str, Any]) -> str:
    pattern = str(context.get("pattern", ""))
    return next((hint for part, hint in _PATTERNS.items() if part in pattern), f"match {pattern}")


def _of_other(kind: str, given: Any, context: Mapping[str, Any], message: str) -> tuple[str, str]:
    if kind == "greater_than":
        return f"{given} is out of range", f"write more than {context['gt']:g}"
    if kind in ("greater_than_equal", "less_than_equal"):
        sign = "at least" if kind.startswith("greater") else "at most"
        limit = context.get("ge", context.get("le"))
        return f"{given} is out of range", f"write {sign} {limit:g}"
    if kind in ("too_short", "string_too_short"):
        return "is empty", "write at least one"
    if kind == "string_too_long":
        return f"is {len(given)} characters long", f"write at most {context['max_length']}"
    if kind in ("dict_type", "model_type", "model_attributes_type"):
        is_what = "empty" if given is None else f"{_kind(given)}, not fields with values"
        return f"is {is_what}", "write 'field: value' lines below it"
    if kind == "list_type":
        return f"is {_kind(given)}, not a list", "write one item a line, each beginning with '- '"
    if kind in ("int_type", "float_type", "int_from_float"):
        return (
            f"{given!r} is not a {'whole ' if kind != 'float_type' else ''}number",
            "write a number without quotation marks",
        )
    if kind == "bool_type":
        return f"{given!r} is not true or false", "write true or false"
    if kind == "finite_number":
        return f"{given} is not a number", "write a number"
    return message[:1].lower() + message[1:], "see the documentation of this field"


def _kind(value: Any) -> str:
    names = {bool: "true or false", int: "a number", float: "a number", list: "a list", str: "text"}
    return "nothing" if value is None else names.get(type(value), "fields with values")


def _needed(model: type[BaseModel]) -> list[str]:
    return [name for name, one in model.model_fields.items() if one.is_required()]


def _fields(model: type[BaseModel], path: Path) -> list[str]:
    """The fields that the model has at this path."""
    kind: Any = model
    for step in path:
        kind = _inside(kind)
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            found = kind.model_fields.get(str(step))
            kind = found.annotation if found else None
        else:
            arguments = get_args(kind)
            kind = arguments[-1] if arguments else None
    kind = _inside(kind)
    return list(kind.model_fields) if isinstance(kind, type) and issubclass(kind, BaseModel) else []


def _inside(kind: Any) -> Any:
    """The annotation without Annotated and without '| None'."""
    origin = get_origin(kind)
    if origin is Annotated:
        return _inside(get_args(kind)[0])
    if origin in (Union, types.UnionType):
        return _inside(next(one for one in get_args(kind) if one is not type(None)))
    return None if origin is Literal else kind
