from __future__ import annotations

import datetime as dt

import pytest
from django.db.models import Count

from biaogan import demo
from biaogan.accounts.models import User
from biaogan.complaints.choices import State
from biaogan.complaints.models import Complaint
from biaogan.demo import users
from biaogan.obligations.models import Obligation
from biaogan.org.models import Unit

pytestmark = pytest.mark.django_db


def test_the_demonstration_shows_every_role_and_complaints_in_every_ordinary_state(now: dt.datetime) -> None:
    assert demo.is_empty()

    demo.load(now=now)

    found = dict(Complaint.objects.values_list("state").annotate(Count("pk")))
    ordinary = {State.REGISTERED, State.ACCEPTED, State.INVESTIGATING, State.DETERMINED, State.PROPOSED, State.DECIDED}
    assert ordinary | {State.TOLD, State.CLOSED, State.PASSED_ON} <= set(found)
    assert found[State.CLOSED] >= 20
    assert not demo.is_empty()
    # There is one sign-in for each role, and its password works.
    for name in [*users.BY_POST, *users.BY_ROLE]:
        assert User.objects.get(username=name).check_password(users.PASSWORD)
        assert name in users.sign_ins()
    # Some duties are owed, and some were met late.
    assert Obligation.objects.owed().exists()
    assert any(duty.met_at > duty.due_at for duty in Obligation.objects.filter(met_at__isnull=False))
    assert Unit.objects.serving().count() == 12
