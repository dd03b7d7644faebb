"""Style, form and types have no finding. What is only slow to check stands in `make lint`, too."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.architecture import source


@pytest.mark.parametrize(
    "command",
    [
        ("ruff", "check", "--no-fix", "--no-cache", "--output-format", "concise", "."),
        ("ruff", "format", "--check", "--no-cache", "."),
        ("mypy", "--no-error-summary"),
    ],
    ids=["style", "form", "types"],
)
def test_the_sources_have_no_finding(command: tuple[str, ...]) -> None:
    done = subprocess.run(
        [sys.executable, "-m", *command],
        cwd=source.ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=90,
    )
    assert done.returncode == 0, done.stdout + done.stderr
