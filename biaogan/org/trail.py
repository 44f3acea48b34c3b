"""What the audit trail calls the events of the organisation, and the people, posts and vacancies that they refer to."""

from __future__ import annotations

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
from biaogan.org.models import Holding, NoticedVacancy, Person, Post, PostKind, VacancyReason

EVENT_NAMES = {
    "unit.created": _("set up the unit"),
    "unit.changed": _("changed the unit"),
    "unit.renamed": _("renamed the unit"),
    "unit.moved": _("moved the unit"),
    "unit.closed": _("closed the unit"),
    "person.added": _("added the member of staff"),
    "person.changed": _("changed the member of staff"),
    "person.left": _("noted the last day of work"),
    "post.filled": _("filled the post"),
    "post.left": _("ended the time in the post"),
    "post.appointment_withdrawn": _("withdrew the appointment"),
    "post.handed_over": _("handed over what was open in the post"),
    "roster.set": _("set the duty roster"),
    "staffing_rule.set": _("changed when a holder counts as absent"),
    "vacancy.noticed": _("noticed a vacancy"),
    "vacancy.filled": _("saw the vacancy filled"),
}

#: What the facts of the events refer to.
FACTS = (
    ("unit.created", "parent", "unit"),
    ("unit.moved", "from", "unit"),
    ("unit.moved", "to", "unit"),
    ("post", "post", "org.post"),
    ("post", "person", "org.person"),
    ("post.handed_over", "from", "org.person"),
    ("post.handed_over", "to", "org.person"),
)


def register() -> None:
    register_names(EVENT_NAMES, icon="building-bank")
    register_references("org.person", References(_("Member of staff"), _people))
    register_references("org.holding", References(_("Post"), _holdings))
    register_references("org.post", References(_("Post"), _posts))
    register_references("org.noticedvacancy", References(_("Vacancy"), _vacancies))
    for event, key, kind in FACTS:
        register_fact_reference(event, key, kind)
    for event in ("vacancy", "staffing_rule"):
        register_fact_words(event, "post", choice_words(PostKind))
    register_fact_words("vacancy", "reason", choice_words(VacancyReason))


def _numbers(ids: set[str]) -> list[int]:
    return [int(ident) for ident in ids if ident.isdecimal()]


def _people(ids: set[str]) -> dict[str, Named]:
    return {str(row.pk): Named(f"{row.name} ({row.staff_no})") for row in Person.objects.filter(pk__in=_numbers(ids))}


def _holdings(ids: set[str]) -> dict[str, Named]:
    rows = Holding.objects.filter(pk__in=_numbers(ids)).select_related("post__unit", "person")
    return {str(row.pk): Named(f"{row.post} · {row.person.name}") for row in rows}


def _posts(ids: set[str]) -> dict[str, Named]:
    return {str(row.pk): Named(str(row)) for row in Post.objects.filter(pk__in=_numbers(ids)).select_related("unit")}


def _vacancies(ids: set[str]) -> dict[str, Named]:
    rows = NoticedVacancy.objects.filter(pk__in=_numbers(ids)).select_related("unit")
    return {str(row.pk): Named(f"{row.get_post_kind_display()} · {row.unit}") for row in rows}
