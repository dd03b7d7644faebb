"""The JSON Schema of a described centre: what editors complete from agrees with what is read."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest
from ruamel.yaml import YAML

from lab.simulator.form import write_schema

ROOT = Path(__file__).parents[4]
CENTRES = sorted((ROOT / "lab" / "centres").glob("*.yaml"))


@pytest.mark.parametrize("file", CENTRES, ids=lambda file: file.stem)
def test_every_centre_that_is_shipped_fits_the_schema(file: Path, tmp_path: Path) -> None:
    schema = json.loads(write_schema(tmp_path).read_text(encoding="utf-8"))
    described = YAML(typ="safe").load(file.read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator(schema).validate(described)
    described["wating_places"] = 3
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.Draft202012Validator(schema).validate(described)


def test_the_schema_is_written_by_a_command(tmp_path: Path) -> None:
    command = [sys.executable, "-W", "error", "-m", "lab.simulator", "--schema", str(tmp_path)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert Path(done.stdout.strip()).is_file()
