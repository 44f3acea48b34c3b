from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from biaogan.audit.names import NAMES
from biaogan.audit.queries import Wanted
from biaogan.core.time import day_begins
from biaogan.core.widgets import DayInput


class TrailForm(forms.Form):
    """How the trail is narrowed."""

    who = forms.CharField(label=pgettext_lazy("audit trail", "Who"), required=False, max_length=150)
    name = forms.ChoiceField(label=pgettext_lazy("audit trail", "What"), required=False)
    unit = forms.CharField(label=_("Unit"), required=False, max_length=120)
    case = forms.CharField(label=_("Case"), required=False, max_length=24)
    since = forms.DateField(label=pgettext_lazy("audit trail", "From"), required=False, widget=DayInput)
    until = forms.DateField(label=pgettext_lazy("audit trail", "To"), required=False, widget=DayInput)
    subject = forms.CharField(required=False, max_length=130, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["who"].widget.attrs["placeholder"] = _("User name, name or staff number")
        self.fields["unit"].widget.attrs["placeholder"] = pgettext_lazy("audit trail", "Name or code")
        self.fields["case"].widget.attrs["placeholder"] = pgettext_lazy("audit trail", "Number")
        names = sorted(((code, str(name.text)) for code, name in NAMES.items()), key=lambda pair: pair[0])
        self.fields["name"].choices = [("", pgettext_lazy("audit trail", "Everything")), *names]  # type: ignore[attr-defined]

    def wanted(self) -> Wanted:
        """Return what was asked for; a field that cannot be read narrows nothing."""
        self.is_valid()
        given = self.cleaned_data
        since, until = given.get("since"), given.get("until")
        return Wanted(
            who=given.get("who", ""),
            name=given.get("name", ""),
            subject=given.get("subject", ""),
            unit=given.get("unit", ""),
            case=given.get("case", ""),
            since=day_begins(since) if since else None,
            before=day_begins(until + dt.timedelta(days=1)) if until and until.year < dt.MAXYEAR else None,
        )
