"""The sizing benchmark's peer and verdict; how fast either is, only the benchmark says."""

from __future__ import annotations

import sys

import pytest
from rich.console import Console

from lab import bench_sizing


def test_the_peer_comes_without_what_no_formula_needs():
    before = set(sys.modules)
    peer = bench_sizing.load_peer()
    assert set(sys.modules) - before <= {"importlib.metadata", "importlib.resources"}
    assert peer(transactions=100, aht=3, asa=20 / 60, interval=30).intensity == 10


class Wrong:
    """A peer with another answer."""

    def __init__(self, **question: float) -> None:
        self.question = question

    def required_positions(self, service_level: float) -> dict[str, float]:
        return dict.fromkeys(bench_sizing.PEER_NAMES, service_level)


def test_a_peer_with_another_answer_ends_the_measurement():
    pair = bench_sizing.Pair(Wrong, 10.0)
    with pytest.raises(RuntimeError, match="14"):
        bench_sizing._compare(pair, Console(quiet=True), turns=1, turn_s=0.001)


async def test_each_load_has_its_ratio_and_what_is_asked_of_it():
    results = await bench_sizing.measure_sizing(Console(quiet=True), turns=1, turn_s=0.002)
    agents = [one.detail.partition(";")[0] for one in results]
    assert agents == ["14 agents", "108 agents", "1013 agents"]
    assert all(one.is_met == (one.value >= bench_sizing.DEMAND) for one in results)
