"""A site folder is either all right or every mistake of it is told."""

from __future__ import annotations

import shutil
from math import inf
from pathlib import Path

import pytest

from contact.callback import DEFAULT_TERMS, Dial, Terms
from contact.limit import Cause, Exit, Limit, WayOut
from contact.plan import Choice, Enqueue, Menu, Prompt, Queue, RingStep, Say, Strategy
from dialplan.problem import SiteProblems
from dialplan.site import read_site, read_texts, shipped_prompts

HERE = Path(__file__).parent
GOOD = HERE / "good"
DEMO = HERE.parents[2] / "sites" / "demo"
BAD = sorted(folder for folder in (HERE / "bad").iterdir() if folder.is_dir())
DOUBTFUL = sorted(folder for folder in (HERE / "doubtful").iterdir() if folder.is_dir())


def problems_of(folder: Path) -> list[str]:
    with pytest.raises(SiteProblems) as caught:
        read_site(folder)
    return [str(problem) for problem in caught.value.problems]


def change(tmp_path: Path, file: str, before: str, after: str) -> Path:
    folder = tmp_path / "site"
    if not folder.exists():
        shutil.copytree(GOOD, folder)
    text = (folder / file).read_text(encoding="utf-8")
    assert before in text
    (folder / file).write_text(text.replace(before, after, 1), encoding="utf-8")
    return folder


@pytest.mark.parametrize("folder", BAD, ids=lambda folder: folder.name)
def test_a_poisoned_site_is_refused_with_every_mistake_at_its_place(folder):
    expected = (folder / "expected.txt").read_text(encoding="utf-8").splitlines()
    assert problems_of(folder) == expected


@pytest.mark.parametrize("folder", DOUBTFUL, ids=lambda folder: folder.name)
def test_a_doubtful_site_is_read_with_a_warning_at_each_place(folder):
    expected = (folder / "expected.txt").read_text(encoding="utf-8").splitlines()
    assert [str(one) for one in read_site(folder).warnings] == expected


def test_many_mistakes_in_all_files_are_told_together():
    told = problems_of(HERE / "bad" / "many")
    assert len(told) >= 20
    assert {line.split(":")[0] for line in told} == {
        "centre.yaml",
        "queues.yaml",
        "agents.yaml",
        "flows/line.yaml",
    }


def test_the_good_site_becomes_a_plan():
    site = read_site(GOOD)
    plan = site.plan
    assert plan.name == "Small town"
    assert plan.languages == ("it", "en")
    assert list(plan.entry_points) == ["012", "099"]
    assert [one.language for one in plan.entry_points.values()] == ["", "en"]
    assert site.trunk == ("192.0.2.10", "2001:db8::/64")
    assert plan.agents["bob"].skills == {"en": 10, "it": 3, "streets": 9, "heights": 5}
    assert plan.agents["bob"].address == "sip:desk-bob@192.0.2.20:5060"
    assert [one.is_supervisor for one in plan.agents.values()] == [True, False]
    assert plan.queues["works"].skills == {"heights": 2}
    assert plan.queues["everybody"].ring_s == 12.0


def test_the_flow_of_the_good_site_is_read_node_by_node():
    nodes = read_site(GOOD).plan.flows["line"].nodes
    assert nodes["hello"] == Say((Prompt("welcome"),), "topic")
    assert isinstance(nodes["topic"], Menu)
    assert nodes["topic"].choices["9"] == Choice("topic", language="en")
    assert nodes["works"] == Enqueue("works", priority=5)


RINGED = """
    strategy: least occupied
    weight: 2.5
    head_start_s: 40
    extension_s: 90
    extension_limit: 2
    preferred: {law: 4, it: 8}
    language_level: 5
    skills: {heights: 2}
    rings:
      - {after_s: 20, language_level: 2, skip_if_nobody: false}
      - {after_s: 40, topic_level: 0, skills: {}}
      - {after_s: 60.5, anyone: true}
"""


def test_a_queue_says_who_is_served_next_and_by_whom(tmp_path):
    folder = change(tmp_path, "queues.yaml", "    ring_s: 12\n", f"    ring_s: 12{RINGED}")
    queue = read_site(folder).plan.queues["everybody"]
    assert queue.strategy is Strategy.LEAST_OCCUPIED
    assert (queue.weight, queue.head_start_s) == (2.5, 40.0)
    assert (queue.extension_s, queue.extension_limit) == (90.0, 2)
    assert queue.preferred == {"law": 4, "it": 8}
    assert queue.rings == (
        RingStep(20.0, 2, 1, {"heights": 2}, is_skippable=False),
        RingStep(40.0, 5, 0, {}),
        RingStep(60.5, 0, 0, {}),
    )


def test_a_queue_that_says_nothing_has_one_ring_and_the_longest_idle():
    assert read_site(GOOD).plan.queues["works"] == Queue(
        "works", skills={"heights": 2}, topic_level=3
    )


