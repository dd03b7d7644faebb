"""Secrets are made once, kept for their owner only, and never shown."""

from __future__ import annotations

import asyncio
import json
import os
import stat
import sys
from pathlib import Path

import pytest

from wiring.secret import Secrets, SecretsUnreadable


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "state" / "secrets.json"


def test_a_secret_is_made_when_first_asked_for_and_stays(file: Path) -> None:
    first = Secrets(file).get("ari")
    assert len(first) >= 43, "256 bits in base64"
    assert Secrets(file).get("ari") == first


def test_every_name_has_a_secret_of_its_own(file: Path) -> None:
    secrets = Secrets(file)
    assert len({secrets.get(name) for name in ("ari", "ami", "desk:ane")}) == 3


def test_two_installations_have_nothing_in_common(tmp_path: Path) -> None:
    assert Secrets(tmp_path / "a").get("ari") != Secrets(tmp_path / "b").get("ari")


@pytest.mark.parametrize("mask", [0o000, 0o077])
def test_only_the_owner_can_read_the_file_whatever_the_mask(file: Path, mask: int) -> None:
    before = os.umask(mask)
    try:
        Secrets(file).get("ari")
    finally:
        os.umask(before)
    modes = {one.name: stat.S_IMODE(one.stat().st_mode) for one in file.parent.iterdir()}
    assert set(modes.values()) == {0o600}, modes


def test_a_file_that_others_could_read_is_closed_with_the_next_secret(file: Path) -> None:
    Secrets(file).get("ari")
    file.chmod(0o644)
    Secrets(file).get("ami")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_secrets_that_another_object_made_meanwhile_are_kept(file: Path) -> None:
    early = Secrets(file)
    late = Secrets(file)
    made = early.get("ari")
    assert late.get("ami") != made
    assert late.get("ari") == made
    assert json.loads(file.read_text()) == {"ari": made, "ami": late.get("ami")}


ASK = """
import sys
from pathlib import Path
from wiring.secret import Secrets
sys.stdin.readline()
secrets = Secrets(Path(sys.argv[1]))
print(*(secrets.get(name) for name in sys.argv[2].split()))
"""


async def test_processes_that_start_together_agree_on_every_secret(file: Path) -> None:
    names = [f"secret-{number}" for number in range(8)]
    orders = [" ".join(names), " ".join(reversed(names))] * 2
    started = [
        await asyncio.create_subprocess_exec(
            *(sys.executable, "-c", ASK, str(file), order),
            cwd=Path(__file__).parents[3],
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
        )
        for order in orders
    ]
    answers = await asyncio.gather(*(one.communicate(b"go\n") for one in started))
    found = [
        dict(zip(order.split(), out.decode().split(), strict=True))
        for order, (out, _) in zip(orders, answers, strict=True)
    ]
    assert found[0] == found[1] == found[2] == found[3]
    assert {name: Secrets(file).get(name) for name in names} == found[0]


def test_a_file_that_is_no_json_is_told_with_what_to_do_and_left_alone(file: Path) -> None:
    file.parent.mkdir()
    file.write_text('{"ari": "half a sec')
    with pytest.raises(SecretsUnreadable, match="restore it from a backup, or remove it") as told:
        Secrets(file)
    assert str(file) in str(told.value)
    assert "half a sec" not in str(told.value)
    assert file.read_text() == '{"ari": "half a sec'


def test_a_file_that_cannot_be_read_is_told_with_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(SecretsUnreadable, match="Is a directory; give it to this user"):
        Secrets(tmp_path)


@pytest.mark.parametrize("text", ["[]", "7", "null", '"ari"'])
def test_json_of_another_shape_is_told_as_well(file: Path, text: str) -> None:
    file.parent.mkdir()
    file.write_text(text)
    with pytest.raises(SecretsUnreadable, match="restore it from a backup, or remove it"):
        Secrets(file)


def test_a_write_that_fails_leaves_the_old_secrets_in_place(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = Secrets(file).get("ari")

    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        Secrets(file).get("ami")
    assert json.loads(file.read_text()) == {"ari": made}


def test_no_secret_is_shown_by_its_keeper(file: Path) -> None:
    secrets = Secrets(file)
    made = secrets.get("ari")
    assert made not in repr(secrets)
    assert made not in str(secrets)
