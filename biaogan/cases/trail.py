"""What the audit trail calls cases and the events that all kinds of case share."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from biaogan.audit.names import (
    Named,
    References,
    choice_words,
    register_fact_reference,
    register_fact_words,
    register_names,
    register_references,
)
from biaogan.cases.models import Case, CaseLink, Confidentiality

EVENT_NAMES = {
    "case.person_barred": _("barred a person from the case"),
    "case.bar_lifted": _("let a barred person back in"),
    "case.linked": _("linked the case with another"),
    "case.confidentiality_changed": _("changed who may see the case"),
    "case.held": _("put the case under legal hold"),
    "case.hold_lifted": _("lifted the legal hold"),
}


def register() -> None:
    register_names(EVENT_NAMES, icon="folder")
    references = References(_("Case"), _cases, _find)
    register_references("case", references)
    register_references("cases.case", references)
    register_fact_reference("case", "person", "org.person")
    register_fact_reference("case.linked", "other", "case")
    register_fact_words("case.linked", "kind", choice_words(CaseLink.Kind))
    register_fact_words("case.confidentiality_changed", "to", choice_words(Confidentiality))


def _cases(ids: set[str]) -> dict[str, Named]:
    numbers = [int(ident) for ident in ids if ident.isdecimal()]
    return {
        str(pk): Named(number, reverse("cases:open", args=[pk]))
        for pk, number in Case.objects.filter(pk__in=numbers).values_list("pk", "number")
    }


def _find(text: str) -> list[str]:
    return [str(pk) for pk in Case.objects.filter(number=text.strip().upper()).values_list("pk", flat=True)]
