"""Cases of two kinds that exist in tests only: «plain», seen by who sees complaints, and «other», seen by who sees figures."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from biaogan.accounts.access import Permission, job_actor
from biaogan.cases import actions, indexing
from biaogan.cases.kinds import KINDS, CaseKind, register_case_kind
from biaogan.cases.models import Case, Confidentiality
from biaogan.org.models import Unit
from tests.conftest import NOW

PLAIN, OTHER = "test_plain", "test_other"

#: What was said in plain cases, by their ids.
TEXTS: dict[int, str] = {}


def register_kinds() -> None:
    if PLAIN not in KINDS:
        register_case_kind(CaseKind(PLAIN, "plain", "TP", Permission.VIEW_COMPLAINT, "test_case", texts=_texts_of))
        register_case_kind(CaseKind(OTHER, "other", "TO", Permission.VIEW_METRICS, "test_case"))


def _texts_of(ids: Sequence[int]) -> dict[int, str]:
    return {pk: TEXTS[pk] for pk in ids if pk in TEXTS}


def make_case(
    unit: Unit, *, handled_by: Unit | None = None, kind: str = PLAIN, at: dt.datetime = NOW, **values: Any
) -> Case:
    """Return an open case of the unit; `restricted=True`, `closed=True`, `held=True` and `barred=person` move it along.

    `says` is what it can be found by; with `unread=True` it has no words yet.
    """
    register_kinds()
    says, unread = values.pop("says", ""), values.pop("unread", False)
    restricted, closed = values.pop("restricted", False), values.pop("closed", False)
    held, barred = values.pop("held", False), values.pop("barred", None)
    case = actions.open_case(
        kind,
        subject_unit=unit,
        handling_unit=handled_by,
        opened_at=at,
        confidentiality=Confidentiality.RESTRICTED if restricted else Confidentiality.ORDINARY,
    )
    if says:
        TEXTS[case.pk] = says
    if says and not unread:
        indexing.note_words(case.pk, says)
    if closed:
        actions.close_case(case, at=at + dt.timedelta(hours=1))
    if held:
        Case.objects.filter(pk=case.pk).update(held_at=at, held_because="法院来函")
        case.refresh_from_db()
    if barred:
        actions.bar(case, barred, reason="被投诉人", by=job_actor("test"), now=at)
    return case
