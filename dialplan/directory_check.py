"""Whether the directory of a site is unambiguous, and there for those who search it. Pure."""

from __future__ import annotations

from dialplan.site_check import Parts, unique


def check_directory(parts: Parts) -> None:
    """Note every mistake of directory.yaml, and of nodes that need it, in their document."""
    unique("extension", (one["extension"] for one in parts.directory["listed"].list()))
    if parts.directory.is_there:
        return
    for flow in parts.flows.values():
        for node in flow["nodes"].values():
            if node["directory"].is_there:
                node["directory"].add(
                    "the site has no directory", "write directory.yaml", at_key=True
                )
