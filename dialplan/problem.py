"""A mistake in a site folder, told so that an administrator can mend it.

Owns the shape and the printed form. Pure.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One mistake at one place."""

    file: str
    """Path below the site folder."""
    line: int
    """Counted from 1; 0: the file as a whole."""
    column: int
    """Counted from 1; 0: the file as a whole."""
    field: str
    """Where in the file's structure, e.g. 'agents.3.languages.eu'."""
    what: str
    """What is wrong."""
    would_be_right: str
    """What would be right, as an instruction."""

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}:{self.column}" if self.line else self.file
        field = f"{self.field}: " if self.field else ""
        return f"{place}: {field}{self.what}; {self.would_be_right}"


class SiteProblems(Exception):
    """A site folder cannot be used. Carries every mistake of all its files."""

    def __init__(self, problems: tuple[Problem, ...], warnings: tuple[Problem, ...] = ()) -> None:
        self.problems = problems
        self.warnings = warnings
        super().__init__("\n".join(str(problem) for problem in problems))
