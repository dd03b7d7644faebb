"""Asterisk for one centre: its configuration rendered from the site, and the process that runs it.

Owns the way from settings and site to a running exchange. Edge.
"""

from __future__ import annotations

import logging
from collections.abc import Callable

from dialplan.exchange import Exchange
from dialplan.installation import read_installation
from dialplan.prompt_use import prompts_used
from dialplan.renderer import Network, Tree, render
from dialplan.site import Site
from dialplan.writer import Audio, write_configuration
from sounds.library import Library, open_library
from wiring.secret import Secrets
from wiring.settings import Settings

log = logging.getLogger(__name__)


def library_of(settings: Settings) -> Library:
    """The prompts that are in use."""
    return open_library(settings.sounds) if settings.sounds else open_library()


def audio_of(settings: Settings, site: Site) -> Audio:
    """The prompts, and those without which the line does not open."""
    library = library_of(settings)
    vital = [prompt.key for prompt in library.catalogue.prompts.values() if prompt.is_vital]
    gaps = library.gaps(site.plan.languages)
    return Audio(library.audio, site.plan.languages, prompts_used(site.plan, vital), gaps)


def network_of(settings: Settings) -> Network:
    """The exchange's addresses out of the settings."""
    return Network(
        host=settings.host,
        sip_port=settings.sip_port,
        ari_port=settings.ari_port,
        ami_port=settings.ami_port,
        agi_port=settings.agi_port,
        rtp_start=settings.rtp_start,
        rtp_end=settings.rtp_end,
        lease_s=settings.lease_s,
        phone_address=settings.phone_address,
    )


Alter = Callable[[dict[str, str]], dict[str, str]]
"""Changes rendered files (name → text) before they are written."""


def prepare_exchange(settings: Settings, site: Site, alter: Alter | None = None) -> Exchange:
    """Write the configuration below the state folder and return the exchange, not started.

    Raises AsteriskMissing, SoundsMissing.
    """
    installation = read_installation(settings.asterisk)
    prefix = (settings.state / "asterisk").absolute()
    network = network_of(settings)
    secrets = Secrets(settings.state / "secrets.json")
    files = render(site, network, secrets.get, Tree(str(prefix), installation.modules))
    if alter is not None:
        files = alter(files)
    audio = audio_of(settings, site)
    write_configuration(prefix, files, audio, installation.data)
    for name, other in audio.gaps.items():
        log.warning("no recording of %s: %s is heard instead", name, other or "a tone")
    return Exchange(prefix, installation.command, network)
