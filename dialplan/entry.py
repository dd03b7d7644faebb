"""What every part of a site file is made of.

Owns the kinds of values and the strictness that all models share. Pure.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]{0,39}$")]
"""Lower-case letters, digits and hyphens, beginning with a letter."""
Account = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_-]{1,39}$")]
"""Name of a SIP account. Begins with a letter, so that it is never a telephone number (S13)."""
Number = Annotated[str, Field(pattern=r"^\+?[0-9*#]{1,20}$")]
"""A dialled number, always in quotation marks."""
NumberPattern = Annotated[str, Field(pattern=r"^[0-9X]{3,15}$")]
"""Numbers by their digits, X for any digit, always in quotation marks."""
Prefix = Annotated[str, Field(pattern=r"^\+?[0-9]{1,6}$")]
Telephone = Annotated[str, Field(pattern=r"^\+?[0-9]{2,20}$")]
"""A number to be dialled, always in quotation marks."""
LanguageCode = Annotated[str, Field(pattern=r"^[a-z]{2,3}$")]
"""ISO 639 code."""
Label = Annotated[str, Field(min_length=1, max_length=80)]
"""Words for people."""
Level = Annotated[int, Field(ge=1, le=10)]
LeastLevel = Annotated[int, Field(ge=0, le=10)]
Seconds = Annotated[float, Field(ge=0, le=86400)]
Key = Literal["0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "*", "#"]
PromptName = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]*(@[a-z]{2,3})?$")]
"""Key of the prompt catalogue; 'welcome@it' says it in Italian whatever the citizen's language."""


def _as_list(value: Any) -> Any:
    return [value] if isinstance(value, str) else value


Remarks = Annotated[
    list[PromptName],
    Field(min_length=1, max_length=10),
    BeforeValidator(_as_list, json_schema_input_type=PromptName | list[PromptName]),
]
"""One prompt, or one for the first fault, one for the second, ...; the last stands for the rest."""
PromptKey = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]*$")]
"""Key of the prompt catalogue; said in the citizen's language."""
SipAddress = Annotated[
    str, Field(pattern=r"^sip:([A-Za-z0-9_.-]+@)?([A-Za-z0-9.-]+|\[[0-9a-f:.]+\])(:[0-9]{1,5})?$")
]


class Entry(BaseModel):
    """Every part of a site file: no conversions, no unknown fields."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)
