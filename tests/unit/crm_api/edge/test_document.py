"""Schemas in a few words, for the page that people read."""

from __future__ import annotations

from typing import Any

import pytest

from crm_api.edge.document import kind


@pytest.mark.parametrize(
    ("schema", "words"),
    [
        ({"type": "string"}, "text"),
        ({"type": "string", "format": "date-time"}, "date-time"),
        ({"type": "string", "maxLength": 64}, "text, at most 64 characters"),
        ({"type": "integer", "minimum": 1, "maximum": 200}, "whole number, from 1, to 200"),
        ({"$ref": "#/components/schemas/Ticket"}, "Ticket"),
        ({"type": "array", "items": {"$ref": "#/components/schemas/Ticket"}}, "list of Ticket"),
        ({"anyOf": [{"type": "number"}, {"type": "null"}]}, "number or null"),
        ({"type": "string", "enum": ["open", "closed"]}, "one of open, closed"),
        ({}, "value"),
    ],
)
def test_a_schema_is_told_in_words(schema: dict[str, Any], words: str) -> None:
    assert kind(schema) == words
