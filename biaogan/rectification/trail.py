"""What readers of the audit trail call the events of rectification."""

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
from biaogan.rectification.choices import Basis, FigureCode, Source
from biaogan.rectification.models import ContractorLink, Figure, Finding, Notice


def register() -> None:
    register_names(
        {
            "finding.raised": _("raised the finding"),
            "finding.assigned": _("said who puts it right until when"),
            "finding.answered": _("reported back"),
            "finding.closed": _("looked again and closed it"),
            "finding.returned": _("looked again and returned it"),
            "finding.extended": _("gave more time"),
            "finding.waived": _("waived the finding"),
            "finding.withdrawn": _("withdrew the finding"),
            "finding.link_made": _("made a link for a contractor"),
            "finding.link_revoked": _("revoked a contractor's link"),
            "notice.drafted": _("drafted the notice"),
            "notice.edited": _("edited the notice"),
            "notice.submitted": _("asked for approval"),
            "notice.approved": _("approved the notice"),
            "notice.revised": _("took the notice back to draft"),
            "notice.issued": _("issued the notice"),
            "notice.received": _("signed for the notice"),
            "notice.withdrawn": _("withdrew the notice"),
            "notice.closed": _("closed the notice with its last finding"),
            "rectification.figure_set": _("set a figure of rectification"),
        },
        icon="clipboard-check",
    )
    register_references("rectification.finding", References(_("Finding"), _findings))
    register_references("rectification.notice", References(_("Notice"), _notices))
    register_references("rectification.figure", References(_("Figure of rectification"), _figures))
    register_references("link", References(_("Contractor's link"), _links))
    _register_facts()


def _register_facts() -> None:
    for key, kind in (
        ("responsible", "unit"),
        ("person", "org.person"),
        ("doer", "org.person"),
        ("repeats", "rectification.finding"),
        ("link", "link"),
    ):
        register_fact_reference("finding", key, kind)
    register_fact_words("finding", "source", choice_words(Source))
    register_fact_words("notice", "basis", choice_words(Basis))
    register_fact_words("rectification", "code", choice_words(FigureCode))


def _findings(idents: set[str]) -> dict[str, Named]:
    rows = Finding.objects.filter(pk__in=_keys(idents)).select_related("case")
    return {str(row.pk): Named(row.case.number, reverse("rectification:finding", args=[row.pk])) for row in rows}


def _notices(idents: set[str]) -> dict[str, Named]:
    rows = Notice.objects.filter(pk__in=_keys(idents)).select_related("case", "paper")
    return {str(row.pk): Named(str(row), reverse("rectification:notice", args=[row.pk])) for row in rows}


def _figures(idents: set[str]) -> dict[str, Named]:
    rows = Figure.objects.filter(pk__in=_keys(idents))
    return {str(row.pk): Named(str(FigureCode(row.code).label)) for row in rows}


def _links(idents: set[str]) -> dict[str, Named]:
    rows = ContractorLink.objects.filter(pk__in=_keys(idents))
    return {str(row.pk): Named(row.name) for row in rows}


def _keys(idents: set[str]) -> list[int]:
    return [int(ident) for ident in idents]
