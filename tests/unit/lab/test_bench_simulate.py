"""The benchmark of the simulator: everybody plays the same centre, and the ratio decides."""

from __future__ import annotations

import pytest

from lab import bench_simulate
from lab.bench_simulate import Play, play_ours, play_simpy, speed


@pytest.mark.parametrize("play", [play_ours, play_simpy], ids=["ours", "SimPy"])
def test_players_play_the_centre_whose_theory_is_known(play: Play) -> None:
    assert play(4000, 2) == pytest.approx(0.031, abs=0.02)


def test_a_player_of_another_game_is_found_out() -> None:
    with pytest.raises(RuntimeError, match="not the centre asked for"):
        speed(lambda contacts, seed: sum(range(contacts)) * 0.0, bench_simulate.CONTACTS, 1)


def test_the_median_of_the_ratios_decides_and_not_the_ratio_of_medians() -> None:
    speeds = {"ours": [10.0, 40.0, 30.0], "Ciw": [20.0, 20.0, 10.0]}
    found = bench_simulate._result(speeds, "Ciw", "≥ 1.0", demand=1.0)
    assert found.value == 2.0
    assert found.is_met
    assert "from 0.50 to 3.00" in found.detail
    assert not bench_simulate._result(speeds, "Ciw", "≥ 2.5", demand=2.5).is_met