def test_a_queue_may_ring_all_up_to_a_bound(tmp_path):
    assert Queue("works").ring_all_limit == read_site(GOOD).plan.queues["works"].ring_all_limit
    ways = "    strategy: ring all\n    ring_all_limit: 4\n"
    folder = change(tmp_path, "queues.yaml", "    ring_s: 12\n", f"    ring_s: 12\n{ways}")
    queue = read_site(folder).plan.queues["everybody"]
    assert (queue.strategy, queue.ring_all_limit) == (Strategy.RING_ALL, 4)
    assert read_site(folder).warnings == ()


LIMITED = """
    opening_hours: "Mo-Fr 08:00-20:00; Sa 09:00-14:00; Jan 06,Dec 25 off"
    estimate_error: 0.3
    says_wait: false
    limits:
      - {when: closed, say: closed}
      - {when: nobody there, queue: works}
      - {when: full, above: 20, say: too-busy}
      - {when: too few agents, above: 2.5, queue: works}
      - {when: expected wait too long, above: 300, say: too-busy}
      - {when: waited too long, above: 600, queue: works}
"""
SORRY, WORKS = WayOut(Exit.MESSAGE, "too-busy"), WayOut(Exit.QUEUE, "works")


def test_a_queue_says_when_contacts_do_not_wait_and_where_they_go(tmp_path):
    folder = change(tmp_path, "queues.yaml", "    ring_s: 12\n", f"    ring_s: 12{LIMITED}")
    site = read_site(folder)
    queue = site.plan.queues["everybody"]
    assert queue.opening_hours == "Mo-Fr 08:00-20:00; Sa 09:00-14:00; Jan 06,Dec 25 off"
    assert queue.estimate_error == 0.3
    assert not queue.says_wait
    assert queue.limits == (
        Limit(Cause.CLOSED, WayOut(Exit.MESSAGE, "closed")),
        Limit(Cause.NOBODY, WORKS),
        Limit(Cause.FULL, SORRY, 20.0),
        Limit(Cause.SCARCE, WORKS, 2.5),
        Limit(Cause.LONG_WAIT, SORRY, 300.0),
        Limit(Cause.OVERDUE, WORKS, 600.0),
    )
    assert site.warnings == ()


RUNG_BACK = """
    callback:
      dial: citizen first
      attempts: 5
      retry_s: 300
      window_s: 3600
      grace_s: 120
      dial_s: 20
    limits:
      - {when: full, above: 20, callback: rung-back}
      - {when: waited too long, above: 600, voicemail: rung-back}
      - {when: nobody there, refer: rung-back}
"""
NODE = "  rung-back:\n    finish: {prompts: [closed]}\n"


def test_a_queue_says_on_what_terms_it_rings_back_and_which_node_offers_that(tmp_path):
    folder = change(tmp_path, "queues.yaml", "    ring_s: 12\n", f"    ring_s: 12{RUNG_BACK}")
    flow = folder / "flows/line.yaml"
    flow.write_text(flow.read_text() + NODE)
    site = read_site(folder)
    queue = site.plan.queues["everybody"]
    assert queue.callback == Terms(Dial.CITIZEN_FIRST, 5, 300.0, 3600.0, 120.0, 20.0)
    assert [limit.way_out for limit in queue.limits] == [
        WayOut(Exit.CALLBACK, "rung-back"),
        WayOut(Exit.VOICEMAIL, "rung-back"),
        WayOut(Exit.EXTERNAL, "rung-back"),
    ]
    assert site.warnings == ()


def test_a_queue_promises_nothing_unless_it_says_so_and_then_on_ordinary_terms(tmp_path):
    assert read_site(GOOD).plan.queues["everybody"].callback is None
    folder = change(tmp_path, "queues.yaml", "    ring_s: 12\n", "    callback: {}\n")
    assert read_site(folder).plan.queues["everybody"].callback == DEFAULT_TERMS


def test_a_queue_to_which_only_a_limit_leads_is_no_oversight(tmp_path):
    way = "    limits: [{when: nobody there, queue: spare}]\n  - name: spare\n"
    folder = change(tmp_path, "queues.yaml", "  - name: works\n", f"{way}  - name: works\n")
    assert read_site(folder).warnings == ()


def test_the_opening_hours_of_a_centre_may_have_several_rules(tmp_path):
    hours = "Mo-Fr 08:00-20:00; Sa 09:00-14:00"
    folder = change(tmp_path, "centre.yaml", "time_zone", f'opening_hours: "{hours}"\ntime_zone')
    assert read_site(folder).plan.opening_hours == hours


def test_a_long_chain_of_queues_is_followed_without_a_crash(tmp_path):
    chain = "".join(
        f"  - name: q{n}\n    limits: [{{when: nobody there, queue: q{(n + 1) % 1100}}}]\n"
        for n in range(1100)
    )
    folder = change(tmp_path, "queues.yaml", "  - name: works\n", f"{chain}  - name: works\n")
    (problem,) = problems_of(folder)
    assert "the queues lead in a circle: q0 → q1 → q2 →" in problem


