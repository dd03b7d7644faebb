"""Wrong flows: each file below `bad_flow/` is refused at the places that its last comment names.

Comments such as `# queues.yaml+ ...` are lines that another file of the site has besides.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from dialplan.flow_kind import KINDS
from dialplan.problem import SiteProblems
from dialplan.site import read_texts, shipped_prompts

HERE = Path(__file__).parent
BAD = sorted((HERE / "bad_flow").glob("*.yaml"))
MARK = "# refused:"
MORE = re.compile(r"^# (\S+\.yaml)\+ (.*)$", re.MULTILINE)


def good() -> dict[str, str]:
    """The files of a site that is all right."""
    files = (HERE / "good").rglob("*.yaml")
    return {
        file.relative_to(HERE / "good").as_posix(): file.read_text(encoding="utf-8")
        for file in files
    }


@pytest.mark.parametrize("file", BAD, ids=lambda file: file.stem)
def test_a_wrong_flow_is_refused_at_its_place_with_what_would_be_right(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    expected = [line.removeprefix("# ") for line in text.split(MARK)[1].strip().splitlines()]
    texts = good() | {"flows/line.yaml": text}
    for other, line in MORE.findall(text):
        texts[other] = f"{texts.get(other, '')}{line}\n"
    with pytest.raises(SiteProblems) as caught:
        read_texts(texts, shipped_prompts())
    assert [str(problem) for problem in caught.value.problems] == expected


def test_a_centre_may_allow_more_choices_and_more_menus() -> None:
    texts = good()
    texts["centre.yaml"] += "menu_options: 6\nmenu_depth: 4\n"
    for name in ("menu-with-six-choices", "menus-four-deep"):
        flow = (HERE / "bad_flow" / f"{name}.yaml").read_text(encoding="utf-8")
        assert read_texts(texts | {"flows/line.yaml": flow}, shipped_prompts()).plan.flows


def test_every_kind_of_node_is_wrong_somewhere() -> None:
    texts = [file.read_text(encoding="utf-8") for file in BAD]
    told = [line for text in texts for line in text.split(MARK)[1].splitlines()]
    assert [kind for kind in KINDS if not any(f".{kind}" in line for line in told)] == []


# ---------------------------------------------------------------- anything in place of anything

WHOLE: dict[str, Any] = {
    "start": "hours",
    "person": "wait",
    "language_key": "8",
    "emergency_key": "9",
    "nodes": {
        "hours": {"hours": {"hours": "Mo-Fr 08:00-20:00", "open": "alarm", "closed": "bye"}},
        "alarm": {"emergency": {"next": "who"}},
        "who": {"recognise": {"employee": "name", "citizen": "language", "unknown": "language"}},
        "name": {"directory": {"prompts": ["welcome"], "next": "wait", "exhausted": "wait"}},
        "language": {
            "language": {
                "prompts": ["language-menu@it"],
                "choices": {"1": "it"},
                "next": "topic",
                "exhausted": "topic",
            }
        },
        "topic": {
            "menu": {
                "prompts": ["topic-taxes"],
                "choices": {"1": {"topic": "taxes", "next": "code"}},
                "exhausted": "wait",
            }
        },
        "code": {
            "collect": {"name": "code", "prompts": ["welcome"], "next": "hello", "exhausted": "bye"}
        },
        "hello": {"say": {"prompts": ["welcome"], "next": "consent"}},
        "consent": {"consent": {"next": "office"}},
        "office": {"refer": {"department": "works", "unanswered": "speak"}},
        "speak": {"voicemail": {"next": "back"}},
        "back": {"callback": {"queue": "everybody", "otherwise": "wait"}},
        "urgent": {"emergency_centre": {"queue": "everybody"}},
        "score": {"survey": {"next": "bye"}},
        "wait": {"enqueue": {"queue": "everybody", "topic": "taxes"}},
        "bye": {"finish": {"prompts": ["closed"]}},
    },
}
"""A flow that is all right, with every kind of node."""
LISTED = {"directory.yaml": 'listed: [{name: Etxeberria, extension: "205"}]\n'}
ALLOWED = ', allowed: ["6XXXXXXXX"]'
CARRIER = f'trunk:\n  outgoing: {{address: "sip:192.0.2.1", caller_number: "012"{ALLOWED}}}\n'
PLACES = 'departments: {works: "918000000"}\nemergency: {is_drill: false}\n'


def equipped() -> dict[str, str]:
    """The files of a site that has what every kind of node needs."""
    texts = good() | LISTED
    texts["centre.yaml"] = texts["centre.yaml"].replace("trunk:\n", CARRIER) + PLACES
    texts["queues.yaml"] = texts["queues.yaml"].replace(
        "name: everybody\n", "name: everybody\n    callback: {}\n"
    )
    return texts


def paths(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Everything below a value."""
    pairs = value.items() if isinstance(value, dict) else enumerate(value)
    for key, one in pairs if isinstance(value, dict | list) else ():
        yield (*path, key)
        yield from paths(one, (*path, key))


