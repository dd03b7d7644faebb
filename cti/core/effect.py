"""What the desk engine tells its own edge to do.

Owns three effects. Commands to other services stand beside them in an outcome. Pure.
"""

from __future__ import annotations

from dataclasses import dataclass

from cti.core.frame import Frame
from cti.core.kind import Farewell
from cti.core.observation import DeskId


@dataclass(frozen=True, slots=True)
class Send:
    """One frame for one desk. The edge adds the citizen's cards where a frame has room for them."""

    desk_id: DeskId
    frame: Frame


@dataclass(frozen=True, slots=True)
class SendAll:
    """The same frame for these desks; encoded once."""

    desk_ids: tuple[DeskId, ...]
    frame: Frame


@dataclass(frozen=True, slots=True)
class CloseDesk:
    """Close the connection; the farewell has been sent before."""

    desk_id: DeskId
    why: Farewell


Effect = Send | SendAll | CloseDesk
