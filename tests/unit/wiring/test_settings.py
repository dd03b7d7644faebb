"""Settings come from the command line, the environment and the site, in this order."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from wiring.settings import Settings, SettingsWrong, read_settings


@pytest.fixture(autouse=True)
def _no_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in os.environ:
        if name.startswith("CENTRALITA_"):
            monkeypatch.delenv(name)


@pytest.fixture
def site(tmp_path: Path) -> Path:
    (tmp_path / "settings.toml").write_text('http_port = 9001\nhost = "192.0.2.1"\nlease_s = 6.5\n')
    return tmp_path


def test_without_a_file_everything_has_a_default(tmp_path: Path) -> None:
    settings = read_settings(site=tmp_path)
    assert settings.host == "127.0.0.1", "nothing listens to the world unless told"
    assert settings.http_url == "http://127.0.0.1:8012"
    assert settings.ari_url == "http://127.0.0.1:8088"


def test_asterisk_s_own_interfaces_stay_on_this_machine_whatever_the_host(tmp_path):
    settings = read_settings(site=tmp_path, host="192.0.2.7")
    assert settings.http_url == "http://192.0.2.7:8012"
    assert settings.ari_url == "http://127.0.0.1:8088"


def test_the_site_says_what_differs_from_the_defaults(site: Path) -> None:
    settings = read_settings(site=site)
    assert (settings.http_port, settings.host, settings.lease_s) == (9001, "192.0.2.1", 6.5)
    assert settings.sip_port == 5060


def test_the_environment_goes_over_the_site(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CENTRALITA_HTTP_PORT", "9002")
    settings = read_settings(site=site)
    assert settings.http_port == 9002
    assert settings.host == "192.0.2.1"


def test_what_is_given_goes_over_the_environment(
    site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CENTRALITA_STATE", "elsewhere")
    monkeypatch.setenv("CENTRALITA_HTTP_PORT", "9002")
    settings = read_settings(site=site, state=Path("here"), http_port=9003)
    assert (settings.state, settings.http_port) == (Path("here"), 9003)


def test_none_is_the_same_as_not_given(site: Path) -> None:
    assert read_settings(site=site, http_port=None).http_port == 9001


def test_the_site_itself_may_come_from_the_environment(
    site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CENTRALITA_SITE", str(site))
    assert read_settings().http_port == 9001


@pytest.mark.parametrize(
    ("name", "value", "right"),
    [
        ("CENTRALITA_HTTP_PORT", "eighty", "integer"),
        ("CENTRALITA_HTTP_PORT", "0", "greater than or equal to 1"),
        ("CENTRALITA_SIP_PORT", "70000", "less than or equal to 65535"),
        ("CENTRALITA_RTP_START", "80", "greater than or equal to 1024"),
        ("CENTRALITA_LEASE_S", "60", "less than or equal to 9"),
        ("CENTRALITA_RENEW_S", "0", "greater than or equal to 0.5"),
    ],
)
def test_a_wrong_value_is_named_with_what_would_be_right(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, value: str, right: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsWrong) as wrong:
        read_settings(site=tmp_path)
    text = str(wrong.value)
    assert name.removeprefix("CENTRALITA_").lower() in text
    assert right in text
    assert "\n" not in text


def test_every_wrong_value_is_told_at_once(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CENTRALITA_HTTP_PORT", "eighty")
    with pytest.raises(SettingsWrong, match=r"(?=.*http_port)(?=.*ami_port)"):
        read_settings(site=site, ami_port=-1)


def test_an_unknown_setting_of_the_site_is_a_mistake(tmp_path: Path) -> None:
    (tmp_path / "settings.toml").write_text("htpp_port = 9001\n")
    with pytest.raises(SettingsWrong, match="htpp_port"):
        read_settings(site=tmp_path)


def test_a_missing_site_is_a_mistake() -> None:
    with pytest.raises(SettingsWrong, match="site: Field required"):
        read_settings()


def test_a_file_that_is_no_toml_is_told_with_its_place(tmp_path: Path) -> None:
    (tmp_path / "settings.toml").write_text("http_port = \n")
    with pytest.raises(SettingsWrong, match=r"settings\.toml.*line 1"):
        read_settings(site=tmp_path)


def test_a_file_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    (tmp_path / "settings.toml").mkdir()
    settings = read_settings(site=tmp_path)
    assert settings.http_port == 8012, "a folder of this name holds no settings"


def test_journal_and_database_stand_in_the_state_folder_unless_told(tmp_path: Path) -> None:
    settings = Settings(site=tmp_path, state=tmp_path / "state")
    assert settings.journal == f"sqlite:///{tmp_path}/state/journal.sqlite"
    assert settings.crm == f"sqlite+aiosqlite:///{tmp_path}/state/crm.sqlite"
    told = Settings(site=tmp_path, journal_url="memory:", crm_url="postgresql+asyncpg://h/crm")
    assert (told.journal, told.crm) == ("memory:", "postgresql+asyncpg://h/crm")


def test_every_setting_can_be_renewed_in_time_before_the_lease_ends() -> None:
    """The shortest lease is not shorter than the longest time between two renewals."""
    limits = {
        name: {type(one).__name__: one for one in Settings.model_fields[name].metadata}
        for name in ("lease_s", "renew_s")
    }
    assert limits["renew_s"]["Le"].le <= limits["lease_s"]["Ge"].ge
