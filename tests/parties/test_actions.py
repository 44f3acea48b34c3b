"""Recording, revealing, correcting and erasing personal data."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import IntegrityError, connection, transaction

from biaogan.accounts.access import Role, job_actor
from biaogan.audit.models import Event
from biaogan.core.errors import InputRefused, RuleBroken
from biaogan.parties import actions, jobs, queries, sealing, verifying
from biaogan.parties.forms import FreeTextMixin
from biaogan.parties.models import Party
from biaogan.parties.rules import PersonalField
from tests.conftest import NOW
from tests.factories import org
from tests.factories.accounts import actor_with
from tests.factories.cases import make_case
from tests.factories.parties import WHOLE, make_party

pytestmark = pytest.mark.django_db

BY = job_actor("test")


def everything_stored() -> str:
    """All that the database holds of customers and events, as text."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT string_agg(p::text, ' ') FROM parties_party p")
        parties = cursor.fetchone()[0] or ""
        cursor.execute("SELECT string_agg(e::text, ' ') FROM audit_event e")
        return parties + (cursor.fetchone()[0] or "")


def test_nothing_of_a_customer_stands_readable_in_the_database():
    party = make_party(**WHOLE)
    stored = everything_stored()

    for value in WHOLE.values():
        assert value not in stored
        assert value.encode().hex() not in stored
    assert {field: party.plain(field) for field in PersonalField.values} == WHOLE
    assert [party.masked(field) for field in WHOLE] == [
        "王**",
        "138****1234",
        "1****************X",
        "622202****3446",
        "广西壮族自治区梧州市万秀区****",
    ]


def test_many_are_recorded_with_few_statements_as_one_would_be(query_count):
    rows = [{**WHOLE, "phone": f"1380000{number:04d}"} for number in range(300)]

    with query_count() as made:
        parties = actions.record_parties([*rows, {}, {"name": "李四"}], by=BY, now=NOW)

    assert len(made) <= 5
    assert Party.objects.count() == 302
    again = Party.objects.get(pk=parties[7].pk)
    assert (again.plain("phone"), again.masked_phone, again.recorded_at) == ("13800000007", "138****0007", NOW)
    assert (str(Party.objects.get(pk=parties[301].pk)), parties[300].masked_name) == ("李**", "")


def test_a_value_that_is_too_long_is_refused_by_its_name():
    with pytest.raises(InputRefused) as caught:
        make_party(address="路" * 201)

    assert caught.value.code == "party.too_long"
    assert not Party.objects.exists()


# Repeats


def test_the_same_customer_is_found_however_the_number_was_typed_and_by_any_number():
    first = make_party(**WHOLE)
    by_phone = make_party(name="王先生", phone="+86 138-0000-1234")
    by_card = make_party(phone="", account="6222 0202 0011 2233 446")
    by_id = make_party(phone="", id_number="110105491231002")
    make_party(phone="13900000000")

    assert list(queries.repeats(first, since=NOW)) == [by_id, by_card, by_phone]
    assert list(queries.repeats(by_card, since=NOW)) == [first]


def test_only_contacts_since_the_day_count_and_nobody_repeats_who_left_no_number():
    old = make_party(now=NOW - dt.timedelta(days=91))
    party = make_party()
    nobody, other = make_party(phone=""), make_party(phone="")

    assert list(queries.repeats(party, since=NOW - dt.timedelta(days=90))) == []
    assert list(queries.repeats(party, since=NOW - dt.timedelta(days=91))) == [old]
    assert list(queries.repeats(nobody, since=NOW - dt.timedelta(days=90))) == []
    assert other.phone_index is None


def test_repeats_are_found_through_the_index(query_count):
    actions.record_parties([{"phone": f"138{number:08d}"} for number in range(2000)], by=BY, now=NOW)
    party = make_party()
    with query_count() as made:
        list(queries.repeats(party, since=NOW))

    with connection.cursor() as cursor:
        cursor.execute("ANALYZE parties_party")
        cursor.execute(f"EXPLAIN {made.captured_queries[-1]['sql']}")
        assert "party_by_phone" in "\n".join(row[0] for row in cursor.fetchall())


