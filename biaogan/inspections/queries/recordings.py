"""What pages ask of recordings: figures of a day, requests, who looked, and what a reviewer's desk shows."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Max, Q, QuerySet

from biaogan.accounts.access import Actor, Permission
from biaogan.cases.queries import KindFilter, capped_total, newest_page
from biaogan.core.paging import Page
from biaogan.core.time import local_day
from biaogan.inspections.models.recordings import (
    Footage,
    Mark,
    RecordingFigure,
    RecordingRequest,
    RecordingSpan,
    SampleDraw,
    Viewing,
)
from biaogan.inspections.models.sheet import Sheet
from biaogan.inspections.queries.people import office_of
from biaogan.inspections.rules.footage import FIGURES, ONE_SITTING, Figure, Request
from biaogan.org.models import Person, Post, PostKind, Unit
from biaogan.org.queries import ancestors, holders, parent_of, post_at

KIND = "recording"


def figure(code: str, *, unit: Unit | None = None, on: dt.date) -> int:
    """Return the number that holds on that day for the unit: its own, its nearest superior's, the bank's, or the shipped one."""
    return figures([code], unit=unit, on=on)[code]


def figures(codes: Iterable[str], *, unit: Unit | None = None, on: dt.date) -> dict[str, int]:
    """Return several figures with one question."""
    wanted = list(codes)
    chain = [each.pk for each in ancestors(unit)] if unit else []
    rows = RecordingFigure.objects.filter(code__in=wanted, valid__contains=on)
    found = {(row.code, row.unit_id): row.value for row in rows.filter(Q(unit__isnull=True) | Q(unit__in=chain))}
    # From the unit itself upwards; nobody's is the bank's.
    nearest = [*reversed(chain), None]
    return {
        code: next((found[code, place] for place in nearest if (code, place) in found), FIGURES[code].value)
        for code in wanted
    }


def keep_days(unit: Unit, *, on: dt.date) -> int:
    return figure(Figure.KEEP_DAYS, unit=unit, on=on)


def approvers(unit: Unit, *, other_than: int, on: dt.date) -> tuple[Post, list[Person]] | None:
    """Return the post that rules on requests about the unit, and its holders: the head of the Office, or for their own the leadership."""
    office = office_of(unit)
    if office is None:
        return None
    heads = holders(PostKind.OFFICE_HEAD, office, on=on)
    if others := [person for person in heads if person.pk != other_than]:
        return post_at(PostKind.OFFICE_HEAD, office), others
    above = parent_of(office)
    for kind in (PostKind.VICE_PRESIDENT, PostKind.PRESIDENT):
        if above and (leaders := [each for each in holders(kind, above, on=on) if each.pk != other_than]):
            return post_at(kind, above), leaders
    return None


# The register


def rows() -> QuerySet[RecordingRequest]:
    return RecordingRequest.objects.select_related("case__subject_unit", "asked_by", "sheet__case").prefetch_related(
        "spans"
    )


def register(
    actor: Actor, *, state: str = "", open_only: bool = False, cursor: str = "", size: int = 50
) -> Page[RecordingRequest]:
    """Return a page of the requests that the actor may see, newest first."""
    extra = _extra(state)
    return newest_page(
        rows(), actor, KIND, Permission.VIEW_RECORDING, cursor=cursor, size=size, open_only=open_only, extra=extra
    )


def register_total(actor: Actor, *, state: str = "", open_only: bool = False) -> int:
    return capped_total(actor, KIND, Permission.VIEW_RECORDING, open_only=open_only, extra=_extra(state))


def _extra(state: str) -> KindFilter | None:
    if state not in Request.values:
        return None
    return KindFilter("inspections_recordingrequest", "k.state = %(state)s", {"state": state})


# One request


def request_of(actor: Actor, pk: int) -> RecordingRequest:
    """Return the request with what its page shows. Raises RecordingRequest.DoesNotExist."""
    return (
        RecordingRequest.objects.visible_to(actor)
        .select_related("case__subject_unit", "asked_by", "ruled_by", "sheet__case", "sample")
        .get(pk=pk)
    )


@dataclass(frozen=True)
class SpanLine:
    """A stretch with what there is of it and who looked at it."""

    span: RecordingSpan
    footage: list[Footage]
    viewings: list[Viewing]

    @property
    def is_covered(self) -> bool:
        """It can be seen without its recorder, or it has been."""
        return bool(self.viewings) or any(each.is_clip for each in self.footage)


def span_lines(requests: Sequence[RecordingRequest]) -> list[SpanLine]:
    """Return the stretches of the requests in their order, with three questions for all of them."""
    spans = list(RecordingSpan.objects.filter(request__in=[each.pk for each in requests]).select_related("request"))
    footage: dict[int, list[Footage]] = defaultdict(list)
    for each in Footage.objects.filter(span__in=spans).select_related("evidence__deletion").defer("line"):
        if not hasattr(each.evidence, "deletion"):
            footage[each.span_id].append(each)
    viewings: dict[int, list[Viewing]] = defaultdict(list)
    for viewing in Viewing.objects.filter(span__in=spans).select_related("person").order_by("-at", "-pk"):
        viewings[viewing.span_id].append(viewing)
    return [SpanLine(span, footage[span.pk], viewings[span.pk]) for span in spans]


def looks(requests: Sequence[RecordingRequest]) -> list[Viewing]:
    """Return the log of viewing, newest first."""
    found = Viewing.objects.filter(span__request__in=[each.pk for each in requests])
    return list(found.select_related("person", "span").order_by("-at", "-pk")[:500])


def may_go_on(person_id: int | None, span_ids: Iterable[int], *, now: dt.datetime) -> set[int]:
    """Return those of the stretches that the person said a purpose for within this sitting."""
    since = now - ONE_SITTING
    found = Viewing.objects.filter(person=person_id, span__in=span_ids, at__gte=since)
    return set(found.values_list("span_id", flat=True))


# The desk


def requests_for(sheet: Sheet, actor: Actor) -> list[RecordingRequest]:
    """Return the requests that serve the sheet; a second review looks at what the first one looked at."""
    served = [sheet.pk, sheet.second_of_id] if sheet.second_of_id else [sheet.pk]
    found = RecordingRequest.objects.visible_to(actor).filter(sheet__in=served)
    return list(found.select_related("case__subject_unit").order_by("pk"))


def marks_of(sheet: Sheet) -> list[Mark]:
    found = Mark.objects.filter(sheet=sheet, dropped_at__isnull=True)
    return list(found.select_related("span", "item", "evidence").order_by("moment", "pk"))


def last_sitting(person_id: int | None, sheet: Sheet) -> dt.datetime | None:
    found: dt.datetime | None = Viewing.objects.filter(
        person=person_id, span__request__sheet__in=[sheet.pk, sheet.second_of_id or sheet.pk]
    ).aggregate(last=Max("at"))["last"]
    return found


# Sample draws


def samples(actor: Actor, unit: Unit | None = None) -> QuerySet[SampleDraw]:
    found = SampleDraw.objects.visible_to(actor).select_related("unit", "by").prefetch_related("requests__case")
    return found.filter(unit=unit) if unit else found


def is_overwritten(span: RecordingSpan, *, now: dt.datetime) -> bool:
    return span.expires_on < local_day(now)
