"""The rendered configuration says what the site says, and nothing else can get in."""

from __future__ import annotations

import re
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from contact.number import Outgoing
from contact.plan import Agent
from dialplan.line_filter import UnsafeValue
from dialplan.module_list import MODULES
from dialplan.renderer import Network, Tree, render
from dialplan.site import Site, read_site

GOOD = Path(__file__).parent / "good"
TREE = Tree("/srv/centre/asterisk", "/usr/lib/asterisk/modules")


def secret(name: str) -> str:
    return "secret-of-" + re.sub(r"[^a-z]", "-", name) + "-0123456789"


@pytest.fixture(scope="module")
def site() -> Site:
    return read_site(GOOD)


@pytest.fixture(scope="module")
def files(site) -> dict[str, str]:
    return render(site, Network(), secret, TREE)


def section(text: str, name: str) -> str:
    return text.split(f"\n[{name}]", 1)[1].split("\n[", 1)[0]


def test_every_file_says_where_to_edit_instead(files):
    for text in files.values():
        assert text.startswith("; Generated from the site folder (v")


def test_no_file_holds_a_template_mark(files):
    assert not [name for name, text in files.items() if "{{" in text or "{%" in text]


def test_every_entry_point_is_matched_literally(files):
    trunk = section(files["extensions.conf"], "from-trunk")
    assert re.findall(r"^exten => (\d+),1", trunk, re.MULTILINE) == ["012", "099"]
    assert "Set(CENTRALITA_LANGUAGE=en)" in trunk


def test_no_dialled_digits_or_names_reach_an_application(files):
    code = re.sub(r"^\s*;.*$", "", files["extensions.conf"], flags=re.MULTILINE)
    code = code.replace("${FILTER(0-9+,${CALLERID(num)})}", "")  # digits only
    assert not re.search(r"\$\{(EXTEN|CALLERID|CHANNEL\(.*number|DNID)", code)
    for word in ("EVAL", "Dial(", "System(", "Exec(", "SHELL(", "TryExec", "Originate("):
        assert word not in code


@pytest.mark.parametrize(
    ("is_drill", "address"), [("true", "sip:drill@127.0.0.1:5999"), ("false", "sip:112@192.0.2.1")]
)
def test_a_drill_leads_nobody_to_the_emergency_centre(tmp_path, is_drill, address):
    folder = shutil.copytree(GOOD, tmp_path / "site")
    text = (folder / "centre.yaml").read_text(encoding="utf-8")
    trunk = 'trunk:\n  outgoing: {address: "sip:192.0.2.1", caller_number: "012"}\n'
    emergency = f'emergency: {{is_drill: {is_drill}, drill: "sip:drill@127.0.0.1:5999"}}\n'
    changed = emergency + text.replace("trunk:\n", trunk)
    (folder / "centre.yaml").write_text(changed, encoding="utf-8")
    files = render(read_site(folder), Network(), secret, TREE)
    for name in ("carrier", "emergency"):  # by name, any stranger would be let in without password
        endpoint = files["pjsip.conf"].split(f"\n[{name}]\n")[1]
        assert "identify_by = ip\n" in endpoint and f"endpoint = {name}\n" not in endpoint
    places = files["pjsip.conf"].split("\n[emergency]\n")[2]
    assert f"contact = {address}\n" in places.split("\n[")[0]
    assert files["pjsip.conf"].count("112") == (is_drill == "false")
    for context in ("from-trunk", "from-phone"):
        assert "exten => 112,1,Goto(emergency," in section(files["extensions.conf"], context)
    leads = section(files["extensions.conf"], "emergency")
    assert set(re.findall(r"Dial\(([^,)]+)", leads)) == {"PJSIP/emergency"}


def test_without_a_trunk_that_leads_out_nothing_does(files):
    assert "[carrier]" not in files["pjsip.conf"]
    assert "[emergency]" not in files["pjsip.conf"] + files["extensions.conf"]


def test_the_lease_is_armed_before_the_application_gets_the_leg(site):
    text = render(site, replace(Network(), lease_s=6.5), secret, TREE)["extensions.conf"]
    for context in ("reception", "back"):
        part = section(text, context)
        assert part.index("TIMEOUT(absolute)=6.5") < part.index("Stasis(centralita")


def test_a_callers_number_is_cleaned_before_the_queue_log_has_it(files):
    part = section(files["extensions.conf"], "fallback")
    clean = part.index("Set(CALLERID(num)=${CENTRALITA_CALLER})")
    assert part.index("${FILTER(0-9+,${CALLERID(num)})}") < clean
    assert (
        clean < part.index("ENTRYPOINT,") < part.index("Answer()") < part.index("Queue(fallback)")
    )
    assert "exten => h,1,QueueLog(fallback,${UNIQUEID},NONE,LEFTLINE)" in part


