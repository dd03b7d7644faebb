"""What goes in and out of the REST interface.

Owns the models and the forms of their fields, which also become the OpenAPI description. Unknown
fields are refused. Edge.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Any

from pydantic import (
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    model_validator,
)

from contact.ending import Reason, Who
from contact.journey import State
from crm_api.core.record import LONGEST_ID, LONGEST_WORD
from crm_api.core.ticket import LONGEST_NOTE, LONGEST_SUBJECT, TicketState

_ONE_LINE = r"^[^\u0000-\u001f\u007f-\u009f]*$"
_NO_NUL = r"^[^\u0000]*$"

Word = Annotated[str, StringConstraints(max_length=LONGEST_WORD, pattern=_ONE_LINE)]
Line = Annotated[str, StringConstraints(max_length=LONGEST_SUBJECT, pattern=_ONE_LINE)]
Note = Annotated[str, StringConstraints(max_length=LONGEST_NOTE, pattern=_NO_NUL)]
Name = Annotated[str, StringConstraints(min_length=1, max_length=200, pattern=_ONE_LINE)]
Language = Annotated[str, StringConstraints(pattern=r"^([a-z]{2})?$")]
Telephone = Annotated[str, StringConstraints(pattern=r"^[+0-9][0-9 ()./-]{1,38}$")]
CitizenKey = Annotated[str, StringConstraints(pattern=r"^[1-9][0-9]{0,17}$")]
ContactKey = Annotated[str, StringConstraints(pattern=rf"^[!-~]{{1,{LONGEST_ID}}}$")]
TicketKey = Annotated[str, StringConstraints(pattern=r"^[0-9]{4}-[0-9]{6,9}$")]


def _from_seconds(value: Any) -> Any:
    """The database gives UTC seconds, which pydantic would read as milliseconds when large."""
    return datetime.fromtimestamp(value, UTC) if isinstance(value, float) else value


Instant = Annotated[datetime, BeforeValidator(_from_seconds)]
"""UTC, RFC 3339."""


def _only_text(value: Any) -> Any:
    """Pydantic would also take a number for an instant, which the description does not say."""
    if isinstance(value, str) and "T" not in value.upper():
        raise ValueError("give an instant like 2026-09-21T08:30:00Z")
    return value


WantedInstant = Annotated[AwareDatetime, BeforeValidator(_only_text)]


def _as_text(value: Any) -> Any:
    return str(value) if isinstance(value, int) else value


Id = Annotated[str, BeforeValidator(_as_text)]


class _Shape(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Contact(_Shape):
    """One citizen's attempt to reach the administration, arrival to end."""

    contact_id: str
    state: State
    entry_point: str = Field(description="The number that was dialled.")
    caller_number: str = Field(description="As presented; empty when withheld. Proves nothing.")
    language: str = Field(description="ISO 639-1; empty: not chosen yet.")
    topic: str
    queue: str
    arrived_at: Instant
    queued_at: Instant | None
    connected_at: Instant | None
    ended_at: Instant | None
    agent_id: str = Field(description="Who talked with the citizen; empty: nobody.")
    ended_by: Who | None
    ending: Reason | None
    wait_s: float | None = Field(description="In the queue until an agent or the end, seconds.")
    talk_s: float | None = Field(description="Seconds of conversation.")
    disposition: str = Field(description="Code chosen in wrap-up; empty: none.")
    score: int | None = Field(description="Given in the survey after the end; null: none.")
    citizen_id: Id | None


class Contacts(_Shape):
    """A page of contacts, newest first."""

    items: list[Contact]
    next: str | None = Field(description="Cursor of the following page; null: this is the last.")


class Citizen(_Shape):
    """A person or company that has been in touch."""

    citizen_id: Id
    name: str
    language: str
    numbers: list[str] = Field(description="E.164 where possible.")
    version: int = Field(description="Counts changes; the ETag.")
    created_at: Instant
    updated_at: Instant


class Citizens(_Shape):
    """A page of citizens, newest first."""

    items: list[Citizen]
    next: str | None = Field(description="Cursor of the following page; null: this is the last.")


class NewCitizen(_Shape):
    """A citizen to be entered."""

    name: Name
    language: Language = Field("", description="Preferred language, ISO 639-1; empty: unknown.")
    numbers: list[Telephone] = Field([], max_length=10)


class CitizenChange(_Shape):
    """What to change; absent or null: stays as it is."""

    name: Name | None = None
    language: Language | None = None
    numbers: list[Telephone] | None = Field(None, max_length=10, description="All of them.")


class Ticket(_Shape):
    """A citizen's matter."""

    number: str = Field(description="Told to the citizen.")
    contact_id: str | None
    citizen_id: Id | None
    topic: str
    subject: str
    state: TicketState
    opened_at: Instant
    closed_at: Instant | None
    disposition: str
    note: str
    version: int = Field(description="Counts changes; the ETag.")


class Tickets(_Shape):
    """A page of tickets, newest first."""

    items: list[Ticket]
    next: str | None = Field(description="Cursor of the following page; null: this is the last.")


class NewTicket(_Shape):
    """A ticket of the second level, about a contact, a citizen, or both."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "anyOf": [
                {"required": ["contact_id"], "properties": {"contact_id": {"type": "string"}}},
                {"required": ["citizen_id"], "properties": {"citizen_id": {"type": "string"}}},
            ]
        },
    )

    contact_id: ContactKey | None = None
    citizen_id: CitizenKey | None = None
    topic: Word = ""
    subject: Line = ""
    note: Note = ""

    @model_validator(mode="after")
    def _is_about_something(self) -> NewTicket:
        if self.contact_id is None and self.citizen_id is None:
            raise ValueError("give contact_id or citizen_id, so that somebody is behind the ticket")
        return self


class TicketChange(_Shape):
    """What to change; absent or null: stays as it is."""

    subject: Line | None = None
    note: Note | None = None
    citizen_id: CitizenKey | None = None
    disposition: Annotated[Word, Field(min_length=1)] | None = Field(
        None, description="Closes the ticket with this code."
    )


class Page(_Shape):
    """Which part of a list."""

    limit: int = Field(50, ge=1, le=200, description="Most items of the page.")
    cursor: Annotated[str, StringConstraints(pattern=r"^[0-9]{1,18}$")] | None = Field(
        None, description="The next of the page before."
    )


class ContactFilter(Page):
    """Which contacts. Filters are joined by and."""

    since: WantedInstant | None = Field(None, description="Arrived at this instant or later.")
    until: WantedInstant | None = Field(None, description="Arrived before this instant.")
    queue: Word | None = None
    agent: Word | None = Field(None, description="Id of the agent who talked.")
    ending: Reason | None = None
    caller: Word | None = Field(None, description="The caller's number in any spelling.")


class CitizenFilter(Page):
    """Which citizens. Filters are joined by and."""

    name: Word | None = Field(None, description="Part of the name, whatever case and accents.")
    number: Word | None = Field(None, description="A telephone number in any spelling.")


class TicketFilter(Page):
    """Which tickets. Filters are joined by and."""

    state: TicketState | None = None
    topic: Word | None = None
    citizen: CitizenKey | None = None
    contact: ContactKey | None = None
    since: WantedInstant | None = Field(None, description="Opened at this instant or later.")
    until: WantedInstant | None = Field(None, description="Opened before this instant.")
