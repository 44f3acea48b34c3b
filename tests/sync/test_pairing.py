import base64
import dataclasses
import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.utils import timezone

from biaogan.accounts.access import Permission, Role
from biaogan.audit.models import Event
from biaogan.core.errors import InputRefused, RuleBroken
from biaogan.org.models import PostKind
from biaogan.sync import actions, jobs, queries
from biaogan.sync.models import Device, Pairing
from tests.factories import accounts
from tests.factories import sync as make

NOW = timezone.now()
PAIR = "/api/v1/sync/pair"


@pytest.fixture
def keeper(net):
    return accounts.actor_with(Role.ADMINISTRATOR, net.sub_branches[0])


def offer(keeper, net, **values) -> str:
    values = {"unit": net.outlets[0], "name": "Counter 3", "purpose": "terminal", "person": None, **values}
    return actions.offer_pairing(**values, by=keeper, now=NOW)[1]


def pair(code: str, handset: make.Handset, now: dt.datetime = NOW) -> Device:
    return actions.pair(
        code=code, algorithm=handset.algorithm, public_key=handset.public_key, app_version="1.0", now=now
    )


@pytest.mark.parametrize("algorithm", ["ed25519", "p256"])
def test_a_device_is_paired_by_its_code(net, keeper, algorithm):
    handset = make.handset(algorithm)

    device = pair(offer(keeper, net), handset)

    assert (device.name, device.unit, bytes(device.public_key)) == ("Counter 3", net.outlets[0], handset.public_key)
    assert list(Event.objects.order_by("pk").values_list("name", flat=True)) == [
        "device.pairing_offered",
        "device.paired",
    ]
    assert Event.objects.latest("pk").actor_ref == f"device:{device.pk}"


def test_a_code_is_typed_as_people_type(net, keeper):
    code = offer(keeper, net)

    assert pair(f" {code[:4]}-{code[4:]} ".upper(), make.handset()).pk


def test_a_code_is_kept_as_its_hash_and_opens_once_and_for_minutes(net, keeper):
    used, late = offer(keeper, net), offer(keeper, net)
    pair(used, make.handset())

    with pytest.raises(RuleBroken, match=r"sync\.no_such_code"):
        pair(used, make.handset())
    with pytest.raises(RuleBroken, match=r"sync\.no_such_code"):
        pair(late, make.handset(), now=NOW + dt.timedelta(minutes=15))
    with pytest.raises(RuleBroken, match=r"sync\.no_such_code"):
        pair("nonsense", make.handset())

    assert not Pairing.objects.filter(digest__contains=late).exists()
    pair(late, make.handset(), now=NOW + dt.timedelta(minutes=14, seconds=59))


def test_a_key_that_is_none_or_known_is_refused(net, keeper):
    handset = make.handset()
    pair(offer(keeper, net), handset)
    code = offer(keeper, net)

    with pytest.raises(RuleBroken, match=r"sync\.key_known"):
        pair(code, handset)
    for algorithm in ("ed25519", "p256"):
        with pytest.raises(InputRefused, match=r"sync\.bad_key"):
            actions.pair(code=code, algorithm=algorithm, public_key=b"x" * 31, app_version="", now=NOW)

    pair(code, make.handset())


def test_codes_are_offered_by_who_looks_after_devices_there(net, keeper):
    with pytest.raises(PermissionDenied):
        offer(keeper, net, unit=net.outlets[2])
    with pytest.raises(PermissionDenied):
        offer(accounts.actor_with(PostKind.OUTLET_HEAD, net.outlets[0]), net)
    with pytest.raises(InputRefused):
        offer(keeper, net, purpose="toaster")

    assert not Event.objects.exists()
    offer(keeper, net)


def test_somebodys_own_device_acts_with_their_rights_and_no_longer_than_they(net, keeper):
    user = accounts.user_with(PostKind.INSPECTOR, net.office)
    own = pair(offer(keeper, net, person=user.person), make.handset())
    shared = pair(offer(keeper, net), make.handset())

    assert queries.actor_of_device(own, now=NOW).may(Permission.ADD_EVIDENCE, net.outlets[3])
    assert queries.actor_of_device(own, now=NOW).person_id == user.person_id
    assert not queries.actor_of_device(shared, now=NOW).may_anywhere(Permission.VIEW_UNIT)

    user.person.left_on = timezone.localdate()
    user.person.save()
    assert not queries.actor_of_device(own, now=NOW).may_anywhere(Permission.ADD_EVIDENCE)


