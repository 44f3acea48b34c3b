"""How the apps below `accounts` open their routes and ask who may what: accounts' Actor is what they are handed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.utils.translation import gettext as _

View = TypeVar("View", bound=Callable[..., Any])


class Asker(Protocol):
    """Whoever acts. `ref` names it for ever; permissions are the words of accounts' matrix."""

    @property
    def ref(self) -> str: ...

    @property
    def is_job(self) -> bool: ...

    @property
    def person_id(self) -> int | None: ...

    def paths(self, permission: str) -> list[str]: ...

    def may(self, permission: str, unit: Any) -> bool: ...

    def may_anywhere(self, permission: str) -> bool: ...


@dataclass(frozen=True)
class JobAsker:
    """A job of an app below accounts, named in events as «job:name». It acts everywhere; no permission stops it."""

    name: str
    is_job: bool = True
    person_id: int | None = None

    @property
    def ref(self) -> str:
        return f"job:{self.name}"

    def paths(self, permission: str) -> list[str]:
        return []

    def may(self, permission: str, unit: Any) -> bool:
        return True

    def may_anywhere(self, permission: str) -> bool:
        return True


class AskedRequest(HttpRequest):
    """A request behind the sign-in, for apps that stand below accounts."""

    actor: Asker
    htmx: Any


def require(by: Asker, permission: str, unit: Any) -> None:
    """Raise PermissionDenied unless `by` has the permission at the unit."""
    if not by.may(permission, unit):
        raise PermissionDenied(_("Your posts and roles do not allow this here."))


def require_anywhere(by: Asker, permission: str) -> None:
    if not by.may_anywhere(permission):
        raise PermissionDenied(_("Your posts and roles do not allow this."))


def needs(permission: str) -> Callable[[View], View]:
    """Open a route to those who have the permission anywhere; the view then narrows to the rows they may see."""

    def mark(view: View) -> View:
        return _marked(view, "needs_permission", permission)

    return mark


def signed_in(view: View) -> View:
    """Open a route to everybody who is signed in: their own inbox, their own settings."""
    return _marked(view, "is_for_signed_in", True)


def public(view: View) -> View:
    """Open a route to everybody in the world."""
    return _marked(view, "is_public", True)


def _marked(view: View, name: str, value: Any) -> View:
    # Marked, not wrapped: django-ninja resolves the annotations of an operation in the module that wrote it.
    setattr(view, name, value)
    return view
