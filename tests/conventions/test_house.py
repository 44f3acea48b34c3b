"""Rules of the house that only a program can watch."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import call_command

from biaogan.audit.names import NAMES
from tests.conventions.source import PACKAGE, called, calls, files, functions, named, tree

RECORDERS = frozenset({"record_event", "record_events"})

#: Deeds that leave no event of their own, and why.
WITHOUT_EVENT = {
    "audit/actions.py:record_event": "is how an event is recorded",
    "audit/actions.py:record_events": "is how events are recorded",
    "audit/actions.py:record_references": "is how events are recorded",
    "cases/actions.py:open_case": "the kind's own action records what was opened",
    "complaints/actions/moving.py:person_of": "only asks who acts",
    "rectification/actions/moving.py:person_of": "only asks who acts",
    "evidence/actions.py:note_access": "the access log is its record",
    "inspections/actions/moving.py:disguised": "only says who is named",
    "inspections/actions/moving.py:person_of": "only asks who acts",
    "inspections/actions/scoring.py:keep_score": "the move that it belongs to is recorded with the score",
    "notify/actions.py:mark_read": "one's own list of messages",
    "obligations/actions/by_hand.py:owes": "only asks",
    "parties/actions.py:record_party": "the case that it belongs to records that it came in",
    "parties/actions.py:record_parties": "the cases that they belong to record that they came in",
    "sync/actions/outbox.py:take_in": "the receipt is its record, and each kind's own action records what was done",
}

#: Functions of actions that ask or lock and do nothing.
ASKING = ("may_", "require_", "lock")

#: Append-only tables that the grants alone guard, and why that is enough.
WITHOUT_TRIGGER = {"workcal.CalendarChange": "a list of what to recompute, derived from the notices"}

#: Where a view reaches rows past `visible_to`, and why.
PAST_VISIBLE_TO = {
    "accounts/api/tokens.py:ApiToken": "narrowed to the caller's own user and those the caller manages",
    "accounts/api/reach.py:Unit": "the action asks whether the caller manages it",
    "accounts/api/reach.py:Person": "the action asks whether the caller manages them",
    "accounts/views/sign_in.py:User": "whether there is any at all",
    "cases/api.py:Person": "anybody can be barred",
    "complaints/api/lookups.py:Person": "codes and numbers become rows; the action asks about them",
    "complaints/api/lookups.py:Unit": "codes and numbers become rows; the action asks about them",
    "complaints/views/desk.py:Complaint": "the one that this very session registered",
    "complaints/views/desk.py:Unit": "the units of the caller's own posts",
    "inspections/api/filling.py:Evidence": "of the case of a sheet that was found already",
    "inspections/api/lookups.py:Handbook": "whoever may see one handbook may see them all",
    "inspections/api/lookups.py:Person": "codes and numbers become rows; the action asks about them",
    "inspections/api/lookups.py:Unit": "codes and numbers become rows; the action asks about them",
    "inspections/views/logs.py:Device": "only its kind, for the names of the steps; the action asks about the device",
    "inspections/views/plans.py:Plan": "counted anew, of the page that was found already",
    "inspections/views/plans.py:Unit": "names in a draw that was found already",
    "inspections/views/seeing.py:Unit": "the units of the caller's own posts",
    "inspections/views/sheets.py:Holding": "why somebody of the unit is not offered as its inspector",
    "metrics/api.py:Unit": "names of units whose figures the caller may see",
    "metrics/views.py:Unit": "narrowed by units_where, the same condition",
    "org/api/posts.py:Person": "the action asks about the outlet; whoever works can be on duty",
    "org/api/units.py:Unit": "read again after it was changed",
    "org/views/posts.py:Holding": "narrowed to units that the caller may see",
    "org/views/posts.py:Unit": "the unit that the page has found already",
    "org/views/units.py:Unit": "read again, or the top units of the caller's reach",
    "premises/api/reach.py:Area": "of an outlet that was found already",
    "premises/api/reach.py:Counter": "of an outlet that was found already",
    "sync/api/devices.py:Unit": "the action asks whether the caller looks after its devices",
    "sync/api/devices.py:Person": "the action asks whether the caller looks after the unit",
}


def test_every_action_records_an_event():
    """An action that another one calls may leave it to that one, and is then listed with the reason."""
    paths = files("*/actions.py", "*/actions/*.py")
    recording = set(RECORDERS)
    bodies = {
        (path, function.name): {name for name, _call in calls(function)}
        for path in paths
        for function in functions(path)
    }
    while grown := {name for (_path, name), inside in bodies.items() if name not in recording and inside & recording}:
        recording |= grown

    silent = [
        f"{named(path)}:{function.name}"
        for path in paths
        for function in functions(path)
        if not function.name.startswith(("_", *ASKING)) and _takes_by(function) and function.name not in recording
    ]

    assert sorted(set(silent) - set(WITHOUT_EVENT)) == []


def _takes_by(function: ast.FunctionDef) -> bool:
    return any(argument.arg == "by" for argument in [*function.args.args, *function.args.kwonlyargs])


def test_every_event_is_told_in_words():
    """`register_names` in the app's `ready` gives them; the trail would show a code otherwise."""
    unnamed = sorted({name for name in _recorded() if name not in NAMES})

    assert unnamed == []


