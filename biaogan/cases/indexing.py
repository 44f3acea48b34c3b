"""The words of cases, written where a case is made and where what it says has changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from biaogan.cases.kinds import KINDS
from biaogan.cases.models import CaseWords
from biaogan.cases.rules import words_of
from biaogan.core.copying import copy_values
from biaogan.core.storing import append


def note_words(case_id: int, *texts: str) -> None:
    """Let a new case be found by the words of what was said; one statement."""
    append([CaseWords(case_id=case_id, words=_of(texts))])


def note_words_many(texts: Mapping[int, str]) -> None:
    """Let thousands of new cases be found; `texts` are by the cases' ids."""
    copy_values(CaseWords, ("case_id", "words"), ((case_id, words_of(text)) for case_id, text in texts.items()))


def renew_words(kind: str, case_ids: Sequence[int]) -> None:
    """Read anew what the cases' kind hands over, whether they had words before or not."""
    texts = KINDS[kind].texts
    if texts is None or not case_ids:
        return
    rows = [CaseWords(case_id=case_id, words=words_of(text)) for case_id, text in texts(case_ids).items()]
    CaseWords.objects.bulk_create(rows, update_conflicts=True, unique_fields=["case"], update_fields=["words"])


def _of(texts: Sequence[str]) -> list[int]:
    return words_of("\n".join(texts))
