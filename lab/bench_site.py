"""A centre for measurements: many equal agents, one number, and app_queue beside it.

Owns the site's text and what is added to the rendered dialplan, so that both engines serve the same
SIPp scenario on the same Asterisk with the same phones. Edge.
"""

from __future__ import annotations

from pathlib import Path

NATIVE = "098"
"""Dialled number that app_queue serves."""
OURS = "099"
"""Dialled number that we serve."""

_CENTRE = """\
name: Bench
time_zone: Europe/Madrid
languages: [es]
topics: {other: {es: Otros}}
not_ready_reasons: [break]
entry_points: [{number: "099", flow: straight}]
trunk: {addresses: ["127.0.0.1"]}
"""
_QUEUES = "queues: [{name: straight, wrap_up_s: 0, topic_level: 0, announce_s: 0, ring_s: 60}]\n"
_FLOW = "start: wait\nnodes: {wait: {enqueue: {queue: straight}}}\n"

_NATIVE_DIALPLAN = """
[from-trunk](+)
exten => 098,1,Answer()
 same => n,Queue(native)
 same => n,Hangup()
"""
_NATIVE_QUEUE = """
[native]
strategy = leastrecent
timeout = 60
retry = 1
wrapuptime = 0
ringinuse = no
joinempty = yes
leavewhenempty = no
announce-frequency = 0
musicclass = waiting
"""


def write_site(folder: Path, agents: int) -> Path:
    """A site with so many agents, all able to serve everybody."""
    (folder / "flows").mkdir(parents=True, exist_ok=True)
    (folder / "centre.yaml").write_text(_CENTRE, encoding="utf-8")
    (folder / "queues.yaml").write_text(_QUEUES, encoding="utf-8")
    (folder / "flows" / "straight.yaml").write_text(_FLOW, encoding="utf-8")
    lines = ["agents:"] + [
        f"  - {{id: a{number}, name: Agent {number}, phone: {phone(number)}, "
        "languages: {es: 5}, topics: {other: 5}}"
        for number in range(agents)
    ]
    (folder / "agents.yaml").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return folder


def with_native(files: dict[str, str], agents: int) -> dict[str, str]:
    """The rendered configuration with app_queue beside us, on the same phones."""
    members = "".join(f"member => PJSIP/{phone(number)}\n" for number in range(agents))
    return {
        **files,
        "extensions.conf": files["extensions.conf"] + _NATIVE_DIALPLAN,
        "queues.conf": files["queues.conf"] + _NATIVE_QUEUE + members,
    }


def phone(number: int) -> str:
    """The SIP account of an agent."""
    return f"phone-{number}"