def test_the_api_pairs_without_a_token_but_not_for_guessers(net, keeper):
    handset = make.handset()
    body = {
        "code": offer(keeper, net),
        "algorithm": "ed25519",
        "public_key": base64.b64encode(handset.public_key).decode(),
    }

    answer = Client().post(PAIR, body, content_type="application/json")
    guesses = [Client().post(PAIR, {**body, "code": "x"}, content_type="application/json") for _ in range(20)]

    assert answer.status_code == 201
    assert answer.json()["unit_id"] == net.outlets[0].pk
    assert guesses[0].json()["title"] == "sync.no_such_code"
    assert guesses[-1].status_code == 429


def test_bad_base64_is_no_key(net, keeper):
    body = {"code": offer(keeper, net), "algorithm": "p256", "public_key": "§§§"}

    assert Client().post(PAIR, body, content_type="application/json").json()["title"] == "sync.bad_key"


def test_codes_that_nobody_used_are_forgotten(net, keeper):
    offer(keeper, net)
    pair(offer(keeper, net), make.handset())

    assert jobs.forget_codes(now=NOW + dt.timedelta(days=2)) == 1
    assert Pairing.objects.count() == 1


def test_a_revoked_device_is_refused_from_then_on(net, keeper):
    handset = make.paired(net.outlets[0])
    assert handset.post("/api/v1/sync/heartbeat", {"sent_at": NOW}).status_code == 200

    actions.revoke(device_id=handset.device.pk, by=keeper, now=timezone.now())
    actions.revoke(device_id=handset.device.pk, by=keeper, now=timezone.now())

    assert handset.post("/api/v1/sync/heartbeat", {"sent_at": NOW}).status_code == 401
    assert Event.objects.filter(name="device.revoked").count() == 1


def test_nobody_revokes_a_device_elsewhere(net, keeper):
    with pytest.raises(Device.DoesNotExist):
        actions.revoke(device_id=make.paired(net.outlets[2]).device.pk, by=keeper, now=NOW)


def test_an_inspector_pairs_a_phone_of_ones_own_without_looking_after_devices(net, now):
    inspector = accounts.actor_with(Role.INSPECTOR, net.branch)

    _pairing, code = actions.offer_own_pairing(name="My phone", by=inspector, now=now)
    device = actions.pair(
        code=code, algorithm="ed25519", public_key=make.handset().public_key, app_version="1", now=now
    )

    assert (device.person, device.purpose, device.unit) == (inspector.person, "field", net.branch)
    assert list(queries.own_devices(inspector)) == [device]
    assert queries.actor_of_device(device, now=now).may(Permission.INSPECT, net.outlets[0])
    assert actions.revoke_own(device_id=device.pk, by=inspector, now=now).revoked_at == now


def test_a_phone_of_ones_own_is_refused_to_whoever_has_no_work_for_it_or_is_no_person(net, now):
    inspector = accounts.actor_with(Role.INSPECTOR, net.branch)

    def attempt(by):
        return actions.offer_own_pairing(name="My phone", by=by, now=now)

    with pytest.raises(PermissionDenied):
        attempt(accounts.actor_with(Role.STAFF, net.outlets[0]))
    with pytest.raises(PermissionDenied):
        attempt(dataclasses.replace(inspector, ref="device:1"))
    for _each in range(5):
        make.paired(net.branch, person=inspector.person)
    with pytest.raises(RuleBroken):
        attempt(inspector)

    assert not Pairing.objects.exists()
    actions.revoke_own(device_id=queries.own_devices(inspector)[0].pk, by=inspector, now=timezone.now())
    attempt(inspector)
    assert Pairing.objects.exists()


def test_the_phone_of_somebody_else_is_not_ones_own_to_revoke(net, now):
    stranger = accounts.actor_with(Role.INSPECTOR, net.branch)
    device = make.paired(net.branch, person=accounts.actor_with(Role.INSPECTOR, net.branch).person).device

    with pytest.raises(Device.DoesNotExist):
        actions.revoke_own(device_id=device.pk, by=stranger, now=now)
