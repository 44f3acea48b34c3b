"""What forms of the trade share: text of several lines, and a move that asks something."""

from __future__ import annotations

import datetime as dt
from typing import Any, ClassVar

from django import forms


class LongText(forms.CharField):
    """Several lines; what a database cannot store is refused by Django itself."""

    def __init__(self, *, rows: int = 4, **options: Any) -> None:
        super().__init__(widget=forms.Textarea(attrs={"rows": rows}), **options)


class MoveForm(forms.Form):
    """A move of one thing. `says` tells in one sentence what will happen, `about` what the thing is called: a complaint, a sheet.

    The thing comes by that name as a keyword, is there as an attribute, and its key is among the words of the deed.
    """

    says: ClassVar[Any] = ""
    about: ClassVar[str]
    actor: Any

    def __init__(self, *args: Any, actor: Any, now: dt.datetime, **kwargs: Any) -> None:
        thing = kwargs.pop(self.about)
        super().__init__(*args, **kwargs)
        setattr(self, self.about, thing)
        self.actor, self.now = actor, now
        self.prepare()

    def prepare(self) -> None:
        """Fill in what is known."""

    def run(self) -> object:
        raise NotImplementedError

    @property
    def deed(self) -> dict[str, Any]:
        return {f"{self.about}_id": getattr(self, self.about).pk, "by": self.actor, "now": self.now}
