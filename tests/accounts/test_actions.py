import datetime as dt

import pytest
from allauth.mfa.models import Authenticator
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from biaogan.accounts import actions
from biaogan.accounts.access import Actor, Permission, Role, actor_of, job_actor
from biaogan.accounts.models import ApiToken, RoleGrant, Session, User
from biaogan.audit.models import Event
from biaogan.core.errors import InputRefused, RuleBroken
from biaogan.core.time import local_day, span_of_days
from biaogan.org.models import PostKind
from tests.factories import accounts as make

NOW = timezone.now()
TODAY = local_day(NOW)
DAY = dt.timedelta(days=1)


@pytest.fixture
def admin(net) -> Actor:
    """Who administers the whole network."""
    return make.actor_with(Role.ADMINISTRATOR, net.bank)


@pytest.fixture
def local(net) -> Actor:
    """Who administers the first sub-branch alone."""
    return make.actor_with(Role.ADMINISTRATOR, net.sub_branches[0])


def last_event() -> tuple[str, str]:
    event = Event.objects.latest("pk")
    return event.name, event.subject_id


def test_a_new_user_gets_a_password_that_has_to_be_changed(net, admin):
    person = net.holder(PostKind.OUTLET_HEAD, net.outlets[0])

    user, secret = actions.create_user(username="lan", person=person, by=admin, now=NOW)

    assert user.check_password(secret)
    assert user.one_time_until == NOW + dt.timedelta(hours=72)
    assert actor_of(user, now=NOW).may(Permission.DECIDE_COMPLAINT, net.outlets[0])
    assert last_event() == ("user.created", str(user.pk))
    assert "lan" not in str(Event.objects.latest("pk").facts)


def test_a_new_user_without_a_person_gets_a_role(net, admin):
    user, _ = actions.create_user(username="eye", person=None, role=Role.AUDITOR, unit=net.bank, by=admin, now=NOW)

    assert actor_of(user, now=NOW).may(Permission.VIEW_AUDIT, net.outlets[0])
    assert last_event() == ("role.granted", str(user.pk))


def test_making_a_user_is_refused_without_right_place_or_sense(net, local):
    theirs = net.holder(PostKind.OUTLET_HEAD, net.outlets[0])
    others = net.holder(PostKind.OUTLET_HEAD, net.outlets[2])
    viewer = make.actor_with(Role.VIEWER, net.bank)

    def attempt(by=local, person=theirs, username="lan", **more):
        return actions.create_user(username=username, person=person, by=by, now=NOW, **more)

    with pytest.raises(PermissionDenied):
        attempt(by=viewer)
    with pytest.raises(PermissionDenied):
        attempt(person=others)
    with pytest.raises(PermissionDenied):
        attempt(role=Role.VIEWER, unit=net.branch)
    with pytest.raises(InputRefused):
        attempt(person=None)
    with pytest.raises(RuleBroken, match=r"user\.person_without_post"):
        attempt(person=make.person())
    make.user(username="LAN")
    with pytest.raises(RuleBroken, match=r"user\.name_taken"):
        attempt()

    assert not Event.objects.exists()
    attempt(username="mei")
    with pytest.raises(RuleBroken, match=r"user\.person_taken"):
        attempt(username="hua")


def test_shutting_out_ends_sessions_and_tokens_at_once(net, admin):
    user = make.user_with(PostKind.TELLER, net.outlets[0])
    client = make.signed_in_client(user)
    program = make.api_client(user)

    actions.deactivate_user(user_id=user.pk, by=admin, now=NOW)

    assert client.get("/accounts/rights").status_code == 302
    assert program.get("/api/v1/accounts/me").status_code == 401
    assert not Session.objects.filter(user=user).exists()
    assert last_event() == ("user.deactivated", str(user.pk))

    actions.reactivate_user(user_id=user.pk, by=admin, now=NOW)
    assert program.get("/api/v1/accounts/me").status_code == 200


