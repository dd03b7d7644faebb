"""The emergency number passes although there is no application."""

from __future__ import annotations

from lab.sipp import Script, free_port, playing
from tests.support.exchange import running
from tests.support.story_site import Rules, write_site

DRILL = free_port()
RULES = Rules(
    centre={"emergency": {"is_drill": True, "drill": f"sip:drill@127.0.0.1:{DRILL}"}},
)


async def test_who_dials_the_emergency_number_is_put_through_without_the_application(tmp_path):
    site = write_site(tmp_path / "site", RULES)
    keys = {"ring_ms": 20, "answer_ms": 50, "talk_ms": 1000}
    row = ("600111222", "Citizen", "0", "", "0", "", "0", "", "0")
    phone = Script("agent", keys=keys, port=DRILL, count=1, limit_s=30, log_messages=True)
    citizen = Script("citizen", "112", [row], count=1, limit_s=30)
    async with (
        running(tmp_path, site.folder) as exchange,
        playing(exchange.sip, tmp_path, phone) as drill,
        playing(exchange.sip, tmp_path, citizen) as caller,
    ):
        assert (await caller.wait()).is_clean
        answered = await drill.wait()
        assert answered.is_clean
        assert "600111222" in answered.messages[0].text
