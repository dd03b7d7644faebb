"""Flow files of right form turned into flows of the centre plan.

Owns the mapping of fields, one function a kind of node. Checks nothing: everything was checked
before. Pure.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from contact import plan
from dialplan.flow_model import (
    CallbackEntry,
    CollectEntry,
    ConsentEntry,
    DirectoryEntry,
    EmergencyCentreEntry,
    EmergencyEntry,
    EnqueueEntry,
    FinishEntry,
    FlowFile,
    HoursEntry,
    LanguageEntry,
    MenuEntry,
    RecogniseEntry,
    ReferEntry,
    SayEntry,
    SurveyEntry,
    VoicemailEntry,
)


def build_flow(name: str, flow: FlowFile) -> plan.Flow:
    """The flow of a file that is all right."""
    nodes = {node: _BUILD[type(one.part)](one.part) for node, one in flow.nodes.items()}
    urgent = [node for node, one in flow.nodes.items() if one.emergency_centre]
    return plan.Flow(
        name,
        flow.start,
        nodes,
        person=flow.person,
        language_key=flow.language_key or "",
        patient_key=flow.patient_key or "",
        emergency_key=flow.emergency_key or "",
        emergency_centre=urgent[0] if flow.emergency_key else "",
    )


def _say(say: SayEntry) -> plan.Say:
    return plan.Say(_prompts(say.prompts), say.next, say.must_be_heard)


def _menu(menu: MenuEntry) -> plan.Menu:
    return plan.Menu(
        prompts=_prompts(menu.prompts),
        choices={
            key: plan.Choice(choice.next, choice.language, choice.topic)
            for key, choice in menu.choices.items()
        },
        exhausted=menu.exhausted,
        no_key_s=menu.no_key_s,
        tries=menu.tries,
        wrong_key=_prompts(menu.wrong_key),
        no_key=_prompts(menu.no_key),
    )


def _enqueue(enqueue: EnqueueEntry) -> plan.Enqueue:
    said = _prompts(enqueue.prompts)
    return plan.Enqueue(
        enqueue.queue,
        said,
        enqueue.topic,
        enqueue.priority,
        enqueue.head_start_s,
        {str(key): node for key, node in enqueue.keys.items()},
    )


def _callback(callback: CallbackEntry) -> plan.Callback:
    return plan.Callback(callback.queue, callback.otherwise, callback.no_key_s, callback.tries)


def _finish(finish: FinishEntry) -> plan.Finish:
    return plan.Finish(_prompts(finish.prompts))


def _hours(hours: HoursEntry) -> plan.Hours:
    return plan.Hours(
        hours.hours or "", hours.open, hours.closed, hours.calendar or "", hours.holiday or ""
    )


def _collect(collect: CollectEntry) -> plan.Collect:
    return plan.Collect(
        name=collect.name,
        prompts=_prompts(collect.prompts),
        next=collect.next,
        exhausted=collect.exhausted,
        least=collect.least,
        most=collect.most,
        terminator=collect.terminator,
        no_key_s=collect.no_key_s,
        check=collect.check,
        tries=collect.tries,
        wrong=_prompts(collect.wrong),
        no_key=_prompts(collect.no_key),
        is_secret=collect.is_secret,
    )


def _language(language: LanguageEntry) -> plan.Language:
    return plan.Language(
        prompts=_prompts(language.prompts),
        choices={str(key): chosen for key, chosen in language.choices.items()},
        next=language.next,
        exhausted=language.exhausted,
        no_key_s=language.no_key_s,
        tries=language.tries,
        wrong_key=_prompts(language.wrong_key),
        no_key=_prompts(language.no_key),
    )


def _emergency(emergency: EmergencyEntry) -> plan.Emergency:
    return plan.Emergency(emergency.next, emergency.must_be_heard)


def _recognise(recognise: RecogniseEntry) -> plan.Recognise:
    return plan.Recognise(recognise.employee, recognise.citizen, recognise.unknown)


def _directory(directory: DirectoryEntry) -> plan.Directory:
    return plan.Directory(
        prompts=_prompts(directory.prompts),
        next=directory.next,
        exhausted=directory.exhausted,
        name=directory.name,
        most=directory.most,
        terminator=directory.terminator,
        no_key_s=directory.no_key_s,
        tries=directory.tries,
        unknown=_prompts(directory.unknown),
        several=_prompts(directory.several),
        no_key=_prompts(directory.no_key),
    )


def _consent(consent: ConsentEntry) -> plan.Consent:
    return plan.Consent(
        prompts=_prompts(consent.prompts),
        next=consent.next,
        accept=consent.accept,
        refuse=consent.refuse,
        no_key_s=consent.no_key_s,
        tries=consent.tries,
        wrong_key=_prompts(consent.wrong_key),
        no_key=_prompts(consent.no_key),
    )


def _refer(refer: ReferEntry) -> plan.Refer:
    said = _prompts(refer.prompts)
    return plan.Refer(said, refer.unanswered, refer.department, refer.number, refer.ring_s)


def _emergency_centre(emergency: EmergencyCentreEntry) -> plan.EmergencyCentre:
    return plan.EmergencyCentre(_prompts(emergency.prompts), emergency.queue, emergency.ring_s)


def _voicemail(voicemail: VoicemailEntry) -> plan.Voicemail:
    said = _prompts(voicemail.prompts)
    return plan.Voicemail(said, voicemail.next, voicemail.most_s, voicemail.silence_s)


def _survey(survey: SurveyEntry) -> plan.Survey:
    return plan.Survey(
        prompts=_prompts(survey.prompts),
        next=survey.next,
        least=survey.least,
        most=survey.most,
        no_key_s=survey.no_key_s,
        tries=survey.tries,
        wrong_key=_prompts(survey.wrong_key),
        no_key=_prompts(survey.no_key),
    )


def _prompts(written: list[str]) -> tuple[plan.Prompt, ...]:
    return tuple(_prompt(one) for one in written)


def _prompt(written: str) -> plan.Prompt:
    key, _, language = written.partition("@")
    return plan.Prompt(key, language)


_BUILD: dict[type, Callable[[Any], plan.Node]] = {
    SayEntry: _say,
    MenuEntry: _menu,
    EnqueueEntry: _enqueue,
    FinishEntry: _finish,
    HoursEntry: _hours,
    CallbackEntry: _callback,
    CollectEntry: _collect,
    EmergencyEntry: _emergency,
    RecogniseEntry: _recognise,
    DirectoryEntry: _directory,
    LanguageEntry: _language,
    ConsentEntry: _consent,
    ReferEntry: _refer,
    SurveyEntry: _survey,
    VoicemailEntry: _voicemail,
    EmergencyCentreEntry: _emergency_centre,
}
