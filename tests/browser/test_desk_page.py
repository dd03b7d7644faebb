"""The desk page in a real browser: what an agent sees and does (A4, A7, D7, E42)."""

from __future__ import annotations

import json
import re
from typing import Literal

import pytest
from playwright.async_api import Browser, expect

from contact.card import Card
from contact.event import AgentModeChanged, Mode, WrapUpExtended, WrapUpFinished, WrapUpStarted
from contact.identity import CitizenId
from cti.edge.page import HEADERS
from lab.robot import Habit
from tests.browser.conftest import MARIA, Seat
from tests.support.desk_world import ABANDONED, ANE, SERVED, DeskWorld, centre

pytestmark = pytest.mark.asyncio(loop_scope="module")
"""One browser serves all tests of this file."""


async def test_a_token_in_the_address_logs_in_and_leaves_the_address(seat: Seat) -> None:
    await seat.log_in()
    assert "token" not in seat.page.url
    await expect(seat.page.locator(".agent")).to_have_text("Ane Etxeberria")
    await expect(seat.page.locator("#state-head")).to_contain_text("No disponible")
    await seat.page.reload()
    await expect(seat.page.locator(".bar")).to_be_visible()


async def test_a_wrong_token_is_told_and_a_right_one_gets_in(seat: Seat) -> None:
    page = seat.page
    await page.goto(f"{seat.world.url}/desk/")
    await page.get_by_label("Clave del puesto").fill("not a token")
    await page.get_by_role("button", name="Entrar").click()
    await expect(page.get_by_role("alert").filter(has_text="no es válida")).to_be_visible()
    await page.get_by_label("Clave del puesto").fill(seat.world.tokens[ANE])
    await page.get_by_role("button", name="Entrar").click()
    await expect(page.locator(".bar")).to_be_visible()


async def test_ready_and_not_ready_with_a_reason(seat: Seat) -> None:
    await seat.log_in()
    await seat.become_ready()
    await seat.page.get_by_role("button", name="Descanso").click()
    await expect(seat.page.locator(".side .is-not-ready")).to_contain_text("Descanso")
    change = (await seat.world.events(AgentModeChanged))[-1]
    assert (change.mode, change.reason) == (Mode.NOT_READY, "break")


async def test_a_contact_from_pop_to_disposition(seat: Seat) -> None:
    page = seat.page
    await seat.log_in()
    await seat.become_ready()
    contact_id = await seat.be_offered(MARIA, language="eu")
    contact = page.locator(".contact")
    for text in ("María Ibáñez", "+34944001122", "Tributos", "Recibo del IBI duplicado", "012"):
        await expect(contact).to_contain_text(text)
    await expect(contact.locator("q")).to_have_text(
        "Ayuntamiento de Valdemora, Ane Etxeberria naiz. Zertan lagun diezazuket?"
    )
    await seat.lift_the_phone()
    await page.get_by_role("button", name="Colgar").click()
    await page.get_by_label("Resuelto").check()
    await page.get_by_role("button", name="Terminar").click()
    await expect(page.locator(".nobody")).to_be_visible()
    assert await seat.world.events(WrapUpFinished) == [
        WrapUpFinished(ANE, contact_id, "resolved")  # type: ignore[arg-type]
    ]


async def test_the_keyboard_alone_is_enough(seat: Seat) -> None:
    page = seat.page
    await page.goto(f"{seat.world.url}/desk/")
    await expect(page.locator("form")).to_be_visible()
    await page.keyboard.press("Tab")
    await page.keyboard.type(seat.world.tokens[ANE])
    await page.keyboard.press("Enter")
    await expect(page.locator(".bar")).to_be_visible()
    await tab_to(seat, "Disponible")
    await page.keyboard.press("Enter")
    await expect(page.locator(".side .is-ready")).to_be_visible()
    await seat.be_offered()
    await seat.lift_the_phone()
    await tab_to(seat, "Colgar")
    await page.keyboard.press("Enter")
    await expect(page.locator(".wrap-up")).to_be_visible()
    for _ in range(30):
        if await page.evaluate("document.activeElement.type") == "radio":
            break
        await page.keyboard.press("Tab")
    await page.keyboard.press("Space")
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("Enter")
    await expect(page.locator(".nobody")).to_be_visible()
    (finished,) = await seat.world.events(WrapUpFinished)
    assert finished.disposition == "appointment"


async def tab_to(seat: Seat, name: str) -> None:
    """Press Tab until the control with this name has the focus."""
    for _ in range(30):
        await seat.page.keyboard.press("Tab")
        if await seat.page.evaluate("document.activeElement.innerText.trim()") == name:
            return
    pytest.fail(f"the keyboard does not reach {name!r}")


