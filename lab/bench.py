"""`python -m lab.bench`: what we cost and how fast we are, beside app_queue in the same run.

Owns the measurements and their verdicts. Every figure that judges is a ratio of two measurements on
the same Asterisk, with the same SIPp scenario and the same phones, taken in turn; absolute figures
are printed only to make the ratios understandable. What needs no Asterisk has its own peer and its
own module (lab/bench_sizing.py, lab/bench_simulate.py). Edge.
"""

from __future__ import annotations

import argparse
import asyncio
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import orjson
from rich.console import Console

from contact.event import AgentAlerting
from dialplan.exchange import ExchangeProblem
from dialplan.installation import AsteriskMissing
from lab.bench_decision import measure_decision
from lab.bench_result import Result, Spoilt, show
from lab.bench_simulate import measure_simulate
from lab.bench_site import NATIVE, OURS
from lab.bench_sizing import measure_sizing
from lab.centre import CentreProblem
from lab.morning import remote_of
from lab.sipp import Outcome, Script, SippProblem, play
from lab.stage import Stage, open_stage
from reports.edge.reading import records

CANNOT_RUN = 3
AGENTS = 150
TRIES = 2
"""Runs at one rate before it counts as too high: a neighbour's burst may spoil one."""
WAITERS = 18
"""Contacts that wait for the one agent in the dispatch measurement."""

# ---------------------------------------------------------------- what is measured


async def measure_cost(
    folder: Path, say: Console, rate: float, count: int, turns: int
) -> list[Result]:
    """Processor time per contact, in turn with app_queue."""
    ratios, lines = [], []
    async with open_stage(folder, AGENTS, Script("agent", keys=_answers_at_once())) as stage:
        for turn in range(turns):
            ours = await _cost(stage, OURS, rate, count)
            native = await _cost(stage, NATIVE, rate, count)
            ratios.append(sum(ours) / sum(native))
            lines.append(
                f"ours {1000 * ours[0]:.2f} + {1000 * ours[1]:.2f}, "
                f"app_queue {1000 * sum(native):.2f} ms"
            )
            say.print(f"  cost, turn {turn + 1}: {lines[-1]}, ratio {ratios[-1]:.2f}")
    ratio = statistics.median(ratios)
    return [
        Result(
            "processor time a contact, Asterisk + Python over app_queue",
            ratio,
            "×",
            "≤ 1.8 (aim ≤ 1.2)",
            ratio <= 1.8,
            f"{lines[ratios.index(min(ratios, key=lambda one: abs(one - ratio)))]} a contact",
        )
    ]


async def _cost(stage: Stage, number: str, rate: float, count: int) -> tuple[float, float]:
    """Processor seconds of Asterisk and of the application per contact."""
    before = stage.spent()
    outcome = await stage.serve(number, rate, count)
    _must_be_clean(stage, outcome, number)
    await asyncio.sleep(0.5)
    after = stage.spent()
    python = after[1] - before[1] if number == OURS else 0.0
    return (after[0] - before[0]) / count, python / count


async def measure_rate(
    folder: Path, say: Console, rates: Sequence[float], seconds: float
) -> list[Result]:
    """The highest of these rates that goes without a failed call, for each engine.

    The engines take turns at each rate, so that what else the machine has to do meets both.
    """
    best = dict.fromkeys((OURS, NATIVE), 0.0)
    going = list(best)
    async with open_stage(folder, AGENTS * 2, Script("agent", keys=_answers_at_once())) as stage:
        for rate in rates:
            going = [one for one in going if await _sustains(stage, say, one, rate, seconds)]
            best.update(dict.fromkeys(going, rate))
    ratio = best[OURS] / best[NATIVE] if best[NATIVE] else 0.0
    return [
        Result(
            "contacts a second without failure, over app_queue's",
            ratio,
            "×",
            "≥ 0.75",
            ratio >= 0.75,
            f"ours {best[OURS]:g}/s, app_queue {best[NATIVE]:g}/s of the rates tried",
        )
    ]


async def _sustains(stage: Stage, say: Console, number: str, rate: float, seconds: float) -> bool:
    """Whether a run at this rate has no failed call and no repeated message, at once or again."""
    for _ in range(TRIES):
        outcome = await stage.serve(number, rate, int(rate * seconds))
        is_good = outcome.failed == 0 and outcome.retransmitted == 0
        say.print(
            f"  rate {rate:g}/s {_name(number)}: {'clean' if is_good else 'failures'} "
            f"({outcome.failed} failed, {outcome.retransmitted} sent again)"
        )
        if is_good:
            return True
    return False


async def measure_dispatch(folder: Path, say: Console) -> list[Result]:
    """From the agent's hanging up to the next INVITE, one agent and a line of waiting contacts."""
    gaps: dict[str, list[float]] = {}
    for number in (OURS, NATIVE):
        part = folder / number
        part.mkdir()
        phone = Script("agent", keys=_answers_at_once(talk_ms=300), log_messages=True)
        async with open_stage(part, 1, phone) as stage:
            script = Script("citizen_info", number, _waiters(), count=WAITERS, rate=20, limit_s=60)
            await play(remote_of(stage.centre), stage.folder, script)
            sent = await stage.phones.stop()
        gaps[number] = _gaps(sent)
        say.print(
            f"  dispatch {_name(number)}: "
            f"median {1000 * statistics.median(gaps[number]):.2f} ms of {len(gaps[number])}"
        )
    ours, native = gaps[OURS], gaps[NATIVE]
    ratio = statistics.median(native) / statistics.median(ours)
    p99 = _percentile(ours, 0.99)
    return [
        Result(
            "agent free → next INVITE, p99",
            1000 * p99,
            "ms",
            "≤ 20",
            p99 <= 0.020,
            f"median {1000 * statistics.median(ours):.2f} ms, n = {len(ours)}",
        ),
        Result(
            "agent free → next INVITE, app_queue over ours",
            ratio,
            "×",
            "≥ 50 (aim ≥ 300)",
            ratio >= 50,
            f"app_queue's median {1000 * statistics.median(native):.0f} ms",
        ),
    ]