def test_a_reset_password_works_once_and_ends_the_sessions(net, admin):
    user = make.user_with(PostKind.TELLER, net.outlets[0])
    client = make.signed_in_client(user)

    secret = actions.reset_password(user_id=user.pk, by=admin, now=NOW)

    user.refresh_from_db()
    assert user.check_password(secret)
    assert user.one_time_until is not None
    assert client.get("/accounts/rights").status_code == 302
    assert secret not in str(Event.objects.latest("pk").facts)


def test_a_lost_phone_is_forgotten(net, admin):
    user = make.user_with(PostKind.TELLER, net.outlets[0])
    Authenticator.objects.create(user=user, type="totp", data={"secret": "x"})

    actions.remove_second_factor(user_id=user.pk, by=admin, now=NOW)

    assert not Authenticator.objects.exists()
    assert last_event()[0] == "user.second_factor_removed"


@pytest.mark.parametrize(
    "deed", [actions.deactivate_user, actions.reactivate_user, actions.reset_password, actions.remove_second_factor]
)
def test_nobody_reaches_a_user_elsewhere_above_or_themselves(net, local, deed):
    elsewhere = make.user_with(PostKind.TELLER, net.outlets[2])
    above = make.user_with(PostKind.TELLER, net.outlets[0])
    make.give(above, Role.VIEWER, net.branch)
    here = make.user_with(PostKind.TELLER, net.outlets[0])
    assert local.user is not None

    with pytest.raises(User.DoesNotExist):
        deed(user_id=elsewhere.pk, by=local, now=NOW)
    with pytest.raises(PermissionDenied):
        deed(user_id=above.pk, by=local, now=NOW)
    with pytest.raises(RuleBroken, match=r"user\.oneself"):
        deed(user_id=local.user.pk, by=local, now=NOW)

    assert not Event.objects.exists()
    deed(user_id=here.pk, by=local, now=NOW)


def test_a_user_is_linked_to_another_person_whose_posts_follow(net, admin):
    user = make.user_with_role(Role.PANEL_MEMBER, net.branch)
    head = net.holder(PostKind.SUB_BRANCH_HEAD, net.sub_branches[0])
    before = user.person_id

    actions.link_person(user_id=user.pk, person=head, by=admin, now=NOW)

    user = User.objects.get(pk=user.pk)
    assert actor_of(user, now=NOW).may(Permission.DECIDE_COMPLAINT, net.outlets[0])
    assert Event.objects.latest("pk").facts == {"before": before, "after": head.pk}


# Roles


def grant(by: Actor, user: User, net, role=Role.VIEWER, unit=None, from_=TODAY, until=None) -> RoleGrant:
    return actions.grant_role(
        user_id=user.pk, role=role, unit=unit or net.outlets[0], from_=from_, until=until, by=by, now=NOW
    )


def test_a_role_is_given_to_its_last_day(net, admin):
    user = make.user()

    given = grant(admin, user, net, until=TODAY + 2 * DAY)

    assert given.valid == span_of_days(TODAY, TODAY + 3 * DAY)
    assert actor_of(user, now=NOW + 2 * DAY).may_anywhere(Permission.VIEW_UNIT)
    assert not actor_of(user, now=NOW + 3 * DAY).may_anywhere(Permission.VIEW_UNIT)
    event = Event.objects.latest("pk")
    assert (event.name, event.unit_ref, event.facts["role"]) == ("role.granted", net.outlets[0].pk, "viewer")


def test_a_role_is_refused_above_oneself_to_oneself_and_twice(net, local):
    user = make.user_with(PostKind.TELLER, net.outlets[0])
    assert local.user is not None

    with pytest.raises(PermissionDenied):
        grant(local, user, net, unit=net.branch)
    with pytest.raises(RuleBroken, match=r"user\.oneself"):
        grant(local, local.user, net)
    with pytest.raises(InputRefused):
        grant(local, user, net, until=TODAY - DAY)
    with pytest.raises(InputRefused):
        grant(local, user, net, role="king")

    assert not Event.objects.exists()
    grant(local, user, net)
    with pytest.raises(RuleBroken, match=r"role\.given_already"):
        grant(local, user, net, from_=TODAY + 9 * DAY)


