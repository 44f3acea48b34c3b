"""Numbers, links, bars, confidentiality and legal hold."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import translation

from biaogan.accounts.access import Role, job_actor
from biaogan.audit.models import Event
from biaogan.cases import actions, queries
from biaogan.cases.models import Case, CaseBar, CaseLink
from biaogan.cases.rules import possible_numbers
from biaogan.core.errors import InputRefused, RuleBroken
from biaogan.core.time import ZONE
from tests.conftest import NOW
from tests.factories import org
from tests.factories.accounts import actor_with
from tests.factories.cases import PLAIN, make_case


@pytest.mark.parametrize(
    "typed", ["C-2026-000123", "c2026000123", "c-2026-123", "Ｃ－２０２６－０００１２３", " C 2026 123 ", "C/2026/123"]
)
def test_a_number_is_understood_however_it_is_typed(typed):
    assert possible_numbers(typed, prefixes=["C"]) == ["C-2026-000123"]


def test_a_number_without_letters_or_year_may_mean_several():
    assert possible_numbers("2026-123", prefixes=["C", "N"]) == ["C-2026-000123", "N-2026-000123"]
    assert "N-2031-000123" in possible_numbers("123", prefixes=["C", "N"])


@pytest.mark.parametrize("typed", ["", "王小明", "X-2026-000123", "13800001234567", "C-2026-", "\x00", "C-2026-12-3"])
def test_what_is_no_number_means_none(typed):
    assert possible_numbers(typed, prefixes=["C"]) == []


@pytest.mark.django_db
def test_a_case_is_found_by_its_number_only_by_who_may_see_it():
    case = make_case(org.unit())

    assert list(queries.by_number(actor_with(Role.VIEWER, case.subject_unit), case.number.lower())) == [case]
    assert list(queries.by_number(actor_with(Role.VIEWER, org.unit()), case.number)) == []


@pytest.mark.django_db
def test_a_case_takes_its_year_from_the_day_in_the_networks_zone():
    actions_at = dt.datetime(2026, 12, 31, 16, 30, tzinfo=dt.UTC)

    case = make_case(org.unit(), at=actions_at)

    assert case.number.startswith("TP-2027-")
    assert actions_at.astimezone(ZONE).date() == dt.date(2027, 1, 1)


@pytest.mark.django_db
def test_a_case_cannot_close_before_it_opens():
    case = make_case(org.unit())

    with pytest.raises(IntegrityError), transaction.atomic():
        actions.close_case(case, at=NOW - dt.timedelta(seconds=1))
    actions.close_case(case, at=NOW)


@pytest.mark.django_db
def test_somebody_barred_by_hand_is_shut_out_until_the_bar_is_lifted():
    case, head = make_case(org.unit()), org.person()
    officer = actor_with(Role.COMPLAINT_OFFICER, case.subject_unit)

    barred = actions.bar_by_hand(case_id=case.pk, person=head, reason="被投诉人", by=officer, now=NOW)
    actions.bar_by_hand(case_id=case.pk, person=head, reason="又一次", by=officer, now=NOW)
    assert [row.person for row in queries.case_parts(case, officer).bars] == [head]

    actions.lift_bar(bar_id=barred.pk, reason="弄错了人", by=officer, now=NOW)
    assert not CaseBar.objects.exists()
    assert list(Event.objects.order_by("pk").values_list("name", flat=True)) == [
        "case.person_barred",
        "case.bar_lifted",
    ]


@pytest.mark.django_db
def test_barring_is_refused_without_right_place_or_reason_and_for_oneself():
    case, head = make_case(org.unit()), org.person()
    officer = actor_with(Role.COMPLAINT_OFFICER, case.subject_unit)

    def attempt(by, person=head, reason="被投诉人"):
        actions.bar_by_hand(case_id=case.pk, person=person, reason=reason, by=by, now=NOW)

    with pytest.raises(Case.DoesNotExist):
        attempt(actor_with(Role.COMPLAINT_OFFICER, org.unit()))
    with pytest.raises(PermissionDenied):
        attempt(actor_with(Role.VIEWER, case.subject_unit))
    with pytest.raises(RuleBroken):
        attempt(officer, person=officer.person)
    with pytest.raises(InputRefused):
        attempt(officer, reason="  ")

    assert not Event.objects.exists()
    attempt(officer)


@pytest.mark.django_db
def test_linked_cases_name_each_other_and_hide_what_may_not_be_seen():
    branch = org.unit("branch")
    first, second = make_case(org.unit("outlet", branch)), make_case(org.unit("outlet", branch))
    officer = actor_with(Role.COMPLAINT_OFFICER, branch)

    actions.link_by_hand(case_id=first.pk, other=second, kind=CaseLink.Kind.REPEATS, by=officer, now=NOW)

    with translation.override("zh-hans"):
        assert [(str(each.relation), each.case) for each in queries.linked_with(first, officer)] == [("重复", second)]
        assert [(str(each.relation), each.case) for each in queries.linked_with(second, officer)] == [
            ("被重复于", first)
        ]
    assert queries.linked_with(first, actor_with(Role.OUTLET_HEAD, first.subject_unit)) == []


@pytest.mark.django_db
def test_a_case_is_not_linked_to_itself_nor_to_one_out_of_sight():
    case, hidden = make_case(org.unit()), make_case(org.unit())
    officer = actor_with(Role.COMPLAINT_OFFICER, case.subject_unit)

    with pytest.raises(InputRefused):
        actions.link_by_hand(case_id=case.pk, other=case, kind=CaseLink.Kind.FOLLOWS, by=officer, now=NOW)
    with pytest.raises(Case.DoesNotExist):
        actions.link_by_hand(case_id=case.pk, other=hidden, kind=CaseLink.Kind.FOLLOWS, by=officer, now=NOW)


@pytest.mark.django_db
def test_only_who_sees_confidential_cases_makes_one_so():
    branch = org.unit("branch")
    case = make_case(org.unit("outlet", branch))

    with pytest.raises(PermissionDenied):
        actions.make_confidential(case_id=case.pk, reason="涉及员工", by=actor_with(Role.VIEWER, branch), now=NOW)

    officer = actor_with(Role.COMPLAINT_OFFICER, branch)
    actions.make_confidential(case_id=case.pk, reason="涉及员工", by=officer, now=NOW)
    case.refresh_from_db()
    assert case.confidentiality == "restricted"

    actions.make_ordinary(case_id=case.pk, reason="已查清", by=officer, now=NOW)
    case.refresh_from_db()
    assert case.confidentiality == "ordinary"
    assert Event.objects.filter(name="case.confidentiality_changed").count() == 2


@pytest.mark.django_db
def test_a_legal_hold_begins_and_ends_once_each():
    case = make_case(org.unit())
    head = actor_with(Role.OFFICE_HEAD, case.subject_unit)

    with pytest.raises(PermissionDenied):
        actions.hold(
            case_id=case.pk, reason="法院来函", by=actor_with(Role.COMPLAINT_OFFICER, case.subject_unit), now=NOW
        )
    with pytest.raises(RuleBroken):
        actions.lift_hold(case_id=case.pk, reason="结案", by=head, now=NOW)

    actions.hold(case_id=case.pk, reason="法院来函，电话13800001234", by=head, now=NOW)
    with pytest.raises(RuleBroken):
        actions.hold(case_id=case.pk, reason="再来一次", by=head, now=NOW)
    held = Case.objects.get(pk=case.pk)
    assert held.held_at == NOW
    assert held.held_because == "法院来函，电话138****1234", "no customer's number in a reason"

    actions.lift_hold(case_id=case.pk, reason="结案", by=head, now=NOW)
    assert Case.objects.get(pk=case.pk).held_at is None


@pytest.mark.django_db
def test_a_number_is_never_given_twice():
    unit = org.unit()

    fresh = actions.numbers_and_keys(make_case(unit).kind, [NOW] * 50)
    drawn = [number for number, _key in fresh] + [make_case(unit).number for _ in range(5)]

    assert len(set(drawn)) == len(drawn)
    assert all(number.startswith("TP-2026-") for number in drawn)
    assert make_case(unit).kind == PLAIN


@pytest.mark.django_db
def test_a_rule_of_the_kind_bars_without_asking_who_acts():
    case = make_case(org.unit())

    actions.bar(case, org.person(), reason="本人经办", by=job_actor("complaints"), now=NOW)

    assert CaseBar.objects.count() == 1
