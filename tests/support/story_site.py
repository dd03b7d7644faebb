"""The site on which stories play: the demo site with four agents, each with a phone of its own.

Owns the folder that is written for a test module. JSON is YAML too.
"""

from __future__ import annotations

import json
import random
import shutil
import socket
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from tests.support.exchange import AUDIO, DEMO

_TOPICS = {"taxes": 5, "registry": 5, "streets": 5, "other": 5}
LANGUAGES = {
    "ana": {"es": 9, "en": 6, "it": 5},
    "blas": {"es": 7, "en": 5},
    "edurne": {"eu": 10},
    "carla": {"es": 8, "it": 9},
}
"""Agent → what she speaks. Carla's phone registers with its password, the others have addresses."""
REGISTERS = "carla"
_PHONE_PORTS = range(6100, 7900)
"""Below what the kernel hands out, so that a phone's port stays free between two tests."""


@dataclass(frozen=True, slots=True)
class Rules:
    """What a module wants different from the demo."""

    ring_s: float = 3
    wrap_up_s: float = 20
    announce_s: float = 0
    no_answer_limit: int = 1
    queues: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    """Queue → fields of its own; further queues as well."""
    callbacks: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    """Entry point → terms of its queue; key 1 leads from there to a callback."""
    flows: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    """Dialled number → a further flow."""
    centre: Mapping[str, Any] = field(default_factory=dict)
    """Further fields of centre.yaml."""


@dataclass(slots=True)
class StorySite:
    """The folder and what a test must know of it."""

    folder: Path
    phone_ports: dict[str, int] = field(default_factory=dict)
    """Agent → port of the phone."""
    carrier_port: int = 0
    """Where the phones of citizens are who are rung back; 0: there are none."""


def write_site(folder: Path, rules: Rules) -> StorySite:
    """A site folder for the stories of one module."""
    shutil.copytree(DEMO, folder)
    ports = dict(zip((one for one in LANGUAGES if one != REGISTERS), _free_ports(3), strict=True))
    _write(folder / "agents.yaml", {"agents": [_agent(name, ports) for name in LANGUAGES]})
    _write(folder / "queues.yaml", {"queues": _queues(rules)})
    _write(folder / "flows" / "short.yaml", _SHORT)
    centre = YAML(typ="safe").load(folder / "centre.yaml")
    centre["entry_points"].append({"number": "077", "flow": "short", "label": "Short"})
    site = StorySite(folder, ports)
    if rules.callbacks:
        _add_callbacks(site, centre, rules)
    for number, flow in rules.flows.items():
        _write(folder / "flows" / f"flow-{number}.yaml", flow)
        centre["entry_points"].append({"number": number, "flow": f"flow-{number}"})
    _write(folder / "centre.yaml", centre | dict(rules.centre))
    return site


def _add_callbacks(site: StorySite, centre: dict[str, Any], rules: Rules) -> None:
    """A carrier, and for each entry point a queue that rings back and the flow to it."""
    (site.carrier_port,) = _free_ports(1)
    centre["trunk"]["outgoing"] = {
        "address": f"sip:carrier@127.0.0.1:{site.carrier_port}",
        "caller_number": "012",
        "allowed": ["6XXXXXXXX"],
    }
    queues = _queues(rules)
    for number, terms in rules.callbacks.items():
        name = f"back-{number}"
        queues.append({**queues[2], "name": name, "callback": dict(terms)})
        keys, back = {"1": "back"}, {"queue": name, "otherwise": "wait"}
        waiting = {"queue": name, "prompts": ["queue-wait"], "keys": keys}
        nodes = {"wait": {"enqueue": waiting}, "back": {"callback": back}}
        _write(site.folder / "flows" / f"{name}.yaml", {"start": "wait", "nodes": nodes})
        centre["entry_points"].append({"number": number, "flow": name, "label": name})
    _write(site.folder / "queues.yaml", {"queues": queues})


def prompt(language: str, key: str) -> bytes:
    """The audio of a prompt, mu-law."""
    return (AUDIO / language / f"{key}.ulaw").read_bytes()


def music() -> bytes:
    """The music of those who wait, mu-law."""
    return (AUDIO / "music" / "waiting.ulaw").read_bytes()


_SHORT: dict[str, Any] = {
    "start": "language",
    "nodes": {
        "language": {
            "menu": {
                "prompts": ["language-menu@es"],
                "choices": {"1": {"language": "es", "next": "topic"}},
                "exhausted": "topic",
                "no_key_s": 1,
                "tries": 1,
            }
        },
        "topic": {
            "menu": {
                "prompts": ["topic-taxes"],
                "choices": {"1": {"topic": "taxes", "next": "wait"}},
                "exhausted": "given-up",
                "no_key_s": 1,
                "tries": 1,
            }
        },
        "given-up": {"say": {"prompts": ["choice-given-up"], "next": "wait-any"}},
        "wait-any": {"enqueue": {"queue": "citizen-line", "topic": "other"}},
        "wait": {"enqueue": {"queue": "citizen-line"}},
    },
}
"""Short menus, for what happens when no key or a wrong one is pressed."""


def _agent(name: str, ports: dict[str, int]) -> dict[str, Any]:
    agent: dict[str, Any] = {
        "id": name,
        "name": name.capitalize(),
        "phone": f"desk-{name}",
        "languages": LANGUAGES[name],
        "topics": _TOPICS,
    }
    if name in ports:
        agent["address"] = f"sip:desk-{name}@127.0.0.1:{ports[name]}"
    return agent


def _queues(rules: Rules) -> list[dict[str, Any]]:
    common = {
        "ring_s": rules.ring_s,
        "wrap_up_s": rules.wrap_up_s,
        "announce_s": rules.announce_s,
        "no_answer_limit": rules.no_answer_limit,
    }
    notes = {"dispositions": ["answered", "ticket opened", "wrong number"]}
    queues: list[dict[str, Any]] = [
        {"name": "citizen-line", **common, **notes},
        {"name": "streets", **common, **notes},
        {"name": "straight", **common, "topic_level": 0, **notes},
    ]
    known = {queue["name"] for queue in queues}
    queues += [{"name": name, **common, **notes} for name in rules.queues if name not in known]
    return [{**queue, **rules.queues.get(queue["name"], {})} for queue in queues]


def _write(file: Path, content: Any) -> None:
    file.write_text(json.dumps(content, ensure_ascii=False, indent=1), encoding="utf-8")


def _free_ports(count: int) -> list[int]:
    found: list[int] = []
    for port in random.sample(_PHONE_PORTS, len(_PHONE_PORTS)):
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
        found.append(port)
        if len(found) == count:
            return found
    raise RuntimeError("no free ports for phones between 6100 and 7900")
