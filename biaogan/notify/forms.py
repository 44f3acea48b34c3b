"""How somebody wants to be told, and the words of a message."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from biaogan.core.widgets import ClockInput
from biaogan.core.wording import listed
from biaogan.notify.channels import CHANNELS
from biaogan.notify.models import MessageText, QuietHours
from biaogan.notify.rules import Mode
from biaogan.notify.templates import TOPICS, Message, names_in


class PreferencesForm(forms.Form):
    """One choice for each topic and channel, then the quiet hours."""

    quiet_from = forms.TimeField(label=_("Quiet from"), required=False, widget=ClockInput)
    quiet_to = forms.TimeField(label=_("Quiet until"), required=False, widget=ClockInput)

    def __init__(self, modes: dict[tuple[str, str], str], quiet: QuietHours | None, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._pairs = [(topic, channel.code) for topic in TOPICS for channel in CHANNELS]
        for topic, channel in self._pairs:
            self.fields[f"{topic}-{channel}"] = forms.ChoiceField(
                label=f"{TOPICS[topic]} · {CHANNELS[channel].name}",
                choices=Mode.choices,
                initial=modes.get((topic, channel)),
                widget=forms.RadioSelect,
            )
        if quiet is not None:
            self.fields["quiet_from"].initial, self.fields["quiet_to"].initial = quiet.quiet_from, quiet.quiet_to
        self.order_fields([f"{topic}-{channel}" for topic, channel in self._pairs])

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if bool(data.get("quiet_from")) != bool(data.get("quiet_to")):
            self.add_error("quiet_to", _("Give both ends of the quiet hours, or neither."))
        return data

    def modes(self) -> dict[tuple[str, str], str]:
        return {pair: self.cleaned_data[f"{pair[0]}-{pair[1]}"] for pair in self._pairs}

    def quiet(self) -> tuple[dt.time, dt.time] | None:
        start, end = self.cleaned_data.get("quiet_from"), self.cleaned_data.get("quiet_to")
        return (start, end) if start and end else None


class MessageForm(forms.Form):
    subject_zh = forms.CharField(label=_("Subject in Chinese"), max_length=120)
    body_zh = forms.CharField(label=_("Text in Chinese"), max_length=2000, widget=forms.Textarea(attrs={"rows": 4}))
    subject_en = forms.CharField(label=_("Subject in English"), max_length=120)
    body_en = forms.CharField(label=_("Text in English"), max_length=2000, widget=forms.Textarea(attrs={"rows": 4}))

    def __init__(self, message: Message, own: MessageText | None, *args: Any, **kwargs: Any) -> None:
        shown = own or message
        initial = {name: getattr(shown, name) for name in ("subject_zh", "body_zh", "subject_en", "body_en")}
        super().__init__(*args, **{"initial": initial, **kwargs})
        self._message = message

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for name, text in list(data.items()):
            strange = sorted(names_in(text) - self._message.placeholders)
            if strange:
                names = listed(f"{{{each}}}" for each in strange)
                self.add_error(name, _("This message does not fill in: %(names)s") % {"names": names})
        return data
