"""A real Chromium on the desk page of a real server on loopback."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, async_playwright, expect

from contact import event as e
from contact.card import Card, OpenTicket, PastContact
from contact.identity import CitizenId
from tests.support.desk_world import ANE, DeskWorld

FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
AXE = (Path(__file__).parent / "vendor" / "axe.min.js").read_text(encoding="utf-8")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "EN-301-549", "best-practice"]

MARIA = Card(
    CitizenId("c1"),
    "María Ibáñez",
    "eu",
    (PastContact("1699.1", 1_763_000_000.0, "taxes", "resolved"),),
    (OpenTicket("2026-0001", "taxes", "Recibo del IBI duplicado", 1_763_000_000.0),),
)


def chromium() -> str:
    """The browser's program; Debian calls it chromium."""
    for name in ("chromium", "chromium-browser", "google-chrome"):
        if found := shutil.which(name):
            return found
    pytest.fail("no Chromium found: install the Debian package chromium")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium(), args=list(FLAGS))
        yield browser
        await browser.close()


@dataclass
class Seat:
    """A person at the desk page."""

    world: DeskWorld
    page: Page

    async def log_in(self) -> None:
        """Come by a link with the token."""
        await self.page.goto(f"{self.world.url}/desk/#token={self.world.tokens[ANE]}")
        await expect(self.page.locator(".bar")).to_be_visible()

    async def become_ready(self) -> None:
        await self.page.locator(".side .go").click()
        await expect(self.page.locator(".side .is-ready")).to_be_visible()

    async def be_offered(self, *cards: Card, **arrival: str) -> str:
        """A contact arrives and pops up; its id."""
        contact_id = self.world.line.arrive(**arrival)
        if cards:
            self.world.recognise(contact_id, *cards)
        await expect(self.page.locator(".contact.is-alerting")).to_be_visible()
        return contact_id

    async def lift_the_phone(self) -> None:
        offer = (await self.world.events(e.OfferMade))[-1]
        self.world.line.answer({"contact_id": offer.contact_id, "offer_id": offer.offer_id})
        await expect(self.page.locator(".contact.is-connected")).to_be_visible()

    async def check_access(self) -> None:
        """No finding of axe, and nothing wider than the window."""
        await self.page.evaluate(AXE)
        found: list[dict[str, Any]] = await self.page.evaluate(
            "tags => axe.run({runOnly: tags}).then(result => result.violations.map(one =>"
            " ({id: one.id, nodes: one.nodes.map(node => node.html.slice(0, 160))})))",
            RULES,
        )
        assert found == []
        width = await self.page.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )
        assert width <= 0


@pytest_asyncio.fixture(loop_scope="module")
async def seat(browser: Browser) -> AsyncIterator[Seat]:
    async with DeskWorld() as world:
        # The policy of the page forbids scripts from elsewhere, axe too; only tests may bypass it.
        context = await browser.new_context(
            locale="es-ES", viewport={"width": 1280, "height": 800}, bypass_csp=True
        )
        page = await context.new_page()
        page.set_default_timeout(5000)
        trouble: list[str] = []
        page.on("pageerror", lambda error: trouble.append(str(error)))
        yield Seat(world, page)
        await context.close()
    assert trouble == []
