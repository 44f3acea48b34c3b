from __future__ import annotations

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied

from biaogan.audit.models import Event
from biaogan.core.errors import InputRefused, RuleBroken
from biaogan.rectification import actions, queries
from biaogan.rectification.choices import State
from biaogan.rectification.models import ContractorLink, Finding
from tests.conftest import NOW
from tests.factories import evidence
from tests.factories import rectification as make

pytestmark = pytest.mark.django_db

LATER = make.LATER


def _link(at_desk, one: Finding, **details) -> tuple[ContractorLink, str]:
    values = {"name": "示范设备维保公司", "by": at_desk.outlet_head, "now": NOW, **details}
    return actions.make_link(finding_id=one.pk, **values)


def _answer(token: str, **details):
    values = {"cause": "打印模块老化", "action": "更换模块并测试", "done_at": LATER, "now": LATER, **details}
    return actions.reply_by_link(token=token, **values)


def test_a_link_s_token_is_kept_nowhere_and_opens_one_finding():
    at_desk = make.desk()
    one = make.noticed(at_desk)

    link, token = _link(at_desk, one)

    found = queries.link_of(token, now=LATER)
    assert (found.pk, found.finding_id) == (link.pk, one.pk)
    assert token not in {str(value) for row in ContractorLink.objects.values() for value in row.values()}
    assert not Event.objects.filter(facts__icontains=token).exists()
    assert queries.link_of(token + "x", now=LATER) is None


def test_a_link_is_made_by_the_responsible_unit_and_only_while_something_is_to_be_put_right():
    at_desk = make.desk()
    raised, one = make.finding(at_desk), make.noticed(at_desk)

    with pytest.raises(PermissionDenied):
        _link(at_desk, one, by=at_desk.lobby_manager)
    with pytest.raises(RuleBroken):
        _link(at_desk, raised)
    for wrong in ({"days": 0}, {"days": 91}, {"name": " "}):
        with pytest.raises(InputRefused):
            _link(at_desk, one, **wrong)


def test_a_contractor_answers_with_a_photo_and_is_named_in_the_trail_by_the_link():
    at_desk = make.desk()
    one = make.noticed(at_desk)
    link, token = _link(at_desk, one)

    row = _answer(token, uploads=[evidence.upload()])

    event = Event.objects.get(name="finding.answered")
    assert (row.link, row.by, row.doer, row.proofs.count()) == (link, None, None, 1)
    assert (event.actor_ref, event.facts["link"]) == (f"link:{link.pk}", link.pk)
    assert row.proofs.get().added_ref == f"link:{link.pk}"
    assert make.again(one).state == State.ANSWERED
    assert make.checked(at_desk, make.again(one)).state == State.CLOSED


def test_a_link_that_ran_out_or_was_revoked_opens_nothing():
    at_desk = make.desk()
    one = make.noticed(at_desk)
    link, token = _link(at_desk, one, days=2)

    with pytest.raises(ContractorLink.DoesNotExist):
        _answer(token, now=LATER)
    _other, second = _link(at_desk, one)
    actions.revoke_link(link_id=_other.pk, by=at_desk.outlet_head, now=NOW)
    with pytest.raises(ContractorLink.DoesNotExist):
        _answer(second)
    with pytest.raises(RuleBroken):
        actions.revoke_link(link_id=_other.pk, by=at_desk.outlet_head, now=NOW)
    assert link.expires_at == NOW + dt.timedelta(days=2)


def test_a_contractor_gives_proof_or_says_why_not_and_answers_once():
    at_desk = make.desk()
    one = make.noticed(at_desk)
    _made, token = _link(at_desk, one)

    with pytest.raises(InputRefused):
        _answer(token)
    with pytest.raises(InputRefused):
        _answer(token, done_at=LATER + dt.timedelta(days=1), no_proof_because="无")
    _answer(token, no_proof_because="远程升级，无现场照片")
    with pytest.raises(RuleBroken):
        _answer(token, no_proof_because="再报一次")


def test_who_acts_by_a_link_has_no_rights_anywhere():
    at_desk = make.desk()
    link, _token = _link(at_desk, make.noticed(at_desk))

    actor = actions.link_actor(link)

    assert not Finding.objects.visible_to(actor).exists()
