"""How the registers, the board and the map are narrowed."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from biaogan.cases.queries import Sought
from biaogan.core.widgets import DayInput
from biaogan.org.choosing import UnitField
from biaogan.rectification.choices import NoticeState, Source, State
from biaogan.rectification.queries.board import soon_ends
from biaogan.rectification.queries.notices import NoticeChoice
from biaogan.rectification.queries.register import Choice

_ANY = [("", _("all"))]
_WORDS = forms.TextInput(attrs={"placeholder": _("Number or words"), "autocomplete": "off"})


class RegisterForm(forms.Form):
    q = forms.CharField(label=_("Search"), required=False, max_length=80, widget=_WORDS)
    show = forms.ChoiceField(
        label=_("State"),
        required=False,
        choices=[
            *_ANY,
            ("unended", pgettext_lazy("finding", "not ended")),
            ("unserved", _("not on a notice yet")),
            ("overdue", _("overdue")),
            ("soon", _("due within seven days")),
            ("later", _("due later")),
            *State.choices,
        ],
    )
    unit = UnitField(label=_("Unit"), required=False)
    source = forms.ChoiceField(label=_("Found by way of"), required=False, choices=[*_ANY, *Source.choices])
    repeated = forms.BooleanField(label=_("Repeated only"), required=False)
    item = forms.CharField(label=_("Code of the item"), required=False, max_length=40)
    begins_on = forms.DateField(label=_("Found from"), required=False, widget=DayInput())
    ends_on = forms.DateField(label=_("to"), required=False, widget=DayInput())

    def choice(self, *, now: dt.datetime, sought: Sought | None = None) -> Choice:
        """Return what was chosen; what could not be read narrows nothing."""
        data: dict[str, Any] = self.cleaned_data
        show = data.get("show") or ""
        return Choice(
            open_only=show == "unended",
            unserved=show == "unserved",
            states=(show,) if show in State.values else (),
            overdue_at=now if show == "overdue" else None,
            due_from={"soon": now, "later": soon_ends(now)}.get(show),
            due_before=soon_ends(now) if show == "soon" else None,
            source=data.get("source") or "",
            item=(data.get("item") or "").strip(),
            unit=data.get("unit"),
            repeated=bool(data.get("repeated")),
            begins_on=data.get("begins_on"),
            ends_on=data.get("ends_on"),
            sought=sought,
        )


class NoticeRegisterForm(forms.Form):
    q = forms.CharField(label=_("Search"), required=False, max_length=80, widget=_WORDS)
    show = forms.ChoiceField(
        label=_("State"),
        required=False,
        choices=[
            *_ANY,
            ("unended", pgettext_lazy("notice", "not ended")),
            ("overdue", _("overdue")),
            *NoticeState.choices,
        ],
    )
    unit = UnitField(label=_("Unit"), required=False)

    def choice(self, *, now: dt.datetime, sought: Sought | None = None) -> NoticeChoice:
        data: dict[str, Any] = self.cleaned_data
        show = data.get("show") or ""
        return NoticeChoice(
            open_only=show == "unended",
            state=show if show in NoticeState.values else "",
            overdue_at=now if show == "overdue" else None,
            unit=data.get("unit"),
            sought=sought,
        )


class BoardForm(forms.Form):
    unit = UnitField(label=_("Unit"), required=False)


class MapForm(forms.Form):
    unit = UnitField(label=_("Unit"), required=False)
    days = forms.ChoiceField(
        label=_("Found again within"),
        required=False,
        choices=[("90", _("90 days")), ("180", _("180 days")), ("365", _("a year")), ("1095", _("three years"))],
    )

    @property
    def span(self) -> dt.timedelta:
        return dt.timedelta(days=int(self.cleaned_data.get("days") or 90))