async def test_an_offer_takes_no_focus_and_is_announced_once(seat: Seat) -> None:
    page = seat.page
    await seat.log_in()
    await seat.become_ready()
    await page.evaluate(
        "window.said = []; new MutationObserver(() => said.push(urgent.textContent))"
        ".observe(urgent, {childList: true, characterData: true, subtree: true})"
    )
    reason = page.get_by_role("button", name="Descanso")
    await reason.focus()
    contact_id = await seat.be_offered(MARIA)
    await expect(reason).to_be_focused()
    seat.world.recognise(contact_id, MARIA)
    await page.locator("select").select_option("en")
    await expect(page.locator(".contact .stage")).to_contain_text("Incoming contact")
    said = [text for text in await page.evaluate("said") if text]
    assert len(said) == 1
    assert said[0].startswith("Contacto entrante:")


async def test_hostile_names_are_text_and_keep_their_place(seat: Seat) -> None:
    await seat.log_in()
    await seat.become_ready()
    evil = "<img src=x onerror=document.title='owned'><b>\u202eevil"
    card = Card(CitizenId("x"), evil * 3, "es")
    await seat.be_offered(card, Card(CitizenId("y"), "أحمد بن علي", "es"), name=evil)
    names = seat.page.locator(".maybe bdi")
    await expect(names.first).to_contain_text("<img src=x onerror=")
    assert await seat.page.locator(".contact img").count() == 0
    assert await seat.page.title() != "owned"
    await seat.page.set_viewport_size({"width": 320, "height": 640})
    await seat.check_access()


async def test_a_citizen_who_leaves_while_it_rings_is_told(seat: Seat) -> None:
    await seat.log_in()
    await seat.become_ready()
    contact_id = await seat.be_offered()
    seat.world.line.leave(contact_id, ABANDONED)
    await expect(seat.page.locator(".notice")).to_contain_text("ya no espera")
    await expect(seat.page.locator(".nobody")).to_be_visible()


async def test_free_text_typed_in_wrap_up_survives_the_ticking_clock(browser: Browser) -> None:
    async with DeskWorld(centre(dispositions=())) as world:
        context = await browser.new_context(locale="it")
        seat = Seat(world, await context.new_page())
        await seat.log_in()
        await seat.become_ready()
        contact_id = await seat.be_offered()
        await seat.lift_the_phone()
        world.line.leave(contact_id, SERVED, ANE)
        box = seat.page.get_by_role("textbox", name="Com'è andata?")
        await box.press_sequentially("Ha ritirato ", delay=20)
        timer = seat.page.locator(".wrap-up .timer")
        before = await timer.inner_text()
        await expect(timer).not_to_have_text(before)
        await box.press_sequentially("il modulo", delay=20)
        await box.press("Enter")
        await expect(seat.page.locator(".nobody")).to_be_visible()
        (finished,) = await world.events(WrapUpFinished)
        assert finished.disposition == "Ha ritirato il modulo"
        await context.close()


async def test_more_time_moves_the_end_keeps_the_choice_and_is_used_up(seat: Seat) -> None:
    page = seat.page
    await seat.log_in()
    await seat.become_ready()
    contact_id = await seat.be_offered()
    await seat.lift_the_phone()
    seat.world.line.leave(contact_id, SERVED, ANE)
    timer = page.locator(".wrap-up .timer")
    await expect(timer).to_have_text(re.compile(r"^(1:00|0:5\d)$"))
    await page.get_by_label("Cita concertada").check()
    more = page.get_by_role("button", name="Más tiempo")
    await more.click()
    await expect(timer).to_have_text(re.compile(r"^(2:00|1:[2-5]\d)$"))
    await expect(page.get_by_label("Cita concertada")).to_be_checked()
    await expect(page.locator("#quiet")).to_have_text(re.compile(r"Termina solo en (2:00|1:5\d)"))
    await expect(more).to_be_disabled()
    await expect(more).to_be_focused()
    (started,) = await seat.world.events(WrapUpStarted)
    (extended,) = await seat.world.events(WrapUpExtended)
    assert extended.until == started.until + 60.0
    await seat.check_access()
    await page.get_by_role("button", name="Terminar").click()
    (finished,) = await seat.world.events(WrapUpFinished)
    assert finished.disposition == "appointment"


async def test_where_wrap_up_cannot_be_extended_there_is_no_button_for_it(
    browser: Browser,
) -> None:
    async with DeskWorld(centre(extension_limit=0)) as world:
        context = await browser.new_context(locale="en")
        seat = Seat(world, await context.new_page())
        await seat.log_in()
        await seat.become_ready()
        contact_id = await seat.be_offered()
        await seat.lift_the_phone()
        world.line.leave(contact_id, SERVED, ANE)
        await expect(seat.page.get_by_role("button", name="Finish")).to_be_visible()
        await expect(seat.page.get_by_role("button", name="More time")).to_have_count(0)
        await context.close()


