"""The desk page's files: complete in six languages, served with safe headers."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from contact.command import Code
from contact.event import Mode
from cti.core.kind import Farewell, OfferEnd, Phone, Work
from cti.edge import page

WEB = Path(page.__file__).parents[1] / "web"
LANGUAGES = ("es", "it", "eu", "ca", "gl", "en")
TEXTS = {
    code: json.loads((WEB / "text" / f"{code}.json").read_text(encoding="utf-8"))
    for code in LANGUAGES
}


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_language_has_every_text_with_the_same_gaps(code: str) -> None:
    assert list(TEXTS[code]) == list(TEXTS["en"])
    for key, text in TEXTS[code].items():
        assert text.strip() == text != ""
        assert set(re.findall(r"\{\w+\}", text)) == set(re.findall(r"\{\w+\}", TEXTS["en"][key]))


NOT_FOR_DESKS = (
    Code.WRONG_RINGS,
    *(Code.NO_CALLBACKS, Code.NUMBER_REQUIRED, Code.WRONG_WINDOW),
)
"""Refusals of commands that no desk can ask."""


def test_every_text_that_the_scripts_ask_for_exists() -> None:
    scripts = "".join(path.read_text(encoding="utf-8") for path in WEB.glob("*.js"))
    asked = set(re.findall(r"""\bt\(\s*"([\w. ]+)\"""", scripts))
    assert len(asked) > 40
    assert asked <= set(TEXTS["en"])


def test_everything_the_server_can_say_has_a_text() -> None:
    goodbyes = (
        Farewell.TAKEN_OVER,
        Farewell.LOGGED_OUT,
        Farewell.LOGIN_FAILED,
        Farewell.LOGIN_LATE,
    )  # after the others the page comes back by itself
    keys = {f"bye.{one}" for one in goodbyes}
    keys |= {f"refused.{one}" for one in Code if one not in NOT_FOR_DESKS}
    keys |= {f"mode.{one}" for one in Mode}
    keys |= {f"work.{one}" for one in Work if one is not Work.IDLE}
    keys |= {f"phone.{one}" for one in Phone if one is not Phone.REACHABLE}
    keys |= {f"offer.{one}" for one in OfferEnd}
    keys |= {f"reason.{one}" for one in ("logged in", "no answer", "declined", "desk lost")}
    assert keys <= set(TEXTS["en"])


def test_every_file_of_the_page_is_served_and_nothing_else() -> None:
    served = {route.path for route in page.routes()}
    assert {"/desk", "/desk/", "/desk/main.js", "/desk/vendor/preact.mjs"} <= served
    assert not any(path.endswith((".py", ".html")) for path in served)


def test_the_policy_allows_no_inline_and_no_foreign_script() -> None:
    policy = page.HEADERS["Content-Security-Policy"]
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy
    html = (WEB / "index.html").read_text(encoding="utf-8")
    assert not re.search(r"<script(?![^>]*src=)|\son\w+=|style=", html)
