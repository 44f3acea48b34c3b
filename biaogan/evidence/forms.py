"""What is asked when proof is added."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from biaogan.cases.kinds import KINDS
from biaogan.core.widgets import DayInput, ManyFilesInput, MomentInput
from biaogan.evidence.models import Kind
from biaogan.evidence.rules import ALLOWED

# With «image/*» a phone offers its camera.
ACCEPT = ",".join(["image/*", "video/mp4", *(f".{ending}" for each in ALLOWED for ending in each.endings)])


class ManyFilesField(forms.FileField):
    """Several files at once; each is judged by itself when it is added."""

    widget = ManyFilesInput

    def clean(self, data: Any, initial: Any = None) -> Any:
        files = data if isinstance(data, list) and data else [None]
        return [super(ManyFilesField, self).clean(each, initial) for each in files]


class AddForm(forms.Form):
    uploads = ManyFilesField(label=_("Files"), widget=ManyFilesInput(attrs={"accept": ACCEPT}), max_length=200)
    kind = forms.ChoiceField(
        label=_("Kind"),
        required=False,
        choices=[("", _("As the file is")), *[choice for choice in Kind.choices if choice[0] != Kind.REFERENCE]],
    )
    note = forms.CharField(label=_("Note"), required=False, max_length=500)


class ReferenceForm(forms.Form):
    recorder = forms.CharField(label=_("Recorder"), max_length=120, help_text=_("Where it stands, or its number."))
    channel = forms.CharField(label=_("Camera or channel"), max_length=60, required=False)
    from_at = forms.DateTimeField(label=_("From"), widget=MomentInput)
    to_at = forms.DateTimeField(label=_("Until"), widget=MomentInput)
    note = forms.CharField(label=_("Note"), required=False, max_length=500)


class RetentionForm(forms.Form):
    case_kind = forms.ChoiceField(label=_("Kind of case"), required=False)
    months = forms.IntegerField(label=_("Months after closing"), min_value=1, max_value=1200)
    valid_from = forms.DateField(label=_("For cases that close from"), widget=DayInput)
    basis_zh = forms.CharField(label=_("What it rests on"), max_length=200, help_text=_("Document and clause."))
    basis_en = forms.CharField(label=_("The same in English"), max_length=200, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = [(kind.code, kind.name) for kind in KINDS]
        self.fields["case_kind"].choices = [("", _("All kinds without a rule of their own")), *kinds]  # type: ignore[attr-defined]
