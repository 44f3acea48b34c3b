"""The words of a draft, of a template, and of an issuer's numbers."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from biaogan.accounts.access import Actor, Permission
from biaogan.core.widgets import DayInput
from biaogan.org.models import Unit
from biaogan.papers.kinds import KINDS, PaperKind
from biaogan.papers.models import Paper
from biaogan.papers.queries import Texts
from biaogan.papers.rules import State, names_in


class PartField(forms.CharField):
    """A part of a paper: one that the paper needs is not called optional, but a draft may still be kept without it."""

    def validate(self, value: str) -> None:
        """Leave it to the issue."""


class DraftForm(forms.Form):
    """One field for each part of the paper, then attachments and copies, one a line."""

    def __init__(self, paper: Paper, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        shipped = {part.code: part for part in KINDS[paper.kind].parts}
        for part in paper.parts:
            kind_part = shipped.get(part["code"])
            self.fields[part["code"]] = PartField(
                label=part["heading"] or (kind_part.name if kind_part else part["code"]),
                initial=part["text"],
                required=kind_part is not None and kind_part.is_required,
                max_length=20_000,
                strip=False,
                help_text=kind_part.because if kind_part else "",
                widget=forms.Textarea(attrs={"rows": 6}),
            )
        self.fields["attachments"] = _lines(_("Attachments"), paper.attachments)
        self.fields["copies"] = _lines(_("Copies to"), paper.copies)

    def values(self) -> dict[str, Any]:
        """Return what `actions.edit_draft` takes."""
        data = dict(self.cleaned_data)
        lists = {
            name: [line.strip() for line in data.pop(name).splitlines() if line.strip()]
            for name in ("attachments", "copies")
        }
        return {"parts": data, **lists}


class TemplateForm(forms.Form):
    """Title, and heading and text of each part of a kind of paper."""

    def __init__(self, kind: PaperKind, texts: Texts, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._kind = kind
        self.fields["title"] = forms.CharField(label=_("Title"), max_length=60, initial=texts.title)
        for part, shipped in zip(texts.parts, kind.parts, strict=True):
            code = part["code"]
            label = _("%(part)s: heading") % {"part": shipped.name}
            self.fields[f"{code}-heading"] = forms.CharField(
                label=label, max_length=60, required=False, initial=part["heading"]
            )
            self.fields[f"{code}-text"] = PartField(
                label=shipped.name,
                required=shipped.is_required,
                max_length=20_000,
                initial=part["text"],
                help_text=shipped.because,
                widget=forms.Textarea(attrs={"rows": 6}),
            )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for part in self._kind.parts:
            strange = sorted(names_in(data.get(f"{part.code}-text", "")) - set(self._kind.placeholders))
            if strange:
                names = "、".join(f"{{{name}}}" for name in strange)
                self.add_error(
                    f"{part.code}-text", _("This kind of paper does not fill in: %(names)s") % {"names": names}
                )
        return data

    def values(self) -> dict[str, Any]:
        """Return what `actions.edit_template` takes."""
        data = self.cleaned_data
        parts = {
            p.code: {"heading": data[f"{p.code}-heading"], "text": data[f"{p.code}-text"]} for p in self._kind.parts
        }
        return {"title": data["title"], "parts": parts}


class IssuerCodeForm(forms.Form):
    unit = forms.ModelChoiceField(label=_("Unit"), queryset=Unit.objects.none(), empty_label="")
    code = forms.CharField(
        label=_("Issuer code"),
        max_length=20,
        help_text=_("What numbers begin with, before the mark of the kind: 示范银"),
    )
    signer = forms.CharField(label=_("Signed as"), max_length=60)
    head = forms.CharField(
        label=_("Red head"),
        max_length=40,
        required=False,
        help_text=_("Where the bank sets one: 示范银行示范市分行文件"),
    )
    contact = forms.CharField(label=_("Whom to ask"), max_length=120, required=False)
    valid_from = forms.DateField(label=_("In use from"), widget=DayInput)

    def __init__(self, actor: Actor, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        units = Unit.objects.under(*actor.paths(Permission.EDIT_TEMPLATES))
        self.fields["unit"].queryset = units.exclude(level="outlet").order_by("path")  # type: ignore[attr-defined]


class RegisterForm(forms.Form):
    q = forms.CharField(
        label=_("Number or words of the title"),
        required=False,
        max_length=60,
        widget=forms.TextInput(attrs={"placeholder": _("Number or words of the title")}),
    )
    kind = forms.ChoiceField(label=_("Kind"), required=False)
    state = forms.ChoiceField(label=_("State"), required=False, choices=[("", _("All")), *State.choices])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [("", _("All")), *((kind.code, kind.name) for kind in KINDS)]  # type: ignore[attr-defined]


def _lines(label: Any, value: list[str]) -> forms.CharField:
    return forms.CharField(
        label=label,
        required=False,
        max_length=2000,
        initial="\n".join(value),
        help_text=_("One a line."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
