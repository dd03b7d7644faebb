"""The form of directory.yaml: who can be reached under which extension.

Owns field names, types and ranges; `site_model` has the other files. Pure.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from dialplan.entry import Entry, Label


class ListedEntry(Entry):
    """A person or a department."""

    name: Label
    """Surname, or name of the department: what callers spell."""
    extension: Annotated[str, Field(pattern=r"^[0-9]{1,10}$")]


class DirectoryFile(Entry):
    """directory.yaml: whom callers can find by name. The file may be missing."""

    listed: Annotated[list[ListedEntry], Field(min_length=1)]
