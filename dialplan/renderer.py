"""The exchange's configuration, rendered from a site.

Owns the templates and what they are given. Never touches the disk beyond its own templates and
never repairs a value: what does not fit is refused (`line_filter`). Pure.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace

import jinja2

from contact.plan import Agent, EntryPoint
from dialplan.line_filter import FILTERS
from dialplan.module_list import MODULES
from dialplan.site import Site

Secret = Callable[[str], str]
"""Name of a secret → the secret, e.g. `wiring.secret.Secrets.get`."""

_EMPTY = {
    "acl.conf": False,
    "ccss.conf": True,
    "features.conf": True,
    "pjproject.conf": False,
    "queuerules.conf": True,
    "sorcery.conf": False,
    "udptl.conf": True,
    "websocket_client.conf": False,
}
"""Files that must exist and say nothing → whether they want a [general] section."""


_QUESTIONS = (
    ("opening", "CENTRALITA_OPENING", "open"),
    ("emergency", "CENTRALITA_EMERGENCY", ""),
    ("language", "", ""),
)
"""What a dialplan may ask over FastAGI, the variable that answers, and what it holds without an
answer: nobody is turned away because the application is. The language stays what it was."""


@dataclass(frozen=True, slots=True)
class Network:
    """Where the exchange listens and whom it asks."""

    host: str = "127.0.0.1"
    """Address of SIP and media. ARI and AMI are always on 127.0.0.1 (S01)."""
    sip_port: int = 5060
    ari_port: int = 8088
    ami_port: int = 5038
    agi_port: int = 4573
    """Where the application answers FastAGI questions of the dialplan."""
    rtp_start: int = 10000
    rtp_end: int = 10999
    """Last port of the range; every leg needs two."""
    lease_s: float = 8.0
    """How long the application may leave a citizen untouched before the exchange takes over."""
    max_calls: int = 500
    """Legs at once; more are refused."""
    phone_address: str = ""
    """host:port at which all agents' phones are found, e.g. robots; empty: they register."""


@dataclass(frozen=True, slots=True)
class Tree:
    """Folders as Asterisk itself sees them."""

    prefix: str
    """Everything that belongs to this exchange lives below."""
    modules: str
    """Folder of Asterisk's modules."""


@dataclass(frozen=True, slots=True)
class _Entry:
    number: str
    language: str


def render(site: Site, network: Network, secret: Secret, tree: Tree) -> dict[str, str]:
    """File name in the configuration folder → its text.

    Raises `line_filter.UnsafeValue` for a value that may not stand in a configuration line.
    """
    environment = _environment()
    given = _given(site, network, secret, tree)
    files = {}
    for template in sorted(environment.list_templates(extensions=["j2"])):
        if template != "empty.conf.j2":
            name = template.removesuffix(".j2")
            files[name] = environment.get_template(template).render(given)
    for name, section in _EMPTY.items():
        files[name] = environment.get_template("empty.conf.j2").render(given, section=section)
    return files


def _environment() -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("dialplan", "templates"),
        undefined=jinja2.StrictUndefined,
        autoescape=False,  # noqa: S701  (no HTML; every value passes a filter of FILTERS)
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters.update(FILTERS)
    return environment


def _given(site: Site, network: Network, secret: Secret, tree: Tree) -> Mapping[str, object]:
    entries = [_entry(entry, site) for entry in site.plan.entry_points.values()]
    return {
        "header": _header(site),
        "site": site,
        "network": network,
        "secret": secret,
        "tree": tree,
        "modules": MODULES,
        "entries": entries,
        "default": entries[0],
        "questions": _QUESTIONS,
        "agi_host": "127.0.0.1" if network.host in ("0.0.0.0", "::") else network.host,  # noqa: S104
        "agents": list(_agents(site, network)),
    }


def _header(site: Site) -> str:
    version = FILTERS["identifier"](f"v{site.plan.version[:12]}")
    return (
        f"; Generated from the site folder ({version}). Edit the site folder instead of this file."
    )


def _entry(entry: EntryPoint, site: Site) -> _Entry:
    return _Entry(entry.number, entry.language or site.plan.languages[0])


def _agents(site: Site, network: Network) -> Iterator[Agent]:
    for agent in site.plan.agents.values():
        if not agent.address and network.phone_address:
            yield replace(agent, address=f"sip:{agent.phone}@{network.phone_address}")
        else:
            yield agent
