"""`centralita emergency`: the message that callers of a running centre hear first.

Owns the verb's options and what it prints; asks the centre's own API. Edge.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from centralita.console import CannotRun, print_json, told
from centralita.control import AsJson, SiteFolder, StateFolder, ask_centre
from centralita.option import options_of


class EmergencyAction(StrEnum):
    """What to do with the emergency message."""

    SHOW = "show"
    SET = "set"
    CLEAR = "clear"


@dataclass(frozen=True)
class EmergencyOrder:
    """What `centralita emergency` is asked."""

    action: Annotated[EmergencyAction, typer.Argument(help="Show, set or clear it.")] = (
        EmergencyAction.SHOW
    )
    prompt: Annotated[str, typer.Argument(help="Key of the prompt, e.g. notice-outage.")] = ""
    site: SiteFolder = Path("sites/demo")
    state: StateFolder = Path("var")
    as_json: AsJson = False


def control_emergency(order: EmergencyOrder) -> dict[str, Any]:
    """The emergency message as it is afterwards. Raises CannotRun."""
    if (order.action is EmergencyAction.SET) is not bool(order.prompt):
        raise CannotRun("name a prompt to set and none otherwise: centralita emergency set PROMPT")
    if order.action is EmergencyAction.SHOW:
        shown: dict[str, Any] = ask_centre(order, "GET", "emergency-message")
        return shown
    changed: dict[str, Any] = ask_centre(
        order, "PUT", "emergency-message", {"prompt": order.prompt}
    )
    return changed


@options_of(EmergencyOrder)
def emergency(order: EmergencyOrder) -> None:
    """Show, set or clear the message that callers of a running centre hear first."""
    with told(as_json=order.as_json):
        message = control_emergency(order)
        print_json(message) if order.as_json else print(message["prompt"] or "none")
