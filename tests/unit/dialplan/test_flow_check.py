"""Wrong flows: each file below `bad_flow/` is refused at the places that its last comment names."""

from __future__ import annotations

from pathlib import Path

import pytest

from dialplan.problem import SiteProblems
from dialplan.site import read_texts, shipped_prompts

HERE = Path(__file__).parent
BAD = sorted((HERE / "bad_flow").glob("*.yaml"))
MARK = "# refused:"


def good() -> dict[str, str]:
    """The files of a site that is all right."""
    files = (HERE / "good").rglob("*.yaml")
    return {
        file.relative_to(HERE / "good").as_posix(): file.read_text(encoding="utf-8")
        for file in files
    }


@pytest.mark.parametrize("file", BAD, ids=lambda file: file.stem)
def test_a_wrong_flow_is_refused_at_its_place_with_what_would_be_right(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    expected = [line.removeprefix("# ") for line in text.split(MARK)[1].strip().splitlines()]
    with pytest.raises(SiteProblems) as caught:
        read_texts(good() | {"flows/line.yaml": text}, shipped_prompts())
    assert [str(problem) for problem in caught.value.problems] == expected


def test_a_centre_may_allow_more_choices_and_more_menus() -> None:
    texts = good()
    texts["centre.yaml"] += "menu_options: 6\nmenu_depth: 4\n"
    for name in ("menu-with-six-choices", "menus-four-deep"):
        flow = (HERE / "bad_flow" / f"{name}.yaml").read_text(encoding="utf-8")
        assert read_texts(texts | {"flows/line.yaml": flow}, shipped_prompts()).plan.flows