@pytest.mark.parametrize(
    ("written", "bound"), [("", 900.0), ("overtaking_s: 300\n", 300.0), ("overtaking_s: 0\n", inf)]
)
def test_the_bound_on_overtaking_is_a_quarter_of_an_hour_unless_said(tmp_path, written, bound):
    folder = change(tmp_path, "centre.yaml", "time_zone", f"{written}time_zone")
    assert read_site(folder).plan.overtaking_s == bound


def test_an_agent_has_the_capacity_of_the_centre_unless_it_has_its_own(tmp_path):
    change(tmp_path, "centre.yaml", "time_zone", "channels: {capacity: {email: 3}}\ntime_zone")
    folder = change(
        tmp_path, "agents.yaml", "    address", "    capacity: {email: 0, chat: 2}\n    address"
    )
    plan = read_site(folder).plan
    assert [dict(agent.capacity) for agent in plan.agents.values()] == [
        {"email": 3},
        {"email": 0, "chat": 2},
    ]
    assert (plan.voice_blocks, plan.voice_interrupts) == (True, True)


def test_a_centre_says_what_keeps_what_away(tmp_path):
    written = "channels: {voice_blocks: false, voice_interrupts: false}\ntime_zone"
    plan = read_site(change(tmp_path, "centre.yaml", "time_zone", written)).plan
    assert (plan.voice_blocks, plan.voice_interrupts) == (False, False)
    assert not any(agent.capacity for agent in plan.agents.values())


def test_a_node_can_grant_a_head_start(tmp_path):
    folder = change(tmp_path, "flows/line.yaml", "priority: 5", "head_start_s: 90")
    assert read_site(folder).plan.flows["line"].nodes["works"] == Enqueue("works", head_start_s=90)


def test_the_demo_has_nothing_to_complain_of():
    site = read_site(DEMO)
    assert site.warnings == ()
    assert {"012", "800555012", "099"} == set(site.plan.entry_points)
    assert len(site.plan.agents) == 8
    for labels in site.plan.topics.values():
        assert {"es", "it", "eu", "ca", "gl", "en"} <= set(labels)


def test_the_version_changes_with_any_file(tmp_path):
    before = read_site(GOOD).plan.version
    after = read_site(change(tmp_path, "queues.yaml", "ring_s: 12", "ring_s: 13")).plan.version
    assert before != after
    assert before == read_site(GOOD).plan.version


def test_an_agent_whom_nobody_needs_is_a_warning(tmp_path):
    folder = change(tmp_path, "agents.yaml", "topics: {taxes: 6, streets: 2}", "topics: {}")
    warnings = [str(one) for one in read_site(folder).warnings]
    assert warnings[0].startswith("agents.yaml:2:9: agents.0.id: no queue needs the agent 'anna'")


def test_a_queue_that_nobody_can_serve_is_a_warning(tmp_path):
    folder = change(tmp_path, "queues.yaml", "skills: {heights: 2}", "skills: {heights: 9}")
    warnings = [str(one) for one in read_site(folder).warnings]
    assert [line for line in warnings if "no agent can serve the queue 'works' in 'it'" in line]


def test_a_flow_that_no_entry_point_uses_is_a_warning(tmp_path):
    folder = change(tmp_path, "queues.yaml", "ring_s: 12", "ring_s: 12")
    shutil.copy(folder / "flows" / "line.yaml", folder / "flows" / "spare.yaml")
    assert [one.file for one in read_site(folder).warnings] == ["flows/spare.yaml"]


def test_a_folder_that_does_not_exist_is_told(tmp_path):
    assert problems_of(tmp_path / "nowhere")[0].endswith("is not a folder; name a site folder")


@pytest.mark.parametrize(
    "text",
    [
        "[" * 900_000,
        "a: " + "{b: " * 5000,
        "- " * 1100 + "x",
        "a: &x [*x]",
        "? [1, 2]\n: 3\n",
        "<<: {name: x}",
        "\x00",
        "%YAML 9.9\n---\nname: x",
        "a: 1\n---\nb: 2\n",
        "0x1F",
        "name: !!binary aGVsbG8=",
        "x" * 1_100_000,
        "",
        "~",
        "1e999999",
        "a: .nan",
    ],
    ids=range(16),
)
def test_hostile_text_is_a_problem_and_never_a_crash(text):
    texts = {
        name: (GOOD / name).read_text(encoding="utf-8")
        for name in ("queues.yaml", "agents.yaml", "flows/line.yaml")
    }
    with pytest.raises(SiteProblems) as caught:
        read_texts({**texts, "centre.yaml": text}, shipped_prompts())
    assert {problem.file for problem in caught.value.problems} >= {"centre.yaml"}
