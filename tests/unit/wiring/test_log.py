"""One entry is one line, whatever strangers put into it (S54)."""

from __future__ import annotations

import logging
import unicodedata
from collections.abc import Iterator
from io import StringIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wiring.log import OneLine, begin_log, printable


def record(message: str, *args: object, error: Exception | None = None) -> logging.LogRecord:
    given_error = (type(error), error, error.__traceback__) if error else None
    return logging.LogRecord("ivr", logging.INFO, __file__, 1, message, args, given_error)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Iñaki Etxeberría, c/ Gràcia 3 €", "Iñaki Etxeberría, c/ Gràcia 3 €"),
        ("a\nb\r\nc", r"a\nb\r\nc"),
        ("\x1b[31mred", r"\x1b[31mred"),
        ("left\u202eright", r"left\u202eright"),
        ("line\u2028and\u2029paragraph", r"line\u2028and\u2029paragraph"),
        ("no\xa0break", r"no\xa0break"),
        ("nul\x00", r"nul\x00"),
        ("half\ud800pair", r"half\ud800pair"),
        ("家👩‍🚒", "家👩\\u200d🚒"),
    ],
)
def test_what_is_no_sign_is_shown_escaped(text: str, shown: str) -> None:
    assert printable(text) == shown


@given(st.text(st.characters()), st.text(st.characters()))
def test_an_entry_is_one_printable_line_whatever_is_put_in(name: str, value: str) -> None:
    line = OneLine().format(record("caller %s says %r" + name.replace("%", ""), value, value))
    assert len(line.splitlines()) == 1
    assert all(char == " " or unicodedata.category(char)[0] not in "CZ" for char in line)
    line.encode()


def test_a_trace_stays_on_the_line_of_its_entry() -> None:
    try:
        raise ValueError("wrong\nINFO ivr all is well")
    except ValueError as error:
        line = OneLine().format(record("runner failed", error=error))
    assert len(line.splitlines()) == 1
    assert r"runner failed\nTraceback (most recent call last):\n" in line
    assert r"ValueError: wrong\nINFO ivr all is well" in line


def test_an_entry_has_time_level_and_name() -> None:
    line = OneLine().format(record("hello"))
    assert line.endswith(" INFO ivr hello")
    assert line[:4].isdigit()


@pytest.fixture
def kept() -> Iterator[None]:
    """The root logger afterwards as it was before."""
    root, names = logging.getLogger(), ("aiohttp.access", "alembic")
    level, present = root.level, root.handlers[:]
    levels = {name: logging.getLogger(name).level for name in names}
    yield
    root.handlers[:] = present
    root.setLevel(level)
    for name, before in levels.items():
        logging.getLogger(name).setLevel(before)


@pytest.mark.usefixtures("kept")
def test_the_log_goes_to_standard_error_and_is_quiet_about_each_request(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    stream = StringIO()
    monkeypatch.setattr("sys.stderr", stream)
    begin_log()
    logging.getLogger("ivr").info("one\ntwo")
    logging.getLogger("ivr").debug("not asked for")
    logging.getLogger("aiohttp.access").info("GET /desk")
    assert stream.getvalue().count("\n") == 1
    assert stream.getvalue().endswith(" INFO ivr one\\ntwo\n")


@pytest.mark.usefixtures("kept")
def test_begun_twice_it_still_writes_each_entry_once(monkeypatch: pytest.MonkeyPatch) -> None:
    stream = StringIO()
    monkeypatch.setattr("sys.stderr", stream)
    begin_log()
    begin_log("DEBUG")
    logging.getLogger("ivr").debug("once")
    assert stream.getvalue().count("once") == 1
