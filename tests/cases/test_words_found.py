"""Cases found by their words: the same ones whichever way is taken, only where they may be seen, old ones once the job has read them."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection

from biaogan.accounts.access import Actor, Grant, Permission, Role, job_actor
from biaogan.cases import jobs, queries
from biaogan.cases.indexing import note_words, note_words_many, renew_words
from biaogan.cases.kinds import KINDS
from biaogan.cases.models import Case, CaseWords, WordsBacklog
from biaogan.cases.queries import KindFilter, Match, newest, scopes, words
from biaogan.cases.rules import wanted, words_of
from tests.conftest import NOW
from tests.factories import org
from tests.factories.cases import OTHER, PLAIN, TEXTS, make_case

pytestmark = pytest.mark.django_db

SEE = Permission.VIEW_COMPLAINT


def actor(role: Role, unit: org.Unit, person: org.Person | None = None) -> Actor:
    return Actor("user:0", person=person, grants=(Grant(role, unit.path),))


def found(by: Actor, text: str, *, is_frequent: bool | None = None, **more: int) -> list[int]:
    match = queries.matching(by, PLAIN, SEE, wanted(text).words)
    if is_frequent is not None:
        match = Match(match.words, is_frequent)
    extra = KindFilter("", match.where, match.params, among=match.among)
    total = queries.capped_total(by, PLAIN, SEE, extra=extra)
    ids = queries.newest_ids(by, PLAIN, SEE, extra=extra, **{"size": 1000, **more})
    assert more or total == len(ids)
    return ids


@pytest.fixture
def network() -> list[org.Unit]:
    """A bank, a branch, two outlets; at each outlet ten cases of which some speak of 态度 and one of 吞卡."""
    bank = org.unit("bank")
    branch = org.unit("branch", bank)
    outlets = [org.unit("outlet", branch) for _ in range(2)]
    for number in range(20):
        says = "吞卡" if number % 10 == 3 else "服务态度不好" if number % 2 else "排队一小时"
        at = NOW - dt.timedelta(hours=number)
        make_case(outlets[number // 10], handled_by=branch, at=at, says=says)
    return [bank, branch, *outlets]


@pytest.mark.parametrize("few_units", [300, 1, 0])
@pytest.mark.parametrize("is_frequent", [True, False])
@pytest.mark.parametrize("longest_walk", [20_000, 3])
def test_both_ways_find_the_same_in_every_scope(network, is_frequent, few_units, longest_walk, monkeypatch):
    monkeypatch.setattr(scopes, "FEW_UNITS", few_units)
    monkeypatch.setattr(newest, "LONGEST_WALK", longest_walk)
    for unit in network:
        by = actor(Role.LEADER, unit)
        for text in ("态度", "吞卡", "服务 态度", "赔偿"):
            seen = Case.objects.visible_to(by, needs=SEE).filter(kind=PLAIN).order_by("-opened_at", "-pk")
            expected = [case.pk for case in seen if set(wanted(text).words) <= set(words_of(TEXTS[case.pk]))]

            assert found(by, text, is_frequent=is_frequent) == expected


@pytest.mark.parametrize("is_frequent", [True, False])
def test_pages_go_on_where_the_one_before_ended(network, is_frequent):
    by = actor(Role.LEADER, network[0])
    every = found(by, "态度")
    third = Case.objects.get(pk=every[2])

    assert found(by, "态度", is_frequent=is_frequent, size=3) == every[:3]
    rest = newest.newest_ids(
        by,
        PLAIN,
        SEE,
        after=(third.opened_at, third.pk),
        extra=KindFilter("", (match := Match(wanted("态度").words, is_frequent)).where, match.params, match.among),
    )
    assert rest == every[3:]


def test_a_sample_tells_frequent_words_from_rare_ones(network, monkeypatch):
    monkeypatch.setattr(words, "SAMPLE_AT_LEAST", 4)
    monkeypatch.setattr(words, "SAMPLE_AT_MOST", 4)
    monkeypatch.setattr(words, "SAMPLES_OF_A_SMALL_SCOPE", 1)
    monkeypatch.setattr(words, "HITS_OF_A_FREQUENT_WORD", 1)

    for few_units in (300, 1, 0):
        monkeypatch.setattr(scopes, "FEW_UNITS", few_units)
        for by in (actor(Role.LEADER, network[0]), actor(Role.LEADER, network[1]), job_actor("test")):
            assert words.matching(by, PLAIN, SEE, wanted("态度").words).is_frequent
            assert not words.matching(by, PLAIN, SEE, wanted("赔偿").words).is_frequent


def test_few_cases_are_looked_through_once_whatever_the_word(network, monkeypatch):
    by = actor(Role.LEADER, network[2])
    rare, frequent = wanted("吞卡").words, wanted("态度").words
    monkeypatch.setattr(words, "HITS_OF_A_SMALL_SCOPE", 1)

    assert words.matching(by, PLAIN, SEE, rare).found == tuple(found(by, "吞卡"))
    assert words.matching(by, PLAIN, SEE, wanted("赔偿").words).found == ()
    assert words.matching(by, PLAIN, SEE, frequent) == Match(frequent, is_frequent=True, is_whole=True)
    assert words.matching(actor(Role.STAFF, network[2]), PLAIN, SEE, rare).is_frequent


@pytest.mark.parametrize("enough", [200, 3, 0])
def test_what_is_looked_through_at_once_is_what_may_be_seen(network, enough, monkeypatch):
    monkeypatch.setattr(words, "HITS_OF_A_SMALL_SCOPE", enough)
    barred = org.person()
    hidden = make_case(network[2], says="服务态度", restricted=True)
    make_case(network[2], says="服务态度", barred=barred)

    for unit in network:
        for by in (actor(Role.VIEWER, unit), actor(Role.LEADER, unit), actor(Role.LEADER, unit, barred)):
            for text in ("态度", "吞卡"):
                seen = Case.objects.visible_to(by, needs=SEE).filter(kind=PLAIN).order_by("-opened_at", "-pk")
                expected = [case.pk for case in seen if set(wanted(text).words) <= set(words_of(TEXTS[case.pk]))]
                assert found(by, text) == expected
    assert hidden.pk not in found(actor(Role.VIEWER, network[2]), "态度")


@pytest.mark.parametrize("is_frequent", [True, False])
def test_who_may_not_see_a_case_does_not_find_it(is_frequent):
    bank = org.unit("bank")
    here, there = org.unit("outlet", bank), org.unit("outlet", bank)
    barred = org.person()
    open_to_all = make_case(here, says="服务态度")
    restricted = make_case(here, says="服务态度", restricted=True)
    not_theirs = make_case(here, says="服务态度", barred=barred)
    make_case(here, says="服务态度", kind=OTHER)

    def of(role: Role, unit: org.Unit, person: org.Person | None = None) -> set[int]:
        return set(found(actor(role, unit, person), "态度", is_frequent=is_frequent))

    assert of(Role.VIEWER, there) == set()
    assert of(Role.STAFF, bank) == set()
    assert of(Role.VIEWER, here) == {open_to_all.pk, not_theirs.pk}
    assert of(Role.VIEWER, here, barred) == {open_to_all.pk}
    assert of(Role.LEADER, bank) == {open_to_all.pk, restricted.pk, not_theirs.pk}


def test_what_was_said_comes_with_its_words_and_masked_numbers(network):
    case = make_case(network[2], says="请回电13800001234，服务态度太差", at=NOW + dt.timedelta(hours=1))

    said = queries.said_in(actor(Role.VIEWER, network[2]), "态度 服务", size=3)

    assert said[0].case.pk == case.pk
    assert len(said) == 3
    text = "".join(piece.text for piece in said[0].pieces)
    assert "138****1234" in text
    assert "13800001234" not in text
    assert queries.said_in(actor(Role.VIEWER, network[2]), "差") == []
    assert queries.said_in(actor(Role.VIEWER, network[2]), "1234") == []
    assert queries.said_in(actor(Role.STAFF, network[2]), "态度") == []


def test_a_search_costs_the_same_queries_however_many_are_found(network, query_count):
    by = actor(Role.LEADER, network[0])
    counts = []
    for size in (2, 9):
        with query_count() as made:
            queries.said_in(by, "态度", size=size)
        counts.append(len(made))

    kinds = sum(1 for kind in KINDS if kind.texts is not None)
    assert counts[0] == counts[1] <= 5 * kinds


def test_old_cases_get_their_words_in_slices_and_new_ones_are_left_alone(monkeypatch):
    monkeypatch.setattr(jobs, "SLICE", 2)
    monkeypatch.setattr(jobs, "SLICES_AT_MOST", 2)
    unit = org.unit()
    old = [make_case(unit, says="服务态度", unread=True) for _ in range(5)]
    by = actor(Role.VIEWER, unit)

    assert found(by, "态度") == []
    assert jobs.fill_words(now=NOW) == 4
    new = make_case(unit, says="服务态度")
    assert len(found(by, "态度")) == 5
    assert jobs.fill_words(now=NOW) == 1
    assert jobs.fill_words(now=NOW) == 0

    assert set(found(by, "态度")) == {new.pk, *(case.pk for case in old)}
    assert WordsBacklog.objects.get(kind=PLAIN).below == 0


def test_a_new_rule_of_words_reads_all_cases_anew(monkeypatch):
    case = make_case(org.unit(), says="服务态度")
    jobs.fill_words(now=NOW)
    CaseWords.objects.update(words=[1])
    monkeypatch.setattr(jobs, "VERSION", 2)

    jobs.fill_words(now=NOW)

    assert CaseWords.objects.get(case=case).words == words_of("服务态度")


def test_what_a_node_of_the_version_before_wrote_after_the_filling_gets_its_words(monkeypatch):
    unit = org.unit()
    by = actor(Role.VIEWER, unit)
    assert jobs.fill_words(now=NOW) == 0
    late = [make_case(unit, says="服务态度", unread=True) for _ in range(3)]
    make_case(unit, says="服务态度", kind=OTHER, unread=True)
    new = make_case(unit, says="服务态度")
    monkeypatch.setattr(jobs, "SLICE", 2)

    assert found(by, "态度") == [new.pk]
    assert jobs.fill_words(now=NOW) == 3
    assert jobs.fill_words(now=NOW) == 0

    assert set(found(by, "态度")) == {new.pk, *(case.pk for case in late)}


def test_only_the_newest_are_asked_and_each_by_its_key(monkeypatch):
    unit = org.unit()
    rows = [Case(kind=PLAIN, number=f"X-{n}", subject_unit=unit, opened_at=NOW) for n in range(3000)]
    Case.objects.bulk_create(rows)
    note_words_many({case.pk: "排队" for case in rows[:-3]})
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE cases_case, cases_casewords")
        cursor.execute(f"EXPLAIN {words._WITHOUT_WORDS}", {"kind": PLAIN, "among": 100})
        plan = "\n".join(row[0] for row in cursor.fetchall())

    assert "Seq Scan" not in plan
    assert queries.newest_without_words(PLAIN, among=2) == [case.pk for case in rows[:-3:-1]]
    assert queries.newest_without_words(PLAIN, among=100) == [case.pk for case in rows[:-4:-1]]


def test_words_follow_what_a_case_says():
    case = make_case(org.unit(), says="服务态度")
    TEXTS[case.pk] = "排队"

    renew_words(PLAIN, [case.pk])
    assert CaseWords.objects.get(case=case).words == words_of("排队")

    CaseWords.objects.all().delete()
    note_words_many({case.pk: "吞卡"})
    assert CaseWords.objects.get(case=case).words == words_of("吞卡")
    CaseWords.objects.all().delete()
    note_words(case.pk, "吞卡", "赔偿")
    assert CaseWords.objects.get(case=case).words == words_of("吞卡\n赔偿")


def test_a_rare_word_is_read_from_the_index_of_words():
    unit = org.unit()
    rows = [Case(kind=PLAIN, number=f"X-{n}", subject_unit=unit, opened_at=NOW + dt.timedelta(n)) for n in range(3000)]
    Case.objects.bulk_create(rows)
    note_words_many({case.pk: "吞卡" if n == 5 else "排队一小时" for n, case in enumerate(rows)})
    match = Match(wanted("吞卡").words, is_frequent=False)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE cases_casewords")
        cursor.execute(f"EXPLAIN {match.among}", match.params)
        plan = "\n".join(row[0] for row in cursor.fetchall())

    assert "case_by_word" in plan
