"""Cases by words that were said in them, newest first.

A rare word is looked up in the index of words. A frequent one has too many cases there; but a page of the newest is soon full of it, so the
newest are walked and each is asked. Which of the two it is shows in a sample of the newest that the actor may see. Where they may see few
cases, all of them are asked at once, and the sample is the answer.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db import connection

from biaogan.accounts.access import Actor
from biaogan.cases.kinds import KINDS, CaseKind
from biaogan.cases.models import Case
from biaogan.cases.queries.newest import KindFilter, newest_ids
from biaogan.cases.queries.scopes import WITH_SCOPE, Reach, scope_of
from biaogan.cases.rules import Piece, excerpt, wanted
from biaogan.parties.rules import masked_text

#: A sample's size is the root of the number of cases, which is where both ways cost the same, within these bounds.
SAMPLE_AT_LEAST, SAMPLE_AT_MOST = 1000, 10_000

#: With so many hits in a sample, a page is full after five samples.
HITS_OF_A_FREQUENT_WORD = 10

#: A scope with no more cases than so many samples is looked through whatever the word is: that is soon done, and the index may hold a
#: million hits.
SAMPLES_OF_A_SMALL_SCOPE = 8

#: With more hits in a small scope a walk fills the page before all are found, and looking them through stops there.
HITS_OF_A_SMALL_SCOPE = 200

#: So many of the newest are looked through for a sample of many units' cases.
LONGEST_SAMPLE = 20_000


@dataclass(frozen=True)
class Match:
    """How the cases with all of these words are found; `is_frequent` where a walk finds them sooner than the index.

    Then they are too many to be counted quickly, unless the walk is through a `whole` that is small. `found` are they
    themselves where all that the actor may see was looked through; whoever may not see one of them is yet to be asked.
    """

    words: tuple[int, ...]
    is_frequent: bool
    is_whole: bool = False
    found: tuple[int, ...] | None = None

    @property
    def counts_quickly(self) -> bool:
        return self.is_whole or not self.is_frequent

    @property
    def where(self) -> str:
        # A subquery that gives one value is asked for each case that is walked over, never turned into a join.
        said = "(SELECT w.words @> %(words)s::int[] FROM cases_casewords w WHERE w.case_id = c.id)"
        return said if self.is_frequent else ""

    @property
    def among(self) -> str:
        if self.found is not None:
            return "SELECT unnest(%(found)s::bigint[])"
        return "" if self.is_frequent else "SELECT case_id FROM cases_casewords WHERE words @> %(words)s::int[]"

    @property
    def params(self) -> dict[str, Any]:
        return {"words": list(self.words), "found": list(self.found or ())}


@dataclass(frozen=True)
class Said:
    """A case that was found, with the words around what was asked for; personal numbers are masked."""

    case: Case
    kind: CaseKind
    pieces: list[Piece]


def matching(actor: Actor, kind: str, permission: str, words: tuple[int, ...]) -> Match:
    """Choose how cases of `kind` with all of `words` are found for the actor."""
    scope = scope_of(actor, permission)
    params: dict[str, Any] = {
        "kind": kind,
        "words": list(words),
        "paths": list(scope.paths),
        "least": SAMPLE_AT_LEAST,
        "most": SAMPLE_AT_MOST,
        "small": SAMPLES_OF_A_SMALL_SCOPE,
        "enough": HITS_OF_A_SMALL_SCOPE + 1,
    }
    with connection.cursor() as cursor:
        cursor.execute(_SAMPLES[scope.reach], params)
        seen, hits, is_whole, size, found = cursor.fetchone()
    if found is not None and len(found) <= HITS_OF_A_SMALL_SCOPE:
        return Match(words, is_frequent=False, found=tuple(found))
    return Match(words, is_whole or hits * size >= HITS_OF_A_FREQUENT_WORD * seen, is_whole)


def said_in(actor: Actor, text: str, *, size: int = 10) -> list[Said]:
    """Return the newest cases of each kind, at most `size`, that the actor may see and that have all words of `text`."""
    words = wanted(text).words
    kinds = [kind for kind in KINDS if kind.texts is not None] if words else []
    return [said for kind in kinds for said in _said_in(actor, kind, words, size)]


def _said_in(actor: Actor, kind: CaseKind, words: tuple[int, ...], size: int) -> Iterator[Said]:
    if not actor.paths(kind.view_permission) or kind.texts is None:
        return
    match = matching(actor, kind.code, kind.view_permission, words)
    extra = KindFilter("", match.where, match.params, among=match.among)
    ids = newest_ids(actor, kind.code, kind.view_permission, size=size, extra=extra)
    cases = Case.objects.select_related("subject_unit").in_bulk(ids)
    texts = kind.texts(ids) if ids else {}
    for pk in ids:
        if pk in cases:
            yield Said(cases[pk], kind, excerpt(masked_text(texts.get(pk, "")), words))


def newest_without_words(kind: str, *, among: int) -> list[int]:
    """Return the ids of those of the newest cases, so many of all kinds, that are of `kind` and have no words yet."""
    with connection.cursor() as cursor:
        cursor.execute(_WITHOUT_WORDS, {"kind": kind, "among": among})
        return [row[0] for row in cursor.fetchall()]


# As in `Match.where`: asked for each case, never a join that reads all words there are.
_WITHOUT_WORDS = """
    SELECT c.id FROM (SELECT id, kind FROM cases_case ORDER BY id DESC LIMIT %(among)s) c
    WHERE c.kind = %(kind)s AND (SELECT w.case_id FROM cases_casewords w WHERE w.case_id = c.id) IS NULL
    ORDER BY c.id DESC"""

_SIZE = """size AS MATERIALIZED (
    SELECT greatest(%(least)s, least(%(most)s, sqrt(greatest(reltuples, 0))))::int AS n
    FROM pg_class WHERE oid = 'cases_case'::regclass)"""
_HIT = "coalesce((SELECT w.words @> %(words)s::int[] FROM cases_casewords w WHERE w.case_id = c.id), FALSE)"
_NEWEST = "FROM cases_case c WHERE c.kind = %(kind)s ORDER BY c.opened_at DESC, c.id DESC LIMIT"
_COUNTED = f"count(*), count(*) FILTER (WHERE {_HIT})"


def _each_unit(column: str) -> str:
    return f"""
        SELECT found.* FROM scope u CROSS JOIN LATERAL (SELECT count(*) AS seen, count(*) FILTER (WHERE {_HIT}) AS hits FROM (
            SELECT c.id FROM cases_case c WHERE c.kind = %(kind)s AND c.{column} = u.id
            ORDER BY c.opened_at DESC, c.id DESC LIMIT (SELECT n FROM share)) c) found"""


def _whole_unit(column: str) -> str:
    return f"""
        SELECT c.id FROM scope u CROSS JOIN LATERAL (
            SELECT c.id FROM cases_case c WHERE c.kind = %(kind)s AND c.{column} = u.id LIMIT (SELECT n FROM small)) c"""


#: Each gives: cases looked at, hits among them, whether these were all there are, the size of a sample, and the hits of a small scope.
_SAMPLES = {
    Reach.NONE: "SELECT 0, 0, TRUE, 1, NULL",
    Reach.ALL: f"""WITH {_SIZE} SELECT {_COUNTED}, count(*) < (SELECT n FROM size), (SELECT n FROM size), NULL
        FROM (SELECT c.id {_NEWEST} (SELECT n FROM size)) c""",
    Reach.MANY: f"""{WITH_SCOPE}, {_SIZE} SELECT {_COUNTED}, FALSE, (SELECT n FROM size), NULL FROM (
        SELECT c.id FROM (SELECT c.* {_NEWEST} {LONGEST_SAMPLE}) c
        WHERE c.subject_unit_id IN (SELECT id FROM scope) OR c.handling_unit_id IN (SELECT id FROM scope)
        LIMIT (SELECT n FROM size)) c""",
    # Twice as many as elsewhere, since they are shared out among the units; a unit that fills its share may have more.
    Reach.FEW: f"""{WITH_SCOPE}, {_SIZE},
        small AS MATERIALIZED (SELECT %(small)s * n AS n FROM size),
        looked AS MATERIALIZED (SELECT c.id FROM (
            {_whole_unit("subject_unit_id")} UNION ALL {_whole_unit("handling_unit_id")}) c LIMIT (SELECT n FROM small)),
        whole AS MATERIALIZED (SELECT count(*) < (SELECT n FROM small) AS is_small FROM looked),
        found AS MATERIALIZED (
            SELECT c.id FROM (SELECT DISTINCT id FROM looked WHERE (SELECT is_small FROM whole)) c WHERE {_HIT} LIMIT %(enough)s),
        share AS MATERIALIZED (SELECT CASE WHEN (SELECT is_small FROM whole) THEN 0
            ELSE 1 + 2 * n / (SELECT greatest(count(*), 1)::int FROM scope) END AS n FROM size)
        SELECT coalesce(sum(seen), 0), coalesce(sum(hits), 0), (SELECT is_small FROM whole), (SELECT n FROM size),
            CASE WHEN (SELECT is_small FROM whole) THEN ARRAY(SELECT id FROM found) END
        FROM ({_each_unit("subject_unit_id")} UNION ALL {_each_unit("handling_unit_id")}) found""",
}