def _recorded() -> Iterator[str]:
    for path in files("**/*.py"):
        for name, call in calls(tree(path)):
            if name in RECORDERS and call.args and isinstance(call.args[0], ast.Constant):
                yield str(call.args[0].value)


def test_no_template_is_unused():
    text = "\n".join(path.read_text("utf-8") for path in files("**/*.py", "**/*.html"))
    unused = [
        name
        for path in files("*/templates/**/*.html")
        # django-allauth names the templates that we put in the place of its own.
        if (name := path.as_posix().rpartition("/templates/")[2]).split("/")[0] not in ("account", "mfa")
        and name not in text
    ]

    assert [name for name in unused if not name.startswith("core/gallery/")] == []


@pytest.mark.django_db
def test_migrations_match_the_models():
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


@pytest.mark.django_db
def test_django_finds_nothing_wrong():
    call_command("check", fail_level="WARNING")


def test_requests_reach_rows_through_visible_to():
    """Scope first, then fetch: `X.objects.visible_to(request.actor)` is the only way from a request to rows."""
    scoped = {model.__name__ for model in apps.get_models() if hasattr(model._default_manager, "visible_to")}
    past = {
        f"{named(path)}:{model}"
        for path in files("*/views.py", "*/views/*.py", "*/views_*.py", "*/api.py", "*/api/*.py")
        for model in _reached(path)
        if model in scoped
    }

    assert sorted(past - set(PAST_VISIBLE_TO)) == []


def _reached(path: Path) -> Iterator[str]:
    """Yield the models whose rows a module reaches without `visible_to`: `X.objects.filter`, `get_object_or_404(X, …)`."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Attribute) and node.value.attr == "objects":
            if node.attr != "visible_to" and isinstance(node.value.value, ast.Name):
                yield node.value.value.id
        elif (
            isinstance(node, ast.Call)
            and called(node.func) == "get_object_or_404"
            and isinstance(node.args[0], ast.Name)
        ):
            yield node.args[0].id


def test_no_template_carries_script_or_style_of_its_own():
    """The content security policy would refuse them."""
    guilty = [
        named(path)
        for path in files("*/templates/**/*.html")
        if any(word in path.read_text("utf-8") for word in ("<script>", " style=", " onclick=", "hx-on"))
    ]

    assert guilty == []


def test_append_only_tables_are_guarded():
    """The grants keep the application away from them; a trigger keeps the owner away as well."""
    bare = [
        model._meta.label
        for model in apps.get_models()
        if (model._meta.db_table_comment or "").startswith("append-only") and not getattr(model._meta, "triggers", [])
    ]

    assert sorted(set(bare) - set(WITHOUT_TRIGGER)) == []


def test_the_source_is_where_the_tests_look():
    assert (PACKAGE / "audit" / "models.py").exists()
