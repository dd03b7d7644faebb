"""The written formula and its neighbours, with the known answers."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contact.plan import CentrePlan
from reports.core.service_level import (
    Clock,
    Count,
    Variant,
    asterisk_service_level,
    asterisk_service_level_2,
    definition_of,
    service_level,
)

KNOWN = Count(answered_in_time=80, answered_late=10, abandoned_early=15, abandoned_late=10, other=5)
"""N = 120, threshold 30 s."""


def test_the_known_answer_has_120_who_entered() -> None:
    assert KNOWN.entered == 120


@pytest.mark.parametrize(
    ("variant", "percent"),
    [(Variant.SUCCESS, 80.95), (Variant.EXCLUDED, 80.00), (Variant.FAILURE, 76.19)],
)
def test_the_known_answer_in_its_three_variants(variant: Variant, percent: float) -> None:
    level = service_level(KNOWN, variant)
    assert level is not None
    assert round(level, 2) == percent


def test_the_known_answer_as_asterisk_would_count() -> None:
    first, second = asterisk_service_level(KNOWN), asterisk_service_level_2(KNOWN)
    assert first is not None
    assert second is not None
    assert (round(first, 2), round(second, 2)) == (88.89, 82.61)


@pytest.mark.parametrize("variant", Variant)
def test_no_contact_is_no_data_and_not_100_per_cent(variant: Variant) -> None:
    assert service_level(Count(), variant) is None
    assert service_level(Count(abandoned_early=7, undecided=3), variant) is None
    assert asterisk_service_level(Count()) is None
    assert asterisk_service_level_2(Count()) is None


COUNTS = st.builds(Count, *[st.integers(0, 500)] * 5)


@given(COUNTS)
def test_an_early_hang_up_is_neutral(count: Count) -> None:
    more = Count(
        count.answered_in_time,
        count.answered_late,
        count.abandoned_early + 50,
        count.abandoned_late,
        count.other,
    )
    assert all(service_level(count, v) == service_level(more, v) for v in Variant)


@given(COUNTS)
def test_the_variants_lie_in_order_between_0_and_100(count: Count) -> None:
    levels = [service_level(count, v) for v in (Variant.FAILURE, Variant.EXCLUDED, Variant.SUCCESS)]
    known = [level for level in levels if level is not None]
    assert all(-1e-9 <= level <= 100 + 1e-9 for level in known)
    assert all(low <= high + 1e-9 for low, high in itertools.pairwise(known))


@given(COUNTS)
def test_without_others_all_variants_are_the_same(count: Count) -> None:
    plain = Count(
        count.answered_in_time, count.answered_late, count.abandoned_early, count.abandoned_late
    )
    assert len({service_level(plain, variant) for variant in Variant}) == 1


def test_the_plan_s_threshold_makes_the_contract_s_form() -> None:
    plan = CentrePlan("c", "v", "UTC", ("es",), {}, {}, {}, {}, {}, (), service_level_s=40.0)
    definition = definition_of(plan)
    assert (definition.threshold_s, definition.early_s) == (40.0, 40.0)
    assert definition.version == "E49-40s"
    assert (definition.clock, definition.variant) == (Clock.QUEUED, Variant.SUCCESS)
