"""The form of the files in a site folder.

Owns field names, types and ranges, one model a file, and the JSON Schemas that editors complete
from (`python -m dialplan.site_model --schema FOLDER`). What one file says about another is checked
in `site_check` and `flow_check`. Pure, but for that command.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated

from pydantic import Field

from dialplan.calendar_model import CalendarsFile
from dialplan.directory_model import DirectoryFile
from dialplan.entry import (
    Account,
    Entry,
    Label,
    LanguageCode,
    Level,
    Name,
    Number,
    NumberPattern,
    Prefix,
    Seconds,
    SipAddress,
    Telephone,
)
from dialplan.flow_model import FlowFile
from dialplan.menu_check import MOST_MENUS, MOST_OPTIONS
from dialplan.queue_model import QueuesFile


class EntryPointEntry(Entry):
    """A public number."""

    number: Number
    flow: Name
    label: Label = ""
    language: LanguageCode = ""
    """Language before the citizen has chosen one; empty: the first of the centre."""


class OutgoingEntry(Entry):
    """Who takes the calls that the centre makes, and which numbers are rung back."""

    address: SipAddress
    """SIP address of the carrier."""
    caller_number: Number
    """The centre's number, shown to whom is rung back."""
    allowed: list[NumberPattern] = []
    """Numbers that may be rung back, X for any digit; no others ever are. Departments, numbers in
    flows and the emergency centre are dialled because the site names them."""
    home_prefixes: list[Prefix] = []
    """Left out at the beginning of a number, e.g. \"+34\"."""


class TrunkEntry(Entry):
    """Who delivers the calls."""

    addresses: Annotated[list[str], Field(min_length=1)]
    """IP addresses or networks (CIDR) that may deliver calls without a password."""
    outgoing: OutgoingEntry | None = None
    """By whom the centre dials, and whom it rings back; omitted: nobody is dialled."""


class EmergencyEntry(Entry):
    """The emergency centre."""

    number: Telephone = "112"
    is_drill: bool
    """Nobody reaches the emergency centre, everybody the address of the drill."""
    drill: SipAddress = ""
    """Who answers in a drill."""


class VisitorEntry(Entry):
    """A softphone that may dial the entry points, to try the line."""

    account: Account
    label: Label = ""


class EmployeesEntry(Entry):
    """Callers from the administration itself."""

    numbers: Annotated[
        list[Annotated[str, Field(pattern=r"^\+?[0-9]{1,20}\*?$")]], Field(min_length=1)
    ]
    """As the trunk presents them; with * at the end all that begin so."""


class CapacityEntry(Entry):
    """How many written contacts an agent has at hand at once; by voice it is always one."""

    email: Annotated[int, Field(ge=0, le=20)] | None = None
    """Omitted: for an agent that of the centre, for the centre none."""
    chat: Annotated[int, Field(ge=0, le=20)] | None = None
    """The same."""


class ChannelsEntry(Entry):
    """By which channels contacts come besides the telephone, and which keeps which away."""

    capacity: CapacityEntry = CapacityEntry()
    """Of every agent who has none of their own."""
    voice_blocks: bool = True
    """Who is on the phone, or wraps up, is offered nothing written."""
    voice_interrupts: bool = True
    """Who has only written contacts at hand may be offered one by voice."""


class CentreFile(Entry):
    """centre.yaml: what the centre is."""

    name: Label
    time_zone: str
    """IANA name, e.g. Europe/Madrid."""
    languages: Annotated[list[LanguageCode], Field(min_length=1)]
    """The first is the default."""
    topics: Annotated[dict[Name, dict[LanguageCode, Label]], Field(min_length=1)]
    """Topic → language → label."""
    not_ready_reasons: Annotated[list[Label], Field(min_length=1)]
    service_level_s: Seconds = 20.0
    short_abandon_s: Seconds = 5.0
    entry_points: Annotated[list[EntryPointEntry], Field(min_length=1)]
    """The first is also the one for numbers that are not listed."""
    trunk: TrunkEntry
    visitors: list[VisitorEntry] = []
    opening_hours: str = ""
    """In OpenStreetMap's notation, e.g. 'Mo-Fr 08:00-20:00'; empty: always open."""
    calendar: Name = ""
    """Calendar that counts in place of opening hours."""
    emergency_message: str = ""
    """Prompt that callers are to hear first as long as it is set; empty: none."""
    departments: dict[Name, Telephone] = {}
    """Department → telephone number; flows refer to no others but those written in them."""
    emergency: EmergencyEntry | None = None
    """Omitted: nobody is led there."""
    menu_options: Annotated[int, Field(ge=1, le=12)] = MOST_OPTIONS
    """Most choices of a menu, those of languages apart."""
    menu_depth: Annotated[int, Field(ge=1, le=12)] = MOST_MENUS
    """Most menus that a citizen goes through, those of languages apart."""
    employees: EmployeesEntry | None = None
    """Who calls from the administration itself; `recognise` nodes lead them on."""
    remembers_language: bool = False
    """Whoever chose a language before is not asked for one again."""
    overtaking_s: Seconds = 900.0
    """Who has waited this long is overtaken by nobody who came later, whatever priorities, head
    starts and weights say; 0: no such bound."""
    channels: ChannelsEntry = ChannelsEntry()


class AgentEntry(Entry):
    """A person who attends."""

    id: Name
    name: Label
    phone: Account
    languages: Annotated[dict[LanguageCode, Level], Field(min_length=1)]
    topics: dict[Name, Level] = {}
    skills: dict[Name, Level] = {}
    address: SipAddress = ""
    """Fixed SIP address of the phone; empty: it registers with its password."""
    supervisor: bool = False
    """May close and open queues and set the skills of agents at the desk."""
    capacity: CapacityEntry = CapacityEntry()


class AgentsFile(Entry):
    """agents.yaml: who attends."""

    agents: Annotated[list[AgentEntry], Field(min_length=1)]


FILES: dict[str, type[Entry]] = {
    "centre": CentreFile,
    "queues": QueuesFile,
    "agents": AgentsFile,
    "flow": FlowFile,
    "calendars": CalendarsFile,
    "directory": DirectoryFile,
}
"""Kind of file → its form."""


def write_schemas(folder: Path) -> list[Path]:
    """Write one JSON Schema a kind of file. Raises OSError."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for kind, model in FILES.items():
        schema = {
            "$schema": "https://json-schema.org/draft/2020-12/schema"
        } | model.model_json_schema()
        file = folder / f"{kind}.schema.json"
        file.write_text(json.dumps(schema, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
        written.append(file)
    return written


if __name__ == "__main__":
    if len(sys.argv) != 3 or sys.argv[1] != "--schema":
        sys.exit("usage: python -m dialplan.site_model --schema FOLDER")
    for one in write_schemas(Path(sys.argv[2])):
        sys.stdout.write(f"{one}\n")
