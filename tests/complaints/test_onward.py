"""The inbox offers exactly the moves that its reader may make now, to whoever looks."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from biaogan.accounts.access import actor_of
from biaogan.accounts.roles import Role
from biaogan.complaints import actions
from biaogan.complaints.choices import State
from biaogan.complaints.queries.onward import doable
from biaogan.obligations.looks import lines_of
from biaogan.obligations.models import Obligation
from biaogan.org.models import PostKind
from tests.conftest import NOW
from tests.factories import accounts
from tests.factories.complaints import complaint, desk

pytestmark = pytest.mark.django_db

POSTS = [
    PostKind.OUTLET_HEAD,
    PostKind.SERVICE_MANAGER,
    PostKind.COMPLAINT_OFFICER,
    PostKind.OFFICE_HEAD,
    PostKind.VICE_PRESIDENT,
]
ANOTHERS = ("complaint.decide", "complaint.investigate", "complaint.tell")
ROLES = [Role.AUDITOR, Role.VIEWER, Role.LEADER]


@pytest.fixture
def at_desk(time_machine):
    time_machine.move_to(NOW, tick=False)
    made = desk()
    for state in (State.REGISTERED, State.ACCEPTED, State.INVESTIGATING, State.PROPOSED, State.DECIDED, State.TOLD):
        complaint(made, state)
    proposed = complaint(made, State.DETERMINED)
    actions.issue_order(complaint_id=proposed.pk, item="增开窗口", by=made.officer, now=NOW)
    passed_on = complaint(made)
    actions.pass_on(complaint_id=passed_on.pk, voice="suggestion", reason="建议", by=made.service_manager, now=NOW)
    return made


@pytest.mark.parametrize("who", [*POSTS, *ROLES])
def test_a_move_is_offered_to_whom_its_page_opens(at_desk, who):
    in_post = isinstance(who, PostKind)
    user = at_desk.user(who) if in_post else accounts.user_with_role(who, at_desk.branch.branch)
    browser, actor = accounts.signed_in_client(user), actor_of(user, now=NOW)
    rows = Obligation.objects.visible_to(actor).filter(met_at=None, cancelled_at=None, debtor_unit__isnull=False)

    wrong = []
    for line in lines_of(rows.select_related("case"), now=NOW, actor=actor):
        act = line.duty.registered.act
        answer = browser.get(reverse(act.url_name, args=[line.duty.case_id]))
        leads_to_case = answer.status_code == 302 and answer.url == line.case_url
        opens = answer.status_code < 400 and not leads_to_case
        is_offered = line.act_label == act.label
        # Whoever proposed it, or does not handle it, may read the form that another fills in.
        if (is_offered and not opens) or (opens and not is_offered and line.duty.kind not in ANOTHERS):
            wrong.append((line.duty.kind, answer.status_code, str(line.act_label)))

    assert rows
    assert wrong == []


def test_a_page_of_the_inbox_asks_once_and_not_at_all_for_who_may_do_nothing(at_desk):
    owed = Obligation.objects.filter(debtor_unit__isnull=False, kind__startswith="complaint.")
    asked = {(duty.case_id, duty.registered.act.url_name) for duty in owed}
    auditor = actor_of(accounts.user_with_role(Role.AUDITOR, at_desk.branch.branch), now=NOW)
    office_head = at_desk.office_head

    with CaptureQueriesContext(connection) as once:
        assert doable(office_head, asked)
    with CaptureQueriesContext(connection) as never:
        assert not doable(auditor, asked)

    assert (len(once), len(never)) == (1, 0)


def test_who_proposed_it_is_not_offered_to_decide_it(at_desk):
    proposed = Obligation.objects.get(kind="complaint.decide", met_at=None)
    asked = {(proposed.case_id, "complaints:decide")}
    proposer = proposed.case.complaint.proposals.get().by
    user = at_desk.user(PostKind.OUTLET_HEAD)

    assert doable(actor_of(user, now=NOW), asked) == (set() if user.person == proposer else asked)