# Revealing


ASK = {"fields": ["phone"], "purpose": "contact", "words": "告知结果"}


def test_a_value_is_revealed_with_a_purpose_and_the_look_is_written_down():
    case = make_case(org.unit())
    party = make_party(case=case, **WHOLE)
    officer = actor_with(Role.COMPLAINT_OFFICER, case.subject_unit)

    values = actions.reveal(
        party, by=officer, now=NOW, **ASK | {"fields": ["phone", "name"], "words": "致电13800001234"}
    )

    assert values == {"name": "王小明", "phone": "13800001234"}
    event = Event.objects.get()
    assert (event.name, event.case_ref, event.actor_ref) == ("party.revealed", case.pk, officer.ref)
    assert event.facts == {"fields": ["name", "phone"], "purpose": "contact", "words": "致电138****1234"}


def test_revealing_is_refused_without_right_place_or_purpose():
    unit = org.unit()
    case = make_case(unit)
    party, stray = make_party(case=case), make_party()
    officer = actor_with(Role.COMPLAINT_OFFICER, unit)
    barred = actor_with(Role.COMPLAINT_OFFICER, unit)
    case.bars.create(person=barred.person, reason="被投诉人", at=NOW)

    for by in (
        actor_with(Role.VIEWER, unit),
        actor_with(Role.COMPLAINT_OFFICER, org.unit()),
        actor_with(Role.AUDITOR, unit),
        barred,
    ):
        with pytest.raises(Party.DoesNotExist):
            actions.reveal(party, by=by, now=NOW, **ASK)
    with pytest.raises(Party.DoesNotExist):
        actions.reveal(stray, by=officer, now=NOW, **ASK)
    for wrong in ({"fields": []}, {"fields": ["sealed_name"]}, {"purpose": "curiosity"}, {"words": " "}):
        with pytest.raises(InputRefused):
            actions.reveal(party, by=officer, now=NOW, **ASK | wrong)

    assert not Event.objects.exists()
    actions.reveal(party, by=officer, now=NOW, **ASK)


def test_a_value_whose_key_is_gone_is_told_as_such(key_file, monkeypatch):
    case = make_case(org.unit())
    party = make_party(case=case)
    monkeypatch.setattr(sealing, "key_ring", lambda: sealing.KeyRing("9", {}))

    with pytest.raises(RuleBroken, match=r"party\.cannot_be_opened"):
        actions.reveal(party, by=actor_with(Role.COMPLAINT_OFFICER, case.subject_unit), now=NOW, **ASK)


# Correcting and erasing


def test_what_was_wrong_is_replaced_and_found_anew_and_the_rest_stays():
    case = make_case(org.unit())
    party = make_party(case=case, **WHOLE)
    officer = actor_with(Role.COMPLAINT_OFFICER, case.subject_unit)

    actions.correct_party(party, by=officer, now=NOW, phone="13900005678", name="王小明")

    party = Party.objects.get(pk=party.pk)
    assert {field: party.plain(field) for field in PersonalField.values} == {**WHOLE, "phone": "13900005678"}
    assert (party.masked_phone, party.corrected_at) == ("139****5678", NOW)
    assert list(queries.repeats(make_party(phone="13900005678"), since=NOW)) == [party]
    assert Event.objects.get().facts == {"fields": ["phone"]}


def test_a_correction_is_refused_to_who_may_not_see_in_full():
    case = make_case(org.unit())
    party = make_party(case=case)

    with pytest.raises(Party.DoesNotExist):
        actions.correct_party(party, by=actor_with(Role.OUTLET_HEAD, case.subject_unit), now=NOW, phone="1")