def test_what_follows_the_application_is_the_fallback(files):
    part = section(files["extensions.conf"], "reception")
    assert part.index("Stasis(") < part.index("Goto(fallback,start,1)") < part.index("Hangup()")


def test_a_site_without_a_carrier_can_dial_nobody(files):
    assert "[called-back]" not in files["extensions.conf"]
    assert "[carrier]" not in files["pjsip.conf"]


def test_a_citizen_who_is_rung_back_has_a_lease_and_may_go_nowhere_but_to_the_line(site):
    outgoing = Outgoing("sip:192.0.2.9:5060", "012", ("6XXXXXXXX",))
    plan = replace(site.plan, outgoing=outgoing)
    rendered = render(replace(site, plan=plan), Network(lease_s=8.0), secret, TREE)
    place = section(rendered["extensions.conf"], "called-back")
    assert place.index("TIMEOUT(absolute)=8") < place.index("Stasis(centralita")
    assert set(re.findall(r"Goto\(([a-z-]+),", place)) == {"called-back", "reception"}
    assert re.findall(r"^exten => (\d+),1", place, re.MULTILINE) == ["012", "099"]
    carrier = rendered["pjsip.conf"].split("\n[carrier]\n", 1)[1].split("; ----", 1)[0]
    assert "context = called-back" in carrier
    assert "contact = sip:192.0.2.9:5060" in carrier
    assert "type = identify" not in carrier
    test_no_dialled_digits_or_names_reach_an_application(rendered)


def test_a_registering_phone_has_a_password_and_one_place(files):
    text = files["pjsip.conf"]
    assert f"password = {secret('phone:desk-anna')}" in text
    assert "max_contacts = 1\nremove_existing = yes" in text


def test_a_fixed_phone_keeps_its_address_and_others_go_to_the_common_one(site):
    text = render(site, replace(Network(), phone_address="127.0.0.1:5080"), secret, TREE)[
        "pjsip.conf"
    ]
    assert "contact = sip:desk-anna@127.0.0.1:5080\n" in text
    assert "contact = sip:desk-bob@192.0.2.20:5060\n" in text


def test_the_trunk_is_known_by_address_only(files):
    text = files["pjsip.conf"]
    assert "match = 192.0.2.10\nmatch = 2001:db8::/64\n" in text
    assert "identify_by = ip" in section(text, "trunk")
    assert "anonymous" not in text


def test_ari_and_ami_listen_on_loopback_whatever_the_host(site):
    files = render(site, replace(Network(), host="192.0.2.1"), secret, TREE)
    assert "bindaddr = 127.0.0.1\n" in files["http.conf"]
    assert "bindaddr = 127.0.0.1\n" in files["manager.conf"]
    assert "bind = 192.0.2.1:5060\n" in files["pjsip.conf"]


def test_the_ami_account_cannot_run_commands_or_place_calls(files):
    rights = re.findall(r"^(?:read|write) = (.*)$", files["manager.conf"], re.MULTILINE)
    given = {one for line in rights for one in line.split(",")}
    assert not given & {"command", "originate", "config", "all"}
    assert not re.search(r"^write = .*system", files["manager.conf"], re.MULTILINE)


def test_only_listed_modules_are_loaded(files):
    text = files["modules.conf"]
    assert "autoload = no" in text
    assert re.findall(r"^load = (\S+)\.so$", text, re.MULTILINE) == list(MODULES)
    dangerous = {"app_system", "func_shell", "func_curl", "res_http_media_cache", "pbx_spool"}
    assert not set(MODULES) & (dangerous | {"app_originate", "app_disa", "app_exec", "func_env"})


def test_secrets_are_in_the_three_files_that_need_them_only(files):
    holding = {name for name, text in files.items() if "secret-of-" in text}
    assert holding == {"ari.conf", "manager.conf", "pjsip.conf"}


@pytest.mark.parametrize(
    "agent",
    [
        Agent("a", "Anna\nexec", "desk-a"),
        Agent("a", "Anna", "desk]a"),
        Agent("a", "Anna", "desk-a", {}, "sip:x@y;z"),
        Agent("a", 'An"na', "desk-a"),
    ],
    ids=["line end", "bracket", "semicolon", "quotation mark"],
)
def test_a_hostile_value_that_came_past_the_reader_is_refused(site, agent):
    poisoned = replace(site, plan=replace(site.plan, agents={"a": agent}))
    with pytest.raises(UnsafeValue):
        render(poisoned, Network(), secret, TREE)


def test_a_weak_secret_is_refused(site):
    with pytest.raises(UnsafeValue):
        render(site, Network(), lambda name: "short", TREE)


def test_rendering_twice_gives_the_same(site, files):
    assert render(site, Network(), secret, TREE) == files
