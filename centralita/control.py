"""`centralita queue` and `centralita agent`: changes in a running centre, through its own API.

Owns the two verbs' options and what they print. Uses the administrator's key out of the state
folder. Edge.
"""

from __future__ import annotations

import json
from contextlib import closing
from dataclasses import dataclass
from enum import StrEnum
from http.client import OK, UNAUTHORIZED, HTTPConnection, HTTPException
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Protocol

import typer

from centralita.console import CannotRun, print_json

if TYPE_CHECKING:
    from wiring.settings import Settings

ANSWER_S = 10.0
"""How long the centre may take to answer, seconds."""

SiteFolder = Annotated[Path, typer.Option("--site", help="Folder that describes the centre.")]
StateFolder = Annotated[Path, typer.Option("--state", help="Folder of run-time files.")]
AsJson = Annotated[bool, typer.Option("--json", help="Answer as JSON.")]


class Order(Protocol):
    """Where the centre is that is asked."""

    @property
    def site(self) -> Path: ...
    @property
    def state(self) -> Path: ...


class QueueAction(StrEnum):
    """What to do with queues."""

    LIST = "list"
    CLOSE = "close"
    OPEN = "open"


class AgentAction(StrEnum):
    """What to do with agents."""

    SKILLS = "skills"


@dataclass(frozen=True)
class QueueOrder:
    """What `centralita queue` is asked."""

    action: Annotated[QueueAction, typer.Argument(help="List all, close one or open one.")] = (
        QueueAction.LIST
    )
    queue: Annotated[str, typer.Argument(help="Name of the queue, as in queues.yaml.")] = ""
    clear: Annotated[
        bool, typer.Option("--clear", help="When closing: lead out those who wait, too.")
    ] = False
    site: SiteFolder = Path("sites/demo")
    state: StateFolder = Path("var")
    as_json: AsJson = False


@dataclass(frozen=True)
class AgentOrder:
    """What `centralita agent` is asked."""

    action: Annotated[AgentAction, typer.Argument(help="Show or set skills.")] = AgentAction.SKILLS
    agent: Annotated[
        str, typer.Argument(help="Id of the agent, as in agents.yaml; without it: all.")
    ] = ""
    skills: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="SKILL=LEVEL", help="Skills from now on, in place of all; none: show them."
        ),
    ] = None
    site: SiteFolder = Path("sites/demo")
    state: StateFolder = Path("var")
    as_json: AsJson = False


def control_queue(order: QueueOrder) -> list[dict[str, Any]]:
    """The queues concerned, as they are afterwards. Raises CannotRun."""
    if order.action is QueueAction.LIST:
        listed: list[dict[str, Any]] = ask_centre(order, "GET", "queues")["items"]
        return _only(listed, "queue", order.queue)
    if not order.queue:
        raise CannotRun(f"name the queue: centralita queue {order.action} NAME")
    change = {"is_open": order.action is QueueAction.OPEN, "clears": order.clear}
    return [ask_centre(order, "PATCH", f"queues/{order.queue}", change)]


def control_agent(order: AgentOrder) -> list[dict[str, Any]]:
    """The agents concerned, as skilled as afterwards. Raises CannotRun."""
    if order.agent.count("="):
        raise CannotRun("name the agent before the skills: centralita agent skills ID SKILL=LEVEL")
    if order.skills:
        change = {"skills": dict(_skill(one) for one in order.skills)}
        return [ask_centre(order, "PATCH", f"agents/{order.agent}", change)]
    listed: list[dict[str, Any]] = ask_centre(order, "GET", "agents")["items"]
    return _only(listed, "agent_id", order.agent)


def tell(order: QueueOrder | AgentOrder, values: list[dict[str, Any]]) -> None:
    """Print what `control_queue` or `control_agent` found."""
    line = queue_line if isinstance(order, QueueOrder) else agent_line
    print_json(values) if order.as_json else print("\n".join(map(line, values)))


def queue_line(queue: dict[str, Any]) -> str:
    """One queue for people."""
    if queue["is_open"]:
        return f"{queue['queue']}: open"
    return f"{queue['queue']}: closed{', and cleared' if queue['is_cleared'] else ''}"


def agent_line(agent: dict[str, Any]) -> str:
    """One agent for people, as the verb takes it."""
    skills = " ".join(f"{skill}={level}" for skill, level in agent["skills"].items())
    return f"{agent['agent_id']} {skills}".rstrip()


def _skill(text: str) -> tuple[str, int]:
    name, _, level = text.partition("=")
    if not name or level not in map(str, range(1, 11)):
        raise CannotRun(f"{text!r} is not SKILL=LEVEL with a level from 1 to 10, e.g. es=9")
    return name, int(level)


def _only(listed: list[dict[str, Any]], key: str, name: str) -> list[dict[str, Any]]:
    found = [one for one in listed if name in ("", one[key])]
    if not found:
        known = ", ".join(one[key] for one in listed)
        raise CannotRun(f"nothing here is called {name!r}; known: {known}")
    return found


def ask_centre(order: Order, method: str, path: str, body: Any = None) -> Any:
    """One request to the running centre. Raises CannotRun."""
    from wiring.settings import read_settings

    settings = read_settings(site=order.site, state=order.state)
    headers = {"Authorization": f"Bearer {_key(settings.state)}"}
    if body is not None:
        headers["Content-Type"] = "application/json"
    link = HTTPConnection(settings.host, settings.http_port, timeout=ANSWER_S)
    try:
        with closing(link):
            link.request(method, f"/api/v1/{path}", body and json.dumps(body), headers)
            answer = link.getresponse()
            status, text = answer.status, answer.read()
    except (OSError, HTTPException) as error:
        raise CannotRun(
            f"no centre answers at {settings.http_url}; start it with `centralita up`, or name its "
            "--site and --state"
        ) from error
    if status == OK:
        return json.loads(text)
    raise CannotRun(_reason(settings, status, text))


def _key(state: Path) -> str:
    from wiring.secret import Secrets

    file = state / "secrets.json"
    if not file.exists():
        raise CannotRun(f"{file} is not there; name the --state of the running centre")
    return Secrets(file).get("api:administrator")


def _reason(settings: Settings, status: int, text: bytes) -> str:
    """What the centre says was wrong, as a sentence."""
    if status == UNAUTHORIZED:
        return (
            f"the centre at {settings.http_url} does not know the administrator's key of "
            f"{settings.state}; name the --state of the running centre"
        )
    try:
        return str(json.loads(text)["detail"])
    except (ValueError, KeyError, TypeError):
        return f"{settings.http_url} answered with status {status}; is it Centralita?"