def test_erasing_leaves_a_row_without_anything_of_the_person():
    case = make_case(org.unit())
    party, other = make_party(case=case, **WHOLE), make_party()
    head = actor_with(Role.OFFICE_HEAD, case.subject_unit)

    actions.erase_party(party, reason="客户要求", by=head, now=NOW)
    actions.erase_party(party, reason="再次", by=head, now=NOW)

    party = Party.objects.get(pk=party.pk)
    assert [party.plain(field) + party.masked(field) for field in PersonalField.values] == [""] * 5
    assert list(queries.repeats(other, since=NOW)) == []
    assert Event.objects.count() == 1
    for attempt in (
        lambda: actions.reveal(party, by=head, now=NOW, **ASK),
        lambda: actions.correct_party(party, by=head, now=NOW, name="王"),
    ):
        with pytest.raises(RuleBroken):
            attempt()
    with pytest.raises(IntegrityError), transaction.atomic():
        Party.objects.filter(pk=party.pk).update(sealed_name=b"x")


def test_erasing_is_refused_without_right_or_reason_and_while_the_data_must_be_kept():
    case = make_case(org.unit())
    party, held = make_party(case=case), make_party(case=case, held=True)
    head = actor_with(Role.OFFICE_HEAD, case.subject_unit)

    with pytest.raises(Party.DoesNotExist):
        actions.erase_party(party, reason="x", by=actor_with(Role.COMPLAINT_OFFICER, case.subject_unit), now=NOW)
    with pytest.raises(InputRefused):
        actions.erase_party(party, reason=" ", by=head, now=NOW)
    with pytest.raises(RuleBroken, match=r"party\.held"):
        actions.erase_party(held, reason="客户要求", by=head, now=NOW)

    assert not Event.objects.exists()
    actions.erase_party(party, reason="客户要求", by=head, now=NOW)


# Keys


def test_a_new_key_takes_over_every_row_and_the_old_one_may_go(key_file, monkeypatch):
    monkeypatch.setattr(jobs, "BATCH", 3)
    parties = actions.record_parties(
        [{**WHOLE, "phone": f"1380000{number:04d}"} for number in range(7)], by=BY, now=NOW
    )
    before = Party.objects.get(pk=parties[0].pk)
    assert jobs.seal_anew(now=NOW) == 0

    key_id = sealing.add_key(key_file)
    assert jobs.seal_anew(now=NOW) == 7
    assert jobs.seal_anew(now=NOW) == 0

    after = Party.objects.get(pk=parties[0].pk)
    assert {sealing.key_id_of(getattr(after, f"sealed_{field}")) for field in PersonalField.values} == {key_id}
    assert after.plain("name") == "王小明"
    assert bytes(after.phone_index) == bytes(before.phone_index), "repeats across the change are still found"
    assert set(Party.objects.values_list("key_id", flat=True)) == {key_id}
    assert Event.objects.filter(name="party.sealed_anew").count() == 3


def test_verify_finds_values_that_cannot_be_opened_and_values_that_were_exchanged():
    whole, one, two = make_party(**WHOLE), make_party(name="李四"), make_party(name="赵五")
    sealed = bytes(Party.objects.get(pk=one.pk).sealed_name)
    Party.objects.filter(pk=two.pk).update(sealed_name=sealed)

    result = verifying.verify_seals(now=NOW)

    assert result.looked_at == 3
    assert [flaw.where.split(" ")[0] for flaw in result.flaws] == [f"parties.party:{two.pk}:name"]
    assert str(whole.pk) not in result.flaws[0].where.split(":")[1]


def test_a_form_holds_numbers_in_free_text_back_once_and_then_takes_them():
    from django import forms

    class Form(FreeTextMixin):
        free_text = ("summary",)
        summary = forms.CharField(required=False)

    held = Form({"summary": "请致电13800001234"})
    taken = Form({"summary": "请致电13800001234", "numbers_stay": "on"})

    assert not held.is_valid()
    assert held.has_numbers
    assert "138****1234" in str(held.errors["summary"])
    assert "13800001234" not in str(held.errors["summary"])
    assert taken.is_valid()
    assert Form({"summary": "排队太久"}).is_valid()
