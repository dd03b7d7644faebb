"""A site folder, read and checked.

Owns `read_site` (edge: opens the files) and `read_texts` (pure: the same for texts). Either
everything is right, or every mistake of the whole folder is told at once.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import cast

from pydantic import BaseModel

from contact.plan import CentrePlan
from dialplan import site_model as form
from dialplan.calendar_check import check_calendars
from dialplan.calendar_model import CalendarsFile
from dialplan.callback_check import check_callbacks
from dialplan.directory_check import check_directory
from dialplan.directory_model import DirectoryFile
from dialplan.document import Document, read_document
from dialplan.flow_check import check_flows
from dialplan.flow_model import FlowFile
from dialplan.form_check import check_form
from dialplan.limit_check import check_limits
from dialplan.menu_check import check_menus
from dialplan.node_check import check_nodes
from dialplan.oversight import find_oversights
from dialplan.plan_builder import build_calendars, build_directory, build_plan, digest
from dialplan.problem import Problem, SiteProblems
from dialplan.queue_check import check_queues
from dialplan.queue_model import QueuesFile
from dialplan.site_check import Prompts, check_site, parts_of
from dialplan.typing_check import check_typing
from sounds.library import open_library

__all__ = ["Problem", "Site", "SiteProblems", "Visitor", "read_site", "read_texts"]

_OPTIONAL: Mapping[str, type[BaseModel]] = {
    "calendars.yaml": CalendarsFile,
    "directory.yaml": DirectoryFile,
}
_REQUIRED: Mapping[str, type[BaseModel]] = {
    "centre.yaml": form.CentreFile,
    "queues.yaml": QueuesFile,
    "agents.yaml": form.AgentsFile,
}


@dataclass(frozen=True, slots=True)
class Visitor:
    """A softphone that may dial the entry points."""

    account: str
    label: str


@dataclass(frozen=True, slots=True)
class Emergency:
    """The emergency centre, or who stands for it in a drill."""

    number: str
    address: str
    """SIP address."""


@dataclass(frozen=True, slots=True)
class Site:
    """Everything that a site folder says."""

    plan: CentrePlan
    trunk: tuple[str, ...]
    """Addresses and networks that deliver calls."""
    emergency: Emergency | None = None
    visitors: tuple[Visitor, ...] = ()
    warnings: tuple[Problem, ...] = ()
    """Allowed, but probably not meant so."""


def read_site(folder: Path, prompts: Prompts | None = None) -> Site:
    """The site in a folder.

    Raises SiteProblems with every mistake of all files, sorted by file, line and column.
    `prompts` is what can be said; by default the catalogue that comes with the product.
    """
    if not folder.is_dir():
        raise SiteProblems(
            (Problem(str(folder), 0, 0, "", "is not a folder", "name a site folder"),)
        )
    texts: dict[str, str] = {}
    unreadable: list[Problem] = []
    for file in [*sorted(folder.glob("*.yaml")), *sorted(folder.glob("flows/*.yaml"))]:
        name = file.relative_to(folder).as_posix()
        try:
            texts[name] = file.read_text(encoding="utf-8")
        except UnicodeDecodeError as error:
            what, right = f"is not UTF-8 text (byte {error.start})", "save it as UTF-8"
            unreadable.append(Problem(name, 0, 0, "", what, right))
        except OSError as error:
            what, right = f"cannot be read: {error.strerror}", "give it to this user"
            unreadable.append(Problem(name, 0, 0, "", what, right))
    unreadable.extend(_misnamed(folder))
    return read_texts(texts, prompts or shipped_prompts(), tuple(unreadable))


def read_texts(
    texts: Mapping[str, str], prompts: Prompts, unreadable: tuple[Problem, ...] = ()
) -> Site:
    """The site whose files (path below the folder → text) are these. Raises SiteProblems."""
    documents = {name: read_document(name, text) for name, text in texts.items()}
    documents |= {one.file: Document(one.file) for one in unreadable if one.file not in texts}
    missing = [
        Problem(name, 0, 0, "", "the file is missing", "write it; sites/demo shows how")
        for name in _REQUIRED
        if name not in documents
    ]
    if not any(name.startswith("flows/") for name in documents):
        missing.append(Problem("flows/", 0, 0, "", "there is no flow", "write flows/<name>.yaml"))
    models = {name: _form(document) for name, document in documents.items() if document.is_read}
    parts = parts_of(documents)
    check_site(parts, prompts)
    check_queues(parts)
    check_limits(parts, prompts)
    check_callbacks(parts)
    check_flows(parts, prompts)
    check_nodes(parts)
    check_menus(parts)
    check_typing(parts)
    check_calendars(parts, prompts)
    check_directory(parts)
    problems = {*unreadable, *missing, *(one for it in documents.values() for one in it.problems)}
    warnings = tuple(sorted(set(find_oversights(parts))))
    if problems:
        raise SiteProblems(tuple(sorted(problems)), warnings)
    return _site(models, digest(texts), warnings)


@cache
def shipped_prompts() -> Prompts:
    """Keys and languages of the catalogue that comes with the product."""
    catalogue = open_library().catalogue
    return Prompts(frozenset(catalogue.prompts), frozenset(catalogue.languages))


def _form(document: Document) -> object:
    if document.name.startswith("flows/"):
        return check_form(document, FlowFile)
    known = {**_REQUIRED, **_OPTIONAL}
    model = known.get(document.name)
    if model is None:
        document.add(
            (),
            "no such file belongs to a site",
            f"known: {', '.join(known)}, flows/<name>.yaml",
        )
        return None
    return check_form(document, model)


def _misnamed(folder: Path) -> list[Problem]:
    """Files that look like ours but would silently not be read."""
    return [
        Problem(
            file.relative_to(folder).as_posix(),
            0,
            0,
            "",
            "the file is not read",
            f"rename it to {file.stem}.yaml",
        )
        for file in sorted([*folder.glob("*.yml"), *folder.glob("flows/*.yml")])
    ]


def _site(models: Mapping[str, object], version: str, warnings: tuple[Problem, ...]) -> Site:
    centre = cast("form.CentreFile", models["centre.yaml"])
    flows = {
        name.removeprefix("flows/").removesuffix(".yaml"): cast("FlowFile", model)
        for name, model in models.items()
        if name.startswith("flows/")
    }
    plan = build_plan(
        centre,
        cast("QueuesFile", models["queues.yaml"]),
        cast("form.AgentsFile", models["agents.yaml"]),
        flows,
        version,
    )
    calendars = models.get("calendars.yaml")
    if isinstance(calendars, CalendarsFile):
        plan = replace(plan, calendars=build_calendars(calendars))
    directory = models.get("directory.yaml")
    if isinstance(directory, DirectoryFile):
        plan = replace(plan, directory=build_directory(directory))
    return Site(
        plan=plan,
        trunk=tuple(centre.trunk.addresses),
        emergency=_emergency(centre),
        visitors=tuple(Visitor(one.account, one.label or one.account) for one in centre.visitors),
        warnings=warnings,
    )


def _emergency(centre: form.CentreFile) -> Emergency | None:
    emergency = centre.emergency
    if emergency is None:
        return None
    carrier = centre.trunk.outgoing.address if centre.trunk.outgoing else ""
    place = carrier.removeprefix("sip:").rpartition("@")[2]
    through = f"sip:{emergency.number.removeprefix('+')}@{place}"
    return Emergency(emergency.number, emergency.drill if emergency.is_drill else through)
