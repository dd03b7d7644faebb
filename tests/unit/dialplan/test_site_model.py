"""The schemas for editors are those of the models."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest
from ruamel.yaml import YAML

from dialplan.site_model import write_schemas

ROOT = Path(__file__).parents[3]
SCHEMAS = ROOT / "sites" / "schema"


def test_the_schemas_beside_the_sites_are_fresh(tmp_path):
    for file in write_schemas(tmp_path):
        assert (SCHEMAS / file.name).read_text(encoding="utf-8") == file.read_text(
            encoding="utf-8"
        ), "run: python -m dialplan.site_model --schema sites/schema"


@pytest.mark.parametrize(
    ("file", "kind"),
    [
        ("centre.yaml", "centre"),
        ("queues.yaml", "queues"),
        ("agents.yaml", "agents"),
        ("flows/citizen-line.yaml", "flow"),
        ("flows/numero-verde.yaml", "flow"),
        ("flows/straight.yaml", "flow"),
    ],
)
def test_the_demo_fits_the_schema_that_its_first_line_names(file, kind):
    path = ROOT / "sites" / "demo" / file
    first = path.read_text(encoding="utf-8").splitlines()[0]
    schema = (path.parent / first.partition("$schema=")[2]).resolve()
    assert schema == SCHEMAS / f"{kind}.schema.json"
    value = YAML(typ="safe", pure=True).load(path.read_text(encoding="utf-8"))
    jsonschema.validate(value, json.loads(schema.read_text(encoding="utf-8")))
