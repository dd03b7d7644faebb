"""The page that describes the CRM's interface, in a real browser."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Browser

from tests.browser.conftest import AXE, RULES
from tests.support.crm_world import new_database, world_on

pytestmark = pytest.mark.asyncio(loop_scope="module")
"""One browser serves all tests of this file."""

_BROKEN = """() => [...document.querySelectorAll("tbody th code")]
    .filter(name => name.getClientRects().length > 1).map(name => name.textContent)"""
_OVER = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
_FINDINGS = "tags => axe.run({runOnly: tags}).then(one => one.violations.map(each => each.id))"


@pytest.mark.parametrize("width", [320, 700, 1280])
async def test_it_fits_is_accessible_and_breaks_no_name_where_there_is_room(
    browser: Browser, tmp_path: Path, width: int
) -> None:
    async with world_on(await new_database("sqlite", tmp_path)) as world:
        await world.serve()
        context = await browser.new_context(
            viewport={"width": width, "height": 800}, bypass_csp=True
        )
        page = await context.new_page()
        await page.goto(f"{world.address}/api/docs")
        await page.evaluate(AXE)
        found: list[Any] = await page.evaluate(_FINDINGS, RULES)
        broken, over = await page.evaluate(_BROKEN), await page.evaluate(_OVER)
        await context.close()
    assert found == []
    assert over <= 0
    assert width < 640 or broken == []
