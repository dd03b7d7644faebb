"""The music on hold is what the committed file holds, and loops."""

import pytest

from sounds.catalogue import MUSIC
from sounds.library import open_library
from sounds.music import LEVEL, piece
from sounds.waveform import RATE, decode


@pytest.fixture(scope="module")
def played() -> list[float]:
    return piece()


def test_the_committed_music_is_the_piece_this_code_plays(played: list[float]) -> None:
    library = open_library()
    kept = decode((library.audio / f"{MUSIC}.ulaw").read_bytes())
    assert len(kept) == len(played) == 48 * RATE
    assert max(abs(a - b) for a, b in zip(kept, played, strict=True)) < LEVEL / 30


def test_no_second_of_it_is_silent(played: list[float]) -> None:
    seconds = (played[at : at + RATE] for at in range(0, len(played), RATE))
    assert all(max(abs(sample) for sample in second) > LEVEL / 10 for second in seconds)