def test_the_flow_with_every_kind_of_node_is_all_right() -> None:
    read_texts(equipped() | {"flows/line.yaml": json.dumps(WHOLE)}, shipped_prompts())
    assert {kind for node in WHOLE["nodes"].values() for kind in node} == set(KINDS)


def test_callbacks_need_numbers_that_may_be_rung_back_and_referrals_do_not() -> None:
    texts = equipped() | {"flows/line.yaml": json.dumps(WHOLE)}
    texts["centre.yaml"] = texts["centre.yaml"].replace(ALLOWED, "")
    with pytest.raises(SiteProblems) as caught:
        read_texts(texts, shipped_prompts())
    (refused,) = caught.value.problems
    assert "nodes.back.callback: this centre dials nobody" in str(refused)


@pytest.mark.parametrize(("node", "kind"), [("urgent", "emergency_centre"), ("back", "callback")])
def test_a_queue_is_entered_also_by_callbacks_and_emergencies(node: str, kind: str) -> None:
    texts, flow = equipped(), deepcopy(WHOLE)
    texts["queues.yaml"] = texts["queues.yaml"].replace(
        "name: works\n", "name: works\n    callback: {}\n"
    )
    assert "queue 'works'" in unentered(texts | {"flows/line.yaml": json.dumps(flow)})
    flow["nodes"][node][kind]["queue"] = "works"
    assert unentered(texts | {"flows/line.yaml": json.dumps(flow)}) == ""


def unentered(texts: dict[str, str]) -> str:
    """What is told of queues to which nothing leads."""
    warnings = map(str, read_texts(texts, shipped_prompts()).warnings)
    return "".join(one for one in warnings if "no flow and no limit leads" in one)


@pytest.mark.parametrize("value", [None, True, 7, "", "eu", [], [{}], {}, {"next": "wait"}])
def test_whatever_stands_in_place_of_a_value_is_refused_with_a_place(value: Any) -> None:
    others = equipped()
    for path in paths(WHOLE):
        flow = deepcopy(WHOLE)
        inside: Any = flow
        for step in path[:-1]:
            inside = inside[step]
        inside[path[-1]] = value
        text = json.dumps(flow)
        if path[-1] in ("person", "language_key", "topic") and value in ("", None):
            continue  # may be left away
        try:
            read_texts(others | {"flows/line.yaml": text}, shipped_prompts())
        except SiteProblems as refused:
            assert {one.file for one in refused.problems} == {"flows/line.yaml"}, path
            assert all(one.line and one.would_be_right for one in refused.problems), path
        else:
            assert is_as_good(path, value), (path, value)


def is_as_good(path: tuple[Any, ...], value: Any) -> bool:
    """Whether this is what may stand there, too."""
    return value == "eu" and path[-1] == "name"
