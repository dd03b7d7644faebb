"""Every command of the documentation is run, page by page, as a reader would type it.

`make` is only asked what it would do (`make --dry-run`): `make test` would begin this very test
again, and `make demo` and `make docker-test` bring up what other tests bring up already. The
continuous integration runs `make test` itself, from nothing; `docker/test.sh` proves the
`docker-compose` commands, of which only file and service names are looked at here.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.docs.conftest import Desk
from tests.docs.page import Page, pages
from tests.docs.reader import Reader

DEMO_STATE = "var/demo"


def _is_about_the_demo(page: Page) -> bool:
    return any(DEMO_STATE in command.text for command in page.commands())


PAGES = [page for page in pages() if page.commands()]
ABOUT_THE_DEMO = [page for page in PAGES if _is_about_the_demo(page)]
OTHERS = [page for page in PAGES if not _is_about_the_demo(page)]


@pytest.mark.parametrize("page", ABOUT_THE_DEMO, ids=lambda page: page.name)
async def test_commands_of_a_page_about_the_running_demo_do_what_it_says(
    page: Page, demo_desk: Desk, tmp_path: Path
):
    reader = Reader(demo_desk.checkout, tmp_path, demo_desk.environment)
    assert not await reader.follow(page), "\n\n".join(reader.complaints)


@pytest.mark.parametrize("page", OTHERS, ids=lambda page: page.name)
async def test_commands_of_a_page_do_what_it_says(page: Page, desk: Desk, tmp_path: Path):
    reader = Reader(desk.checkout, tmp_path, desk.environment)
    assert not await reader.follow(page), "\n\n".join(reader.complaints)