async def measure_pop(folder: Path, say: Console, rate: float, count: int) -> list[Result]:
    """From the phone's alerting to the pop at the desk; negative: the pop was there first."""
    async with open_stage(folder, AGENTS, Script("agent", keys=_answers_at_once())) as stage:
        outcome = await stage.serve(OURS, rate, count)
        _must_be_clean(stage, outcome, OURS)
        shown = {
            seen.frame["contact_id"]: seen.wall
            for robot in stage.robots
            for seen in robot.seen.of_type("pop")
        }
        reader = await stage.centre.reader()
        rang = {
            record.event.contact_id: record.at
            async for record in records(reader)
            if isinstance(record.event, AgentAlerting)
        }
        await reader.close()
    lags = [shown[contact] - at for contact, at in rang.items()]
    p99 = _percentile(lags, 0.99)
    say.print(f"  pop: median {1000 * statistics.median(lags):.2f} ms after alerting")
    return [
        Result(
            "alerting → pop at the desk, p99",
            1000 * p99,
            "ms",
            "≤ 50",
            p99 <= 0.050,
            f"median {1000 * statistics.median(lags):.2f} ms (negative: before it rings)",
        )
    ]


# ---------------------------------------------------------------- small change


def _name(number: str) -> str:
    return "ours" if number == OURS else "app_queue"


def _answers_at_once(talk_ms: int = 0) -> dict[str, int]:
    return {"ring_ms": 0, "answer_ms": 0, "talk_ms": talk_ms}


def _waiters() -> list[list[str]]:
    return [[f"6000001{n:02}", "", "0", "", "0", "", "0", "", "0"] for n in range(WAITERS)]


def _must_be_clean(stage: Stage, outcome: Outcome, number: str) -> None:
    """Raises Spoilt when a call failed: what was measured beside it means nothing."""
    if not outcome.failed:
        return
    exchange = stage.centre.exchange
    if exchange is None or not exchange.is_running:
        why = "Asterisk ended by itself meanwhile"
    else:
        why = next(iter(outcome.errors), "SIPp does not say why")
    raise Spoilt(f"{outcome.failed} contacts of {_name(number)} failed: {why}")


def _gaps(outcome: Outcome) -> list[float]:
    """Seconds from each BYE that the phone sends to the next INVITE that it receives."""
    gaps, freed_at = [], None
    for message in outcome.messages:
        if message.is_sent and message.first_line.startswith("BYE"):
            freed_at = message.at
        elif not message.is_sent and message.first_line.startswith("INVITE") and freed_at:
            gaps.append(message.at - freed_at)
            freed_at = None
    return gaps


def _percentile(values: list[float], share: float) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


async def run(names: Sequence[str], say: Console, folder: Path) -> list[Result]:
    """The measurements of these names, one after the other."""
    known: dict[str, Callable[[Path], Any]] = {
        "dispatch": lambda part: measure_dispatch(part, say),
        "cost": lambda part: measure_cost(part, say, rate=50, count=500, turns=3),
        "rate": lambda part: measure_rate(part, say, (40, 60, 80, 100, 120, 140), 8),
        "pop": lambda part: measure_pop(part, say, rate=25, count=300),
        "decision": lambda part: measure_decision(say),
        "sizing": lambda part: measure_sizing(say),
        "simulate": lambda part: measure_simulate(say),
    }
    results: list[Result] = []
    for name in names or list(known):
        say.print(f"[bold]{name}[/]")
        part = folder / name
        part.mkdir()
        began = time.monotonic()
        results += await known[name](part)
        say.print(f"  ({time.monotonic() - began:.0f} s)")
    return results


def main() -> int:
    """Command line; exit status 1 when a demand is not met, 3 when it could not be measured."""
    parser = argparse.ArgumentParser(prog="python -m lab.bench", description=__doc__.split("\n")[0])
    parser.add_argument(
        "names",
        nargs="*",
        choices=["dispatch", "cost", "rate", "pop", "decision", "sizing", "simulate", []],
        help="measurements; all when none is named",
    )
    parser.add_argument("--json", action="store_true", help="answer as JSON")
    given = parser.parse_args()
    say = Console(stderr=given.json, highlight=False)
    with tempfile.TemporaryDirectory(prefix="centralita-bench-") as folder:
        try:
            results = asyncio.run(run(given.names, say, Path(folder)))
        except (AsteriskMissing, CentreProblem, ExchangeProblem, SippProblem, Spoilt) as error:
            print(f"bench: {error}; nothing is judged, run it again", file=sys.stderr)
            return CANNOT_RUN
    if given.json:
        plain = [{name: getattr(one, name) for name in one.__slots__} for one in results]
        print(orjson.dumps(plain, option=orjson.OPT_INDENT_2).decode())
    else:
        show(results, say, "Measured beside app_queue and other peers in this run")
    return 0 if all(one.is_met for one in results) else 1


if __name__ == "__main__":
    sys.exit(main())
