"""Who may ask what: the roles of the REST interface (S20).

Owns the names and the groups that operations use. Pure.
"""

from __future__ import annotations

AGENT = "agent"
"""First level: talks with citizens."""
DEPARTMENT = "department"
"""Second level: works on tickets."""
SUPERVISOR = "supervisor"
"""Sees the whole centre."""
API = "api"
"""Another program of the administration."""

EVERYBODY = frozenset({AGENT, DEPARTMENT, SUPERVISOR, API})
OVERVIEW = frozenset({SUPERVISOR, API})
"""Lists over all contacts: an agent or a department has no need to see them (S43)."""
FRONT = frozenset({AGENT, SUPERVISOR, API})
"""Keeps the register of citizens."""
