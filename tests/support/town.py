"""A small centre plan for tests: two languages, two topics, two agents, one flow."""

from __future__ import annotations

from contact.identity import AgentId
from contact.plan import (
    Agent,
    CentrePlan,
    Choice,
    Enqueue,
    EntryPoint,
    Finish,
    Flow,
    Menu,
    Prompt,
    Queue,
    Say,
)

ANA, BEA = AgentId("ana"), AgentId("bea")

FLOW = Flow(
    "citizen-line",
    "welcome",
    {
        "welcome": Say((Prompt("welcome"),), "language"),
        "language": Menu(
            (Prompt("language-menu", "es"), Prompt("language-menu", "it")),
            {"1": Choice("topic", language="es"), "2": Choice("topic", language="it")},
            exhausted="topic",
            no_key_s=4.0,
            tries=1,
        ),
        "topic": Menu(
            (Prompt("topic-taxes"), Prompt("topic-streets")),
            {
                "1": Choice("wait", topic="taxes"),
                "2": Choice("wait", topic="streets"),
                "9": Choice("bye"),
            },
            exhausted="wait",
            tries=1,
        ),
        "wait": Enqueue("line", (Prompt("queue-wait"),), topic="taxes"),
        "bye": Finish((Prompt("goodbye"),)),
    },
)
STRAIGHT = Flow("straight", "wait", {"wait": Enqueue("straight", topic="taxes")})


def town(**queue: object) -> CentrePlan:
    """The plan; `queue` overrides fields of the queue 'line'."""
    line = Queue("line", **{"ring_s": 10.0, "wrap_up_s": 20.0, **queue})  # type: ignore[arg-type]
    return CentrePlan(
        name="Test town",
        version="test",
        time_zone="Europe/Madrid",
        languages=("es", "it"),
        topics={"taxes": {"es": "Tributos"}, "streets": {"es": "Calles"}},
        entry_points={
            "012": EntryPoint("012", "citizen-line"),
            "099": EntryPoint("099", "straight"),
        },
        flows={"citizen-line": FLOW, "straight": STRAIGHT},
        queues={
            "line": line,
            "straight": Queue("straight", wrap_up_s=0.0, language_level=0, topic_level=0),
        },
        agents={
            ANA: Agent(ANA, "Ana", "phone-ana", {"es": 9, "taxes": 5}),
            BEA: Agent(BEA, "Bea", "phone-bea", {"es": 5, "it": 9, "taxes": 5, "streets": 5}),
        },
        not_ready_reasons=("break", "training"),
    )
