"""Options of a verb as the fields of a dataclass, for verbs with more options than parameters.

Owns the translation only: typer reads a function's signature, so that one is made of the fields.
Edge.
"""

from __future__ import annotations

import dataclasses
import inspect
from collections.abc import Callable
from typing import Any, get_type_hints


def options_of(asked: type[Any]) -> Callable[[Callable[[Any], None]], Callable[..., None]]:
    """Let a function that takes one `asked` be a verb with an option for each field of it.

    `asked` is a dataclass; its fields are annotated as typer wants parameters to be.
    """
    hints = get_type_hints(asked, include_extras=True)

    def decorate(verb: Callable[[Any], None]) -> Callable[..., None]:
        def with_options(**given: Any) -> None:
            verb(asked(**given))

        with_options.__name__ = verb.__name__
        with_options.__doc__ = verb.__doc__
        with_options.__module__ = verb.__module__
        with_options.__annotations__ = {**hints, "return": None}
        with_options.__signature__ = inspect.Signature(  # type: ignore[attr-defined]
            [_parameter(field, hints[field.name]) for field in dataclasses.fields(asked)]
        )
        return with_options

    return decorate


def _parameter(field: dataclasses.Field[Any], hint: Any) -> inspect.Parameter:
    is_needed = field.default is dataclasses.MISSING
    default = inspect.Parameter.empty if is_needed else field.default
    return inspect.Parameter(
        field.name, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=hint
    )
