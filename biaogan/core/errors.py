"""What can go wrong, said in the user's language. `config/api.py` and `core/middleware.py` turn it into HTTP, once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

    Text: TypeAlias = str | _StrPromise


class Problem(Exception):
    """Anything that is told to the user: a code for programs and a sentence for people."""

    def __init__(self, code: str, message: Text) -> None:
        super().__init__(code)
        self.code = code
        self._message = message

    @property
    def message(self) -> str:
        return str(self._message)

    def __str__(self) -> str:
        return f"{self.code}: {self.message}"


class RuleBroken(Problem):
    """A rule of the trade forbids this now; HTTP 409."""


@dataclass(frozen=True)
class Refusal:
    """Why one row or field was refused. `line` counts from 1, the head line included; 0 where there is none."""

    reason: str
    line: int = 0
    column: str = ""
    value: str = ""


class InputRefused(Problem):
    """What was sent cannot be true or cannot be read; HTTP 422."""

    def __init__(self, code: str, message: Text, refusals: Sequence[Refusal] = ()) -> None:
        super().__init__(code, message)
        self.refusals = list(refusals)
