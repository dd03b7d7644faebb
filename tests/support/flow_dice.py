"""Random flows as somebody could write them.

Owns the dice of flows; who calls is in `flow_caller`. What is drawn is all right by construction:
nodes are in a row, and what is reached without a key lies further on, while a key may lead
anywhere. So no silent caller goes in a circle.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from itertools import pairwise
from random import Random
from typing import Any

from dialplan.site import Site, read_texts, shipped_prompts

MOST_NODES = 12
KEYS = "0123456789*#"
CHOOSING = ("menu", "language")
PROMPTS = ("welcome", "closed", "goodbye", "topic-taxes", "welcome@it", "language-menu@en")
REMARKS = (["wrong-key"], ["no-key", "wrong-key"], ["digits-wrong", "no-key", "wrong-key"])

Spec = dict[str, Any]

QUEUES: list[Spec] = [{"name": "line", "callback": {}}, {"name": "works", "topic_level": 0}]
OTHERS = {
    "agents.yaml": {
        "agents": [
            {
                "id": "ana",
                "name": "Ana",
                "phone": "desk-ana",
                "languages": {"it": 9, "en": 9},
                "topics": {"taxes": 5, "streets": 5},
            }
        ]
    },
    "calendars.yaml": {
        "calendars": {
            "town": {"hours": "Mo-Fr 09:00-14:00; PH off", "holidays": {"country": "IT"}},
            "hall": {"hours": "24/7"},
        }
    },
    "directory.yaml": {
        "listed": [
            {"name": "Etxeberria", "extension": "205"},
            {"name": "Etxeandia", "extension": "206"},
            {"name": "Rossi", "extension": "31"},
        ]
    },
}
CENTRE = {
    "name": "Dice town",
    "time_zone": "Europe/Rome",
    "languages": ["it", "en"],
    "topics": {
        "taxes": {"it": "Tasse", "en": "Taxes"},
        "streets": {"it": "Strade", "en": "Streets"},
    },
    "not_ready_reasons": ["break"],
    "entry_points": [{"number": "012", "flow": "line"}],
    "trunk": {
        "addresses": ["192.0.2.10"],
        "outgoing": {
            "address": "sip:192.0.2.10:5060",
            "caller_number": "944000000",
            "allowed": ["6XXXXXXXX"],
        },
    },
    "menu_options": 12,
    "menu_depth": 12,
    "employees": {"numbers": ["94420*"]},
    "departments": {"tax-office": "918000000"},
    "emergency": {"is_drill": True, "drill": "sip:drill@192.0.2.11:5060"},
}
SURVEY = "ask0"
"""The node that goes on after the agent, in flows that have one."""


def site_of(dice: Random) -> Site:
    """A site with one random flow, read from YAML. Raises SiteProblems when it is refused."""
    texts = {name: json.dumps(content) for name, content in OTHERS.items()}
    texts["centre.yaml"] = json.dumps(CENTRE | {"remembers_language": dice.random() < 0.5})
    flow = flow_of(dice)
    survey = {"survey": SURVEY} if SURVEY in flow["nodes"] else {}
    texts["queues.yaml"] = json.dumps({"queues": [queue | survey for queue in QUEUES]})
    texts["flows/line.yaml"] = json.dumps(flow)
    return read_texts(texts, shipped_prompts())


def flow_of(dice: Random) -> Spec:
    """A flow as its file says it."""
    kinds = [dice.choice(list(ASKING_OR_LEADING)) for _ in range(dice.randint(1, MOST_NODES))]
    names = [f"n{index}" for index in range(len(kinds))]
    epilogue = _epilogue(dice) if dice.random() < 0.5 else {}
    ends = {f"end{index}": _end(dice, index, names) for index in range(dice.randint(1, 3))}
    finals = [*ends, *list(epilogue)[:1]]
    nodes: dict[str, Spec] = {}
    for index, (name, kind) in enumerate(zip(names, kinds, strict=True)):
        draw = _Draw(dice, name, [*names[index + 1 :], *finals], [*names, *finals])
        nodes[name] = {kind: ASKING_OR_LEADING[kind](draw)}
    nodes |= ends | epilogue
    flow: Spec = {"start": names[0], "nodes": nodes}
    if dice.random() < 0.5:
        flow["person"] = "end0"
    if "language" in kinds and dice.random() < 0.7:
        flow["language_key"] = "8"
    if dice.random() < 0.5:
        flow["patient_key"] = dice.choice("17")
    if any("emergency_centre" in node for node in ends.values()):
        flow |= _emergency_key(flow)
    return _without_unreached(flow)


class _Draw:
    """What a node is drawn from."""

    def __init__(self, dice: Random, name: str, later: list[str], names: list[str]) -> None:
        self.dice = dice
        self.name = name
        self._later = later
        self._names = names

    def further(self) -> str:
        """A node further on, for what happens without a key."""
        return self.dice.choice(self._later)

    def anywhere(self) -> str:
        """A node that a key leads to: mostly further on, at times back or here again."""
        return self.dice.choice(self._names) if self.dice.random() < 0.3 else self.further()

    def maybe(self, **field: Any) -> Spec:
        """A field that may be left away."""
        return field if self.dice.random() < 0.5 else {}

    def prompts(self) -> list[str]:
        return self.dice.choices(PROMPTS, k=self.dice.randint(1, 3))

    def some_keys(self) -> list[str]:
        return self.dice.sample(KEYS, self.dice.randint(1, 6))

    def asking(self) -> Spec:
        """What all nodes have that wait for keys."""
        return {
            "prompts": self.prompts(),
            "exhausted": self.further(),
            "no_key": self.dice.choice(REMARKS),
            **self.maybe(tries=self.dice.randint(1, 4)),
            **self.maybe(no_key_s=self.dice.choice([1, 2.5, 8])),
        }


def _say(draw: _Draw) -> Spec:
    heard = draw.maybe(must_be_heard=True)
    return {"prompts": draw.prompts(), "next": draw.further(), **heard}


def _menu(draw: _Draw) -> Spec:
    choices = {}
    for key in draw.some_keys():
        language = draw.maybe(language=draw.dice.choice(["it", "en"]))
        topic = draw.maybe(topic=draw.dice.choice(["taxes", "streets"]))
        choices[key] = {"next": draw.anywhere(), **language, **topic}
    return {**draw.asking(), "choices": choices, "wrong_key": draw.dice.choice(REMARKS)}


def _language(draw: _Draw) -> Spec:
    choices = {key: draw.dice.choice(["it", "en"]) for key in draw.some_keys()}
    return {**draw.asking(), "choices": choices, "next": draw.anywhere()}


def _hours(draw: _Draw) -> Spec:
    ways = {"open": draw.further(), "closed": draw.further()}
    if draw.dice.random() < 0.5:
        return {"hours": draw.dice.choice(["Mo-Fr 08:00-20:00", "24/7", "off"]), **ways}
    calendar = draw.dice.choice(["town", "hall"])
    return {"calendar": calendar, **ways, **draw.maybe(holiday=draw.further())}


def _collect(draw: _Draw) -> Spec:
    most = draw.dice.randint(3, 30)
    return {
        **draw.asking(),
        "name": draw.name,
        "next": draw.anywhere(),
        "most": most,
        **draw.maybe(least=draw.dice.randint(1, most)),
        **draw.maybe(terminator=""),
        **draw.maybe(check=draw.dice.choice(["luhn", "mod97", "none"])),
        **draw.maybe(is_secret=True),
    }


def _directory(draw: _Draw) -> Spec:
    most = draw.maybe(most=draw.dice.randint(3, 8))
    return {**draw.asking(), "next": draw.anywhere(), **most, **draw.maybe(terminator="")}


def _emergency(draw: _Draw) -> Spec:
    return {"next": draw.further(), **draw.maybe(must_be_heard=True)}


def _recognise(draw: _Draw) -> Spec:
    return {way: draw.further() for way in ("employee", "citizen", "unknown")}


def _callback(draw: _Draw) -> Spec:
    return {"queue": "line", "otherwise": draw.further(), **draw.maybe(tries=2, no_key_s=2.5)}


def _consent(draw: _Draw) -> Spec:
    keys = draw.maybe(accept="5", refuse=draw.dice.choice("16"))
    tries = draw.maybe(tries=draw.dice.randint(0, 3))
    return {"next": draw.further(), "no_key": draw.dice.choice(REMARKS), **keys, **tries}


def _refer(draw: _Draw) -> Spec:
    where = draw.dice.choice([{"department": "tax-office"}, {"number": "918111111"}])
    said = draw.maybe(prompts=draw.dice.choice([[], draw.prompts()]))
    return {**where, "unanswered": draw.further(), **said, **draw.maybe(ring_s=3)}


def _voicemail(draw: _Draw) -> Spec:
    return {"next": draw.further(), **draw.maybe(most_s=5), **draw.maybe(silence_s=2)}


def _end(dice: Random, index: int, names: list[str]) -> Spec:
    queue = dice.choice(["line", "works"])
    if index == 1 and dice.random() < 0.4:
        return {"emergency_centre": {"queue": queue}}
    if index and dice.random() < 0.5:
        return {"finish": {"prompts": ["goodbye"]}}
    said = {"prompts": ["queue-wait"]} if dice.random() < 0.5 else {}
    keys = {"keys": {dice.choice(KEYS): dice.choice(names)}} if dice.random() < 0.5 else {}
    return {"enqueue": {"queue": queue, "topic": "taxes", **said, **keys}}


def _epilogue(dice: Random) -> dict[str, Spec]:
    """Questions after the agent has left, then words."""
    names = [SURVEY, *(["ask1"] if dice.random() < 0.5 else []), "thanks"]
    nodes: dict[str, Spec] = {}
    for name, following in pairwise(names):
        least = dice.randint(0, 3)
        score = {"least": least, "most": dice.randint(least + 1, 9), "tries": dice.randint(0, 3)}
        nodes[name] = {"survey": {"next": following, **score}}
    said = {"say": {"prompts": ["welcome"], "next": "bye"}}
    nodes["thanks"] = dice.choice([said, {"finish": {"prompts": ["goodbye"]}}])
    return nodes | {"bye": {"finish": {"prompts": ["goodbye"]}}}


def _emergency_key(flow: Spec) -> Spec:
    """A key that nothing else means, if there is one."""
    asking = (node.get(kind, {}) for node in flow["nodes"].values() for kind in CHOOSING)
    taken = {key for node in asking for key in node.get("choices", ())}
    taken |= {"0", "*", "#", flow.get("language_key", ""), flow.get("patient_key", "")}
    free = sorted(set(KEYS) - taken)
    return {"emergency_key": free[-1]} if free else {}


ASKING_OR_LEADING: Mapping[str, Callable[[_Draw], Spec]] = {
    "say": _say,
    "menu": _menu,
    "language": _language,
    "hours": _hours,
    "collect": _collect,
    "directory": _directory,
    "emergency": _emergency,
    "recognise": _recognise,
    "callback": _callback,
    "consent": _consent,
    "refer": _refer,
    "voicemail": _voicemail,
}
"""Kind of node → what draws one; those that end a flow apart."""
ENDS = ("enqueue", "finish", "emergency_centre", "survey")


def _without_unreached(flow: Spec) -> Spec:
    nodes = flow["nodes"]
    ahead = [flow["start"], *([flow["person"]] if "person" in flow else [])]
    if "language_key" in flow:
        ahead.append(next(name for name, node in nodes.items() if "language" in node))
    kinds = ("survey", "emergency_centre") if "emergency_key" in flow else ("survey",)
    ahead += [name for name, node in nodes.items() if set(kinds) & set(node)]
    reached: set[str] = set()
    while ahead:
        name = ahead.pop()
        if name not in reached:
            reached.add(name)
            ahead += [text for text in _texts(nodes[name]) if text in nodes]
    return {**flow, "nodes": {name: nodes[name] for name in nodes if name in reached}}


def _texts(value: Any) -> list[str]:
    if isinstance(value, dict):
        return [text for key, one in value.items() if key != "name" for text in _texts(one)]
    if isinstance(value, list):
        return [text for one in value for text in _texts(one)]
    return [value] if isinstance(value, str) else []
