"""A language is chosen once, remembered by number if the plan says so, and can be changed."""

from __future__ import annotations

from dataclasses import replace

from contact import event as e
from contact.identity import ContactId
from contact.plan import Language, Prompt
from ivr.core import effect as do
from ivr.core.caller_memory import CallerMemory
from tests.support.flow_line import NUMBER, C, FlowLine, with_flow
from tests.support.town import town

ASK = Language(
    (Prompt("language-menu", "es"), Prompt("language-menu", "it")),
    {"1": "es", "2": "it"},
    next="topic",
    exhausted="bye",
    tries=1,
)
BEFORE = ContactId("exchange-0")


def line(*, remembers: bool = True, chose: str = "it", number: str = NUMBER) -> FlowLine:
    """A caller whose number chose a language yesterday."""
    plan = replace(town(), remembers_language=remembers)
    flow = with_flow({"language": ASK}, "welcome", plan, language_key="8")
    before = (e.ContactArrived(BEFORE, "012", NUMBER), e.LanguageChosen(BEFORE, chose))
    return FlowLine(flow, number, before)


def test_a_key_chooses_the_language_and_leads_on() -> None:
    one = line(remembers=False)
    one.hears_out()
    assert (one.node, one.said) == ("language", ["language-menu", "language-menu"])
    one.presses("2")
    assert do.SetLanguage(C, "it") in one.effects
    assert (one.node, one.state.language) == ("topic", "it")
    assert one.events(e.LanguageChosen)[-1] == e.LanguageChosen(C, "it")


def test_silence_and_wrong_keys_lead_elsewhere_at_last() -> None:
    one = line(remembers=False)
    one.presses("99")
    assert one.node == "bye"


def test_whoever_chose_before_is_led_past_and_spoken_to_in_that_language() -> None:
    one = line()
    one.hears_out()
    assert (one.node, one.state.language) == ("topic", "it")
    assert one.said == ["topic-taxes", "topic-streets"]
    assert one.events(e.LanguageChosen)[-1] == e.LanguageChosen(C, "it", is_remembered=True)
    assert do.SetLanguage(C, "it") in one.effects


def test_another_number_a_withheld_one_and_a_language_no_longer_offered_are_asked() -> None:
    for one in (line(number="600999"), line(number=""), line(chose="eu"), line(remembers=False)):
        one.hears_out()
        assert one.node == "language"


def test_keys_pressed_ahead_were_meant_for_this_question() -> None:
    one = line()
    one.presses("1")
    assert (one.node, one.state.language) == ("topic", "es")


def test_whoever_was_led_past_can_still_change_by_the_key_of_the_flow() -> None:
    one = line()
    one.hears_out()
    one.presses("8")
    assert (one.node, one.said) == ("language", ["language-menu", "language-menu"])
    one.presses("1")
    assert (one.node, one.state.language) == ("topic", "es")


def test_after_a_restart_nobody_is_led_past_the_question_that_they_came_back_to() -> None:
    one = line()
    one.hears_out()
    one.presses("8")
    one.restarts()
    assert (one.node, one.state.language) == ("language", "it")
    one.presses("1")
    assert one.node == "topic"


def test_the_memory_holds_no_number_and_answers_only_under_its_key() -> None:
    memory, other = CallerMemory[str](b"secret"), CallerMemory[str](b"other")
    memory.remember(NUMBER, "it")
    assert memory.of(NUMBER) == "it"
    assert NUMBER not in repr(vars(memory))
    other._last = memory._last
    assert other.of(NUMBER) is None
