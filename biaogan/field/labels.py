"""The code on the wall of an outlet, by which an inspector's phone opens it."""

from __future__ import annotations

from urllib.parse import quote

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from biaogan.org.models import Unit
from biaogan.premises.labels import LABEL_KINDS, Label, LabelKind


def labels_of(outlet: Unit) -> list[Label]:
    # Behind the hash: the phone reads it without asking a server, which it may not reach.
    return [Label(str(_("Inspection")), outlet.label, f"{reverse('field:shell')}#at={quote(outlet.code, safe='')}")]


def register() -> None:
    LABEL_KINDS.register("field", LabelKind(gettext_lazy("Inspections"), labels_of))