async def test_a_server_that_goes_down_is_told_and_comes_back_by_itself(seat: Seat) -> None:
    page = seat.page
    await seat.log_in()
    await page.evaluate(
        "window.seen = []; new MutationObserver(() => seen.push("
        "document.querySelector('.notice.bad')?.textContent))"
        ".observe(desk, {childList: true, subtree: true})"
    )
    seat.world.desk.stop()
    await page.wait_for_function("seen.some(text => text?.includes('Se ha perdido la conexión'))")
    await expect(page.locator(".line.open")).to_be_visible()
    await expect(page.locator(".notice.bad")).to_have_count(0)


async def test_a_reload_in_conversation_brings_it_back(seat: Seat) -> None:
    await seat.log_in()
    await seat.become_ready()
    await seat.be_offered(MARIA)
    await seat.lift_the_phone()
    await seat.page.reload()
    await expect(seat.page.locator(".contact.is-connected")).to_contain_text("María Ibáñez")


async def test_a_second_window_takes_over_and_the_first_can_take_back(seat: Seat) -> None:
    await seat.log_in()
    async with seat.world.robot(habit=Habit(is_ready=False)) as robot:
        await robot.wait_for("welcome")
        again = seat.page.get_by_role("button", name="Usar el puesto aquí")
        await expect(again).to_be_visible()
        await seat.check_access()
        await again.click()
        await expect(seat.page.locator(".bar")).to_be_visible()
        assert (await robot.wait_for("bye")).frame["why"] == "taken over"


@pytest.mark.parametrize(("width", "scheme"), [(320, "light"), (1280, "light"), (1280, "dark")])
async def test_every_state_is_accessible_and_fits(
    seat: Seat, width: int, scheme: Literal["light", "dark"]
) -> None:
    page = seat.page
    await page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    await page.set_viewport_size({"width": width, "height": 720})
    await page.goto(f"{seat.world.url}/desk/")
    await expect(page.locator("form")).to_be_visible()
    await seat.check_access()
    await seat.log_in()
    await seat.check_access()
    await seat.become_ready()
    await seat.check_access()
    contact_id = await seat.be_offered(MARIA, Card(CitizenId("c2"), "Jon", "es"))
    await seat.check_access()
    await seat.lift_the_phone()
    await seat.check_access()
    seat.world.line.leave(contact_id, SERVED, ANE)
    await expect(page.locator(".wrap-up")).to_be_visible()
    await seat.check_access()


@pytest.mark.parametrize("code", ["es", "it", "eu", "ca", "gl", "en"])
async def test_the_page_speaks_the_language_chosen(seat: Seat, code: str) -> None:
    await seat.log_in()
    await seat.page.locator("select").select_option(code)
    texts = json.loads(
        await (await seat.page.request.get(f"{seat.world.url}/desk/text/{code}.json")).text()
    )
    await expect(seat.page.locator("#state-head")).to_contain_text(texts["mode.not ready"])
    await expect(seat.page.locator("html")).to_have_attribute("lang", code)
    await seat.page.reload()
    await expect(seat.page.locator("html")).to_have_attribute("lang", code)
    await expect(seat.page.locator("#state-head")).to_contain_text(texts["mode.not ready"])


@pytest.mark.parametrize(
    ("code", "named"), [("es", "euskera"), ("eu", "Euskara"), ("en", "Basque")]
)
async def test_the_contact_s_language_is_named_in_the_page_s_or_in_its_own(
    seat: Seat, code: str, named: str
) -> None:
    """Chromium knows no Basque names and would take English ones."""
    await seat.log_in()
    await seat.page.locator("select").select_option(code)
    await seat.become_ready()
    await seat.be_offered(language="eu")
    await expect(seat.page.locator(".contact dd").get_by_text(named, exact=True)).to_be_visible()


async def test_the_page_works_under_its_own_policy_in_the_dark(browser: Browser) -> None:
    async with DeskWorld() as world:
        context = await browser.new_context(locale="gl", color_scheme="dark")
        page = await context.new_page()
        said: list[str] = []
        page.on("console", lambda message: said.append(message.text))
        answer = await page.goto(f"{world.url}/desk/#token={world.tokens[ANE]}")
        await expect(page.locator(".bar")).to_be_visible()
        await page.locator(".side .go").click()
        world.line.arrive()
        await expect(page.locator(".contact.is-alerting")).to_be_visible()
        assert answer is not None
        headers = await answer.all_headers()
        for name, value in HEADERS.items():
            assert headers[name.lower()] == value
        assert not [text for text in said if re.search("Content Security|Refused", text)]
        await context.close()
