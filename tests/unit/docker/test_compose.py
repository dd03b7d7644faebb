"""The compose file: on loopback, confined, without secrets, true to the settings."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from wiring.settings import Settings

ROOT = Path(__file__).parents[3]
TEXT = (ROOT / "docker/compose.yaml").read_text()
COMPOSE: dict[str, Any] = YAML(typ="safe").load(TEXT)
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
LASTING = ("asterisk", "centralita")
every_service = pytest.mark.parametrize("name", SERVICES)
lasting_service = pytest.mark.parametrize("name", LASTING)


def default_of(value: str) -> str:
    """'${NAME:-default}' → 'default'; anything else is itself."""
    found = re.fullmatch(r"\$\{\w+:-(.*)\}", value)
    return found[1] if found else value


def test_it_brings_up_the_whole_centre_and_sipp_on_request_only():
    assert set(SERVICES) == {"configuration", "asterisk", "centralita", "sipp"}
    assert SERVICES["sipp"]["profiles"] == ["test"]
    assert not any("profiles" in SERVICES[name] for name in ("configuration", *LASTING))


@every_service
def test_a_service_uses_the_network_of_the_machine_and_publishes_nothing(name):
    assert SERVICES[name]["network_mode"] == "host"
    assert "ports" not in SERVICES[name]
    assert "expose" not in SERVICES[name]


def test_everything_listens_on_loopback_unless_told_otherwise():
    assert default_of(COMPOSE["x-settings"]["CENTRALITA_HOST"]) == "127.0.0.1"


@every_service
def test_a_service_runs_an_image_of_ours_whose_base_can_be_chosen(name):
    service = SERVICES[name]
    assert re.fullmatch(r"centralita(-\w+)?:\$\{CENTRALITA_TAG:-local\}", service["image"])
    if "build" in service:
        file = ROOT / service["build"]["dockerfile"]
        base = default_of(service["build"]["args"]["BASE"])
        assert f"ARG BASE={base}\n" in file.read_text()


def test_each_image_is_built_exactly_once():
    built = [service["build"]["dockerfile"] for service in SERVICES.values() if "build" in service]
    assert sorted(built) == [
        f"docker/{name}/Dockerfile" for name in ("asterisk", "centralita", "sipp")
    ]


@pytest.mark.parametrize("name", ["configuration", *LASTING])
def test_a_service_of_the_centre_is_confined(name):
    service = SERVICES[name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert "privileged" not in service
    assert "cap_add" not in service


@lasting_service
def test_what_stays_up_is_watched_and_comes_back(name):
    assert SERVICES[name]["restart"] == "unless-stopped"
    assert SERVICES[name]["healthcheck"]["test"][0] == "CMD"


def test_what_writes_the_configuration_runs_once_and_before_asterisk():
    assert SERVICES["configuration"]["restart"] == "no"
    assert "--render-only" in SERVICES["configuration"]["command"]
    waits = SERVICES["asterisk"]["depends_on"]["configuration"]
    assert waits == {"condition": "service_completed_successfully"}
    assert SERVICES["centralita"]["depends_on"] == {"asterisk": {"condition": "service_healthy"}}


@pytest.mark.parametrize("name", ["configuration", "centralita"])
def test_the_site_is_read_only_and_the_state_is_shared(name):
    site, state = SERVICES[name]["volumes"]
    assert site == "${SITE:-../sites/demo}:/srv/site:ro"
    assert state in SERVICES["asterisk"]["volumes"]
    assert state.partition(":")[0] in COMPOSE["volumes"]


def test_the_settings_exist_and_have_the_same_defaults():
    moved = {"site", "state", "asterisk"}
    for name, value in COMPOSE["x-settings"].items():
        field = name.removeprefix("CENTRALITA_").lower()
        assert field in Settings.model_fields
        if field not in moved:
            assert default_of(value) == str(Settings.model_fields[field].default), name


def test_every_port_can_be_chosen():
    ports = {name for name in Settings.model_fields if name.endswith("_port")}
    assert {f"CENTRALITA_{name.upper()}" for name in ports} <= set(COMPOSE["x-settings"])


def test_no_secret_stands_in_it():
    assert not re.search(r"passw|secret|token:|api[_-]?key|credential", TEXT, re.IGNORECASE)
