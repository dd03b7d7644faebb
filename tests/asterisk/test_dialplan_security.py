"""Strangers, hostile callers and stolen credentials get nowhere (S01–S06, S13)."""

from __future__ import annotations

import hashlib
import os
import re
from pathlib import Path

import pytest

from dialplan.module_list import MODULES
from lab.sipp import Script, play, playing
from tests.support.bare_ami import ask_ami
from tests.support.bare_ari import bare_ari, until_in_fallback
from tests.support.sip_peer import SipPeer, sip_peer

STRANGER = "127.0.0.2"
"""An address of this machine that is not the trunk's."""


def caller(number: str = "012", name: str = "", user: str = "600111222") -> Script:
    row = (user, name, "0", "", "0", "", "0", "", "0")
    return Script("citizen", number, [row], count=1, limit_s=10)


async def test_exactly_the_listed_modules_run(exchange):
    text = await exchange.exchange.console("module show")
    running = re.findall(r"^(\S+)\.so\s", text, re.MULTILINE)
    assert sorted(running) == sorted(MODULES)


@pytest.mark.parametrize(
    "number", ["012%26PJSIP%2fdesk-bruno", "012,back", "012%2cback", "back", "desk-bruno", "start"]
)
async def test_a_crafted_number_reaches_the_default_entry_point_and_no_second_leg(
    exchange, tmp_path, number
):
    async with bare_ari(exchange) as ari:
        await ari.appear()
        async with playing(exchange.sip, tmp_path, caller(number)):
            arrival = await ari.arrival()
            assert arrival["args"] == ["012"]
            assert len(await ari.ask("GET", "channels")) == 1


async def test_an_expression_in_the_callers_name_stays_text(exchange, tmp_path):
    mark = Path(f"/tmp/owned-{os.getpid()}")  # short: the exchange cuts names at 79 characters
    names = [f"${{SHELL(touch {mark})}}", "${FILE(/etc/passwd)}", "${GLOBAL(X)}", "${EVAL(1)}"]
    async with bare_ari(exchange) as ari:
        await ari.appear()
        for name in names:
            since = len(ari.events)
            async with playing(exchange.sip, tmp_path, caller(name=name)):
                arrival = await ari.arrival(since)
                assert arrival["channel"]["caller"]["name"] == name
                await ari.ask("POST", f"channels/{arrival['channel']['id']}/continue")
                await until_in_fallback(exchange, 1, within_s=3)
            await exchange.clear()
    assert not is_there(mark)


@pytest.mark.parametrize(
    "function", ["SHELL(id)", "FILE(/etc/passwd)", "ENV(HOME)", "CURL(http://x)"]
)
async def test_ari_cannot_reach_the_system_through_a_function(exchange, function):
    async with bare_ari(exchange) as ari:
        answer = await ari.ask("GET", "asterisk/variable", params={"variable": function})
    assert answer == {"value": ""}


@pytest.mark.parametrize(
    ("action", "fields"),
    [
        ("Originate", {"Channel": "PJSIP/desk-bruno", "Application": "Hangup"}),
        ("Command", {"Command": "core show version"}),
        ("GetConfig", {"Filename": "pjsip.conf"}),
        ("UpdateConfig", {"SrcFilename": "pjsip.conf", "DstFilename": "pjsip.conf"}),
        ("ModuleLoad", {"Module": "func_shell.so", "LoadType": "load"}),
        ("Reload", {}),
    ],
)
async def test_the_ami_account_is_refused_what_it_does_not_need(exchange, action, fields):
    answer = await ask_ami(exchange, action, **fields)
    assert answer["Response"] == "Error"
    assert "ermission" in answer["Message"]


async def test_a_citizen_named_like_a_phone_does_not_become_that_phone(exchange, tmp_path):
    outcome = await play(exchange.sip, tmp_path, caller(user="desk-bruno"))
    assert outcome.failed == 1
    assert "401 Unauthorized" in " ".join(outcome.errors)


async def test_a_phone_registers_with_its_password_and_only_with_it(exchange):
    async with sip_peer(exchange.sip) as peer:
        secret = exchange.secrets.get("phone:visitor")
        assert await register(peer, "visitor", "wrong-" + secret) == 401
        assert await register(peer, "visitor", secret) == 200
        assert await register(peer, "visitor", secret, expires_s=0) == 200  # as it was before


async def test_unknown_and_known_names_get_the_same_answer(exchange):
    async with sip_peer(exchange.sip, STRANGER) as peer:
        known = await peer.request("REGISTER", "visitor")
        unknown = await peer.request("REGISTER", "nobody-here")
    assert known.status == unknown.status == 401
    assert shape(known.text) == shape(unknown.text)


async def test_a_stranger_cannot_call(exchange):
    async with sip_peer(exchange.sip, STRANGER) as peer, bare_ari(exchange) as ari:
        await ari.appear()
        for user in ("600111222", "trunk", "visitor", "anonymous"):
            assert (await peer.request("INVITE", user, to="012")).status == 401
        assert await ari.ask("GET", "channels") == []
        assert ari.events == []


async def test_an_agents_phone_may_dial_nothing(exchange):
    async with sip_peer(exchange.sip) as peer:
        challenge = await peer.request("INVITE", "desk-bruno", to="012")
        assert challenge.status == 401
        header = authorization(
            challenge.text, "INVITE", "desk-bruno", exchange.secrets.get("phone:desk-bruno"), peer
        )
        answer = await peer.request("INVITE", "desk-bruno", to="012", extra=header)
        assert answer.status == 403


def is_there(path: Path) -> bool:
    return path.exists()


def shape(text: str) -> list[str]:
    """Names of the headers of a message, in order."""
    return [line.partition(":")[0] for line in text.splitlines()[1:] if line]


async def register(peer: SipPeer, user: str, password: str, expires_s: int = 60) -> int:
    """The final answer to a REGISTER with this password; 0 seconds take the address back."""
    challenge = await peer.request("REGISTER", user)
    header = authorization(challenge.text, "REGISTER", user, password, peer)
    header += f"Expires: {expires_s}\r\n"
    return (await peer.request("REGISTER", user, extra=header)).status


def authorization(challenge: str, method: str, user: str, password: str, peer: SipPeer) -> str:
    """The digest of RFC 2617 for one request, as Asterisk asks for it (MD5, qop auth)."""

    def md5(text: str) -> str:
        return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()

    given = dict(re.findall(r'(\w+)="?([^",\s]+)"?', challenge.partition("Digest ")[2]))
    uri, count, nonce = f"sip:{peer.remote}", "00000001", "0a4f113b"
    first = md5(f"{user}:{given['realm']}:{password}")
    second = md5(f"{method}:{uri}")
    response = md5(f"{first}:{given['nonce']}:{count}:{nonce}:auth:{second}")
    return (
        f'Authorization: Digest username="{user}", realm="{given["realm"]}", '
        f'nonce="{given["nonce"]}", uri="{uri}", response="{response}", algorithm=MD5, '
        f'qop=auth, nc={count}, cnonce="{nonce}", opaque="{given["opaque"]}"\r\n'
    )


def test_secrets_stand_in_no_file_that_others_can_read(exchange):
    files = [one for one in Path(exchange.folder).rglob("*.conf") if one.is_file()]
    assert files
    assert all(one.stat().st_mode & 0o077 == 0 for one in files)
