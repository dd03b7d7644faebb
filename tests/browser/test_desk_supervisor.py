"""A supervisor's part of the desk page: queues and skills, by mouse, by keyboard, for everybody."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Literal

import pytest
import pytest_asyncio
from playwright.async_api import Browser, expect

from contact.command import CloseQueue
from contact.event import AgentSkillsChanged, QueueClosed, QueueOpened
from tests.browser.conftest import Seat
from tests.support.desk_world import ANE, BRUNO, DeskWorld, overseen

pytestmark = pytest.mark.asyncio(loop_scope="module")
"""One browser serves all tests of this file."""


@pytest_asyncio.fixture(loop_scope="module")
async def seat(browser: Browser) -> AsyncIterator[Seat]:
    """Ane, who supervises."""
    async with DeskWorld(overseen()) as world:
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


async def test_a_queue_is_closed_after_a_question_and_opened_again(seat: Seat) -> None:
    page = seat.page
    await seat.log_in()
    queue = page.locator(".oversee li")
    await expect(queue).to_contain_text("Abierta")
    await page.get_by_role("button", name="Cerrar… citizens").click()
    question = page.get_by_role("group", name="¿Cerrar citizens?")
    await expect(question).to_be_visible()
    await seat.check_access()
    await question.get_by_role("button", name="Cancelar").click()
    await expect(question).to_have_count(0)
    assert await seat.world.events(QueueClosed) == []
    await page.get_by_role("button", name="Cerrar… citizens").click()
    await page.get_by_role("button", name="Cerrar y sacar de la cola a quien espera").click()
    await expect(queue).to_contain_text("Cerrada y vaciada")
    await expect(page.locator("#quiet")).to_have_text("La cola citizens está cerrada.")
    assert await seat.world.events(QueueClosed) == [QueueClosed("citizens", True, ANE)]
    await page.get_by_role("button", name="Abrir… citizens").click()
    await page.get_by_role("button", name="Abrir la cola").click()
    await expect(queue).to_contain_text("Abierta")
    assert await seat.world.events(QueueOpened) == [QueueOpened("citizens", ANE)]


async def test_the_skills_of_an_agent_are_edited_and_zero_takes_one_away(seat: Seat) -> None:
    page = seat.page
    await seat.log_in()
    await page.get_by_label("Agente").select_option("Bruno Conti")
    levels = page.locator(".levels")
    await expect(levels.get_by_label("Tributos")).to_have_value("5")
    await levels.get_by_label("Tributos").fill("8")
    await levels.get_by_label("italiano").fill("0")
    await seat.check_access()
    await page.get_by_role("button", name="Guardar").click()
    await expect(page.locator("#quiet")).to_have_text(
        "Han cambiado las competencias de Bruno Conti."
    )
    skills = {"es": 9, "eu": 9, "en": 9, "taxes": 8}
    assert await seat.world.events(AgentSkillsChanged) == [AgentSkillsChanged(BRUNO, skills, ANE)]
    await expect(levels.get_by_label("italiano")).to_have_value("0")


async def test_a_level_out_of_range_is_not_sent(seat: Seat) -> None:
    page = seat.page
    await seat.log_in()
    await page.get_by_label("Agente").select_option("Bruno Conti")
    await page.locator(".levels").get_by_label("Tributos").fill("11")
    await page.get_by_role("button", name="Guardar").click()
    assert await page.evaluate("document.querySelector('.levels :invalid').name") == "taxes"
    assert await seat.world.events(AgentSkillsChanged) == []


async def test_the_keyboard_alone_closes_a_queue_and_is_not_thrown_about(seat: Seat) -> None:
    page = seat.page
    await seat.log_in()
    ask = page.get_by_role("button", name="Cerrar… citizens")
    await reach(seat, "Cerrar… citizens")
    await page.keyboard.press("Enter")
    await page.keyboard.press("Tab")
    await page.keyboard.press("Enter")
    await expect(page.locator(".oversee li")).to_contain_text("Cerrada")
    await expect(page.get_by_role("button", name="Abrir… citizens")).to_be_focused()
    await expect(ask).to_have_count(0)
    assert await seat.world.events(QueueClosed) == [QueueClosed("citizens", by=ANE)]


async def reach(seat: Seat, name: str) -> None:
    """Press Tab until the control with this text has the focus."""
    for _ in range(30):
        await seat.page.keyboard.press("Tab")
        text = await seat.page.evaluate("document.activeElement.textContent")
        if " ".join(text.split()) == name:
            return
    pytest.fail(f"the keyboard does not reach {name!r}")


async def test_what_the_administrator_does_meanwhile_is_shown_and_said(seat: Seat) -> None:
    page = seat.page
    await seat.log_in()
    await expect(page.locator(".oversee li")).to_contain_text("Abierta")
    assert await seat.world.runner.ask(CloseQueue("citizens")) is None
    await expect(page.locator(".oversee li")).to_contain_text("Cerrada")
    await expect(page.locator("#quiet")).to_have_text("La cola citizens está cerrada.")


async def test_a_queue_without_a_way_out_has_no_button_but_a_reason(browser: Browser) -> None:
    plan = overseen()
    queue = replace(plan.queues["citizens"], limits=())
    async with DeskWorld(replace(plan, queues={"citizens": queue})) as world:
        context = await browser.new_context(locale="en")
        seat = Seat(world, await context.new_page())
        await seat.log_in()
        oversight = seat.page.locator(".oversee")
        await expect(oversight).to_contain_text("the plan does not say where callers go")
        await expect(oversight.locator("li button")).to_have_count(0)
        await context.close()


async def test_other_agents_have_no_such_part(seat: Seat) -> None:
    page = seat.page
    await page.goto(f"{seat.world.url}/desk/#token={seat.world.tokens[BRUNO]}")
    await expect(page.locator(".bar")).to_be_visible()
    await expect(page.locator(".oversee")).to_have_count(0)


@pytest.mark.parametrize(("width", "scheme"), [(320, "light"), (1280, "light"), (1280, "dark")])
async def test_the_supervisor_s_part_is_accessible_and_fits(
    seat: Seat, width: int, scheme: Literal["light", "dark"]
) -> None:
    page = seat.page
    await page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    await page.set_viewport_size({"width": width, "height": 720})
    await seat.log_in()
    await seat.check_access()
    await page.get_by_role("button", name="Cerrar… citizens").click()
    await page.get_by_label("Agente").select_option("Bruno Conti")
    await expect(page.locator(".levels")).to_be_visible()
    await seat.check_access()
    await page.get_by_role("button", name="Cerrar y atender").click()
    await expect(page.locator(".oversee .shut")).to_be_visible()
    await seat.check_access()
