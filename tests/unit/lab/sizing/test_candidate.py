"""What of the file a candidate keeps, and how long it is played."""

from __future__ import annotations

import pytest

from lab.sizing.candidate import counts_of, lasting, least_contacts, manned, staffed
from tests.unit.lab.sizing.centre import N_MODEL, TWO_LANGUAGES, centre

DAY = N_MODEL + "profile: [{staff: {both: 4, only-b: 2}}, {staff: {both: 2, only-b: 1}}]\n"


def test_only_the_numbers_change() -> None:
    scenario = centre(TWO_LANGUAGES)
    other = staffed(scenario, (1, 2, 3))
    assert counts_of(other) == (1, 2, 3)
    assert (other.classes, other.seed) == (scenario.classes, scenario.seed)
    assert staffed(other, counts_of(scenario)) == scenario


def test_a_profile_keeps_the_shape_of_its_day() -> None:
    scenario = centre(DAY)
    assert counts_of(scenario) == (4, 2)
    other = staffed(scenario, (8, 0))
    assert [one.staff for one in other.profile] == [
        {"both": 8, "only-b": 0},
        {"both": 4, "only-b": 0},
    ]


def test_groups_without_anybody_are_left_out() -> None:
    scenario = manned(centre(TWO_LANGUAGES.replace("count: 8", "count: 0")))
    assert [one.name for one in scenario.groups] == ["basque", "both"]


def test_one_run_counts_all_contacts_and_a_day_is_played_often_enough() -> None:
    scenario, contacts = lasting(centre(N_MODEL + "replications: 5\n"), 1000)
    assert (scenario.replications, contacts) == (1, 1000)
    # 1.4 a minute for an hour are 84 a day.
    scenario, contacts = lasting(centre(DAY), 1000)
    assert (scenario.replications, contacts) == (12, 0)
    assert lasting(centre(DAY), 10)[0].replications == 10
    assert lasting(centre(DAY), 10**9)[0].replications == 1000


def test_a_run_forgets_its_beginning_before_it_counts() -> None:
    # A tenth of 1000 contacts at 1.4 a minute, and ten services of a minute.
    assert lasting(centre(N_MODEL), 1000)[0].warm_up_s == pytest.approx(6000 / 1.4)
    assert lasting(centre(N_MODEL), 100)[0].warm_up_s == pytest.approx(600.0)
    assert lasting(centre(N_MODEL + "warm_up: 7\n"), 1000)[0].warm_up_s == 7.0


def test_a_busier_and_a_slower_centre_need_more_contacts_to_tell() -> None:
    assert least_contacts(centre(N_MODEL)) == 280
    assert least_contacts(centre(TWO_LANGUAGES)) == 2640
    slow = N_MODEL.replace("rate_per_min: 1.0, skills: [b]", "rate_per_min: 0.1, skills: [b]")
    assert least_contacts(centre(slow)) == 2800
    assert least_contacts(centre(DAY)) == 0