@pytest.mark.parametrize(
    ("first", "second"),
    [(Role.ADMINISTRATOR, Role.VIEWER), (Role.VIEWER, Role.AUDITOR), (Role.AUDITOR, Role.ADMINISTRATOR)],
)
def test_roles_that_stand_alone_are_kept_apart_on_the_same_days(net, admin, first, second):
    user = make.user()
    grant(admin, user, net, role=first, until=TODAY + DAY)

    with pytest.raises(RuleBroken, match=r"roles\.kept_apart"):
        grant(admin, user, net, role=second)

    grant(admin, user, net, role=second, from_=TODAY + 2 * DAY)


def test_a_role_taken_back_ends_today_and_its_days_are_kept(net, admin):
    user = make.user()
    given = make.give(user, Role.VIEWER, net.branch, valid=span_of_days(TODAY - 5 * DAY, None))

    actions.revoke_role(grant_id=given.pk, by=admin, now=NOW)

    given.refresh_from_db()
    assert given.valid == span_of_days(TODAY - 5 * DAY, TODAY)
    assert not actor_of(user, now=NOW).may_anywhere(Permission.VIEW_UNIT)
    assert last_event() == ("role.revoked", str(user.pk))


def test_a_role_that_has_not_begun_is_taken_back_whole(net, admin):
    given = make.give(make.user(), Role.VIEWER, net.branch, valid=span_of_days(TODAY, None))

    actions.revoke_role(grant_id=given.pk, by=admin, now=NOW)

    assert not RoleGrant.objects.filter(pk=given.pk).exists()


def test_nobody_takes_back_a_role_elsewhere(net, local):
    given = make.give(make.user(), Role.VIEWER, net.outlets[2])

    with pytest.raises(RoleGrant.DoesNotExist):
        actions.revoke_role(grant_id=given.pk, by=local, now=NOW)


# For oneself


def test_a_changed_password_ends_the_other_sessions(net):
    user = make.user()
    make.signed_in_client(user)
    other = make.signed_in_client(user)
    keep = other.session.session_key

    actions.change_password(
        user=user, password="reed-harbour-88", by=actor_of(user, now=NOW), now=NOW, keep_session=keep
    )

    assert list(Session.objects.values_list("session_key", flat=True)) == [keep]
    assert last_event() == ("user.password_changed", str(user.pk))


def test_a_token_is_kept_as_its_hash_alone(net):
    user = make.user_with_role(Role.VIEWER, net.branch)

    token, secret = actions.create_token(
        user=user,
        name="loader",
        scopes=["view_unit", "view_unit"],
        expires_at=NOW + DAY,
        by=actor_of(user, now=NOW),
        now=NOW,
    )

    assert token.scopes == ["view_unit"]
    assert token.digest == actions.digest_of(secret)
    assert secret.startswith("biaogan_")
    assert not ApiToken.objects.filter(digest__contains=secret).exists()
    assert secret not in str(Event.objects.latest("pk").facts)


@pytest.mark.parametrize(
    ("scopes", "life"),
    [(["view_unit"], dt.timedelta(days=367)), (["view_unit"], dt.timedelta(0)), ([], DAY), (["rule_the_world"], DAY)],
)
def test_a_token_without_sense_is_refused(net, scopes, life):
    user = make.user()

    with pytest.raises(InputRefused):
        actions.create_token(
            user=user, name="x", scopes=scopes, expires_at=NOW + life, by=actor_of(user, now=NOW), now=NOW
        )


def test_a_token_revoked_twice_is_revoked_once(net):
    user = make.user()
    by = actor_of(user, now=NOW)
    token, _ = actions.create_token(user=user, name="x", scopes=["*"], expires_at=NOW + DAY, by=by, now=NOW)

    actions.revoke_token(token=token, by=by, now=NOW)
    actions.revoke_token(token=token, by=by, now=NOW + DAY)

    token.refresh_from_db()
    assert token.revoked_at == NOW
    assert Event.objects.filter(name="token.revoked").count() == 1


def test_a_job_may_make_users(net):
    user, _ = actions.create_user(username="eye", person=make.person(), by=job_actor("cli"), now=NOW)

    assert user.pk
