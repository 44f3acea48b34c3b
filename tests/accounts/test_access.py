import pytest

from biaogan.accounts.access import Permission, Role
from biaogan.org.models import Level, PostKind, Unit
from tests.factories import accounts as make

pytestmark = pytest.mark.django_db


def unit(path: str, **values) -> Unit:
    number = path.split(".")[-1]
    values = {"code": f"a{number}", "name": f"单位{number}", "level": Level.BRANCH, "pinyin": "danwei", **values}
    return Unit.objects.create(pk=int(number), path=path, **values)


def test_a_post_brings_its_role_at_its_unit_and_below():
    home, below, elsewhere = unit("901"), unit("901.902"), unit("903")

    actor = make.actor_with(PostKind.OUTLET_HEAD, home)

    assert actor.may(Permission.DECIDE_COMPLAINT, home)
    assert actor.may(Permission.DECIDE_COMPLAINT, below)
    assert not actor.may(Permission.DECIDE_COMPLAINT, elsewhere)


def test_a_role_given_by_hand_counts_like_a_post():
    home = unit("901")

    actor = make.actor_with(Role.AUDITOR, home)

    assert actor.may(Permission.VIEW_AUDIT, home)
    assert not actor.may(Permission.REGISTER_COMPLAINT, home)
