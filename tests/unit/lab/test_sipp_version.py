"""The SIPps of the distributions, and how each is told its media port."""

from __future__ import annotations

import pytest

from lab.sipp import sipp_command
from lab.sipp_version import NEWEST, Version, media_words, read_version, version_of


@pytest.mark.parametrize(
    ("text", "version"),
    [
        ("\n SIPp v3.6.1-SCTP-PCAP-RTPSTREAM.\n", (3, 6, 1)),
        ("\n SIPp v3.7.2-TLS-SCTP-PCAP.\n", (3, 7, 2)),
        ("\n SIPp v3.8-dev-20-gef87c87-TLS.\n", NEWEST),
        ("", NEWEST),
    ],
)
def test_the_version_is_read_out_of_what_sipp_says(text: str, version: Version) -> None:
    assert read_version(text) == version


def test_the_media_port_is_told_in_the_words_that_the_version_knows() -> None:
    assert media_words((3, 6, 1), 40000) == ["-mp", "40000"]
    assert media_words((3, 7, 2), 40000) == ["-min_rtp_port", "40000", "-max_rtp_port", "40003"]
    assert media_words((3, 7, 3), 40000) == ["-mp", "40000"]


async def test_the_sipp_of_this_machine_says_its_version() -> None:
    assert (3, 6, 0) <= await version_of(sipp_command()) < NEWEST
