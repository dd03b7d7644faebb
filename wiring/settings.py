"""Settings of one installation: where it listens, where its files are.

Owns names, defaults and their sources: `settings.toml` of the site folder, overridden by the
environment (CENTRALITA_HTTP_PORT and so on). What the centre *does* is in the site's YAML files.
Edge.
"""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from pydantic import Field, ValidationError
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

LOCAL = "127.0.0.1"
"""Where Asterisk's ARI and AMI are, whatever `host` says: nobody else has business there (S01)."""


class SettingsWrong(ValueError):
    """A setting is missing or impossible; the text names it and says what would be right."""


class Settings(BaseSettings):
    """Where one installation listens and keeps its files."""

    model_config = SettingsConfigDict(env_prefix="CENTRALITA_", extra="forbid")

    site: Path
    """Folder that the administrator edits."""
    state: Path = Path("var")
    """Folder of run-time files: journal, databases, secrets, rendered configuration."""
    host: str = "127.0.0.1"
    """Address that everything but ARI and AMI listens on."""
    http_port: int = Field(8012, ge=1, le=65535)
    """Desk, CRM API and its documentation."""
    sip_port: int = Field(5060, ge=1, le=65535)
    ari_port: int = Field(8088, ge=1, le=65535)
    ami_port: int = Field(5038, ge=1, le=65535)
    agi_port: int = Field(4573, ge=1, le=65535)
    rtp_start: int = Field(10000, ge=1024, le=65534)
    """First UDP port for media; two ports a leg."""
    rtp_end: int = Field(10999, ge=1025, le=65535)
    """Last UDP port for media."""
    phone_address: str = ""
    """host:port at which all agents' phones are found; empty: phones register themselves."""
    journal_url: str = ""
    """'' is a SQLite file in the state folder; or 'memory:', 'postgresql://...'."""
    crm_url: str = ""
    """'' is a SQLite file in the state folder; or a SQLAlchemy URL with an async driver."""
    lease_s: float = Field(8.0, ge=4.0, le=9.0)
    """A waiting contact that is not renewed for so long goes to the fallback queue, seconds."""
    renew_s: float = Field(3.0, ge=0.5, le=4.0)
    """Between two renewals of the leases, seconds."""
    sounds: Path | None = None
    """Folder of prompts in the form of the product's own `sounds`; None: the product's own."""
    asterisk: Path = Path(".asterisk/env")
    """File that says where Asterisk is, written by the set-up."""

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Command line first, then environment, then the site's settings.toml."""
        given = init_settings()
        site = given.get("site") or env_settings().get("site")
        file = Path(site) / "settings.toml" if site else Path("settings.toml")
        try:
            toml = TomlConfigSettingsSource(settings_cls, file)
        except tomllib.TOMLDecodeError as error:
            raise SettingsWrong(f"{file}: {error}") from error
        return (init_settings, env_settings, toml)

    @property
    def journal(self) -> str:
        """URL of the journal."""
        return self.journal_url or f"sqlite:///{(self.state / 'journal.sqlite').absolute()}"

    @property
    def crm(self) -> str:
        """SQLAlchemy URL of the CRM's database."""
        return self.crm_url or f"sqlite+aiosqlite:///{(self.state / 'crm.sqlite').absolute()}"

    @property
    def ari_url(self) -> str:
        return f"http://{LOCAL}:{self.ari_port}"

    @property
    def http_url(self) -> str:
        return f"http://{self.host}:{self.http_port}"


def read_settings(**given: Any) -> Settings:
    """Settings from what is given, the environment and the site folder.

    Raises SettingsWrong with one line per mistake.
    """
    try:
        return Settings(**{name: value for name, value in given.items() if value is not None})
    except ValidationError as error:
        lines = [
            f"{'.'.join(str(part) for part in one['loc'])}: {one['msg']}" for one in error.errors()
        ]
        raise SettingsWrong("settings: " + "; ".join(lines)) from error
    except OSError as error:
        raise SettingsWrong(f"settings: {error}") from error
