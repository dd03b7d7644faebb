"""The pure engine of the distribution: `Engine(plan)` fulfils `contact.core.Core`. Pure."""

from acd.core.engine import Engine

__all__ = ["Engine"]
