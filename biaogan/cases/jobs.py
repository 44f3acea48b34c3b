"""Words for the cases that were there before their kind could be found by words, or before the rule of words changed.

And for those that a web node of the version before wrote meanwhile: they are among the newest.
"""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from biaogan.cases import queries
from biaogan.cases.indexing import renew_words
from biaogan.cases.kinds import KINDS, CaseKind
from biaogan.cases.models import Case, WordsBacklog
from biaogan.cases.rules import VERSION

#: Cases in one transaction.
SLICE = 1000

#: Slices of a kind in one run; the next run goes on.
SLICES_AT_MOST = 60

#: So many of the newest cases are asked in each run whether they have words: thousands of keys a run, and more than are registered in
#: the hours in which nodes of two versions stand side by side.
NEWEST = 10_000


def fill_words(*, now: dt.datetime) -> int:
    """Give cases their words, the newest first; return how many were read. Safe beside another run and at any stop."""
    return sum(_fill(kind) for kind in KINDS if kind.texts is not None)


def _fill(kind: CaseKind) -> int:
    if WordsBacklog.objects.filter(kind=kind.code, version=VERSION, below=0).exists():
        return _fill_newest(kind)
    _begin(kind)
    read = 0
    for _ in range(SLICES_AT_MOST):
        found = _fill_slice(kind)
        read += found
        if not found:
            break
    return read


def _fill_newest(kind: CaseKind) -> int:
    missing = queries.newest_without_words(kind.code, among=NEWEST)
    for begin in range(0, len(missing), SLICE):
        with transaction.atomic():
            renew_words(kind.code, missing[begin : begin + SLICE])
    return len(missing)


def _begin(kind: CaseKind) -> None:
    last = Case.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    start = {"version": VERSION, "below": last + 1}
    backlog, _is_new = WordsBacklog.objects.get_or_create(kind=kind.code, defaults=start)
    if backlog.version != VERSION:
        WordsBacklog.objects.filter(kind=kind.code).exclude(version=VERSION).update(**start)


@transaction.atomic
def _fill_slice(kind: CaseKind) -> int:
    # Another run that holds the row does this slice.
    rows = WordsBacklog.objects.select_for_update(skip_locked=True)
    backlog = rows.filter(kind=kind.code, version=VERSION).exclude(below=0).first()
    if backlog is None:
        return 0
    older = Case.objects.filter(kind=kind.code, pk__lt=backlog.below).order_by("-pk")
    found = list(older.values_list("pk", flat=True)[:SLICE])
    renew_words(kind.code, found)
    backlog.below = found[-1] if found else 0
    backlog.save(update_fields=["below"])
    return len(found)
