"""What a field of a body may hold."""

from __future__ import annotations

from typing import Annotated

from ninja import Field, Schema
from pydantic import ConfigDict, StringConstraints

from biaogan.core import programs

Id = Annotated[int, Field(ge=1, le=2**63 - 1)]
Revision = Annotated[int, Field(ge=0, le=2**63 - 1)]
Code = Annotated[str, StringConstraints(max_length=40)]
NeededCode = Annotated[str, StringConstraints(min_length=1, max_length=40)]
Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500)]
LineOrNone = Annotated[str, StringConstraints(max_length=500)]
Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=2000)]
WordsOrNone = Annotated[str, StringConstraints(max_length=2000)]
LongWordsOrNone = Annotated[str, StringConstraints(max_length=4000)]
Moment = Annotated[programs.Moment, Field(examples=["2026-11-24T10:00:00+08:00"])]


class Sent(Schema):
    """A body with no field that is unknown: a slip of the pen is refused, not ignored."""

    model_config = ConfigDict(extra="forbid")
