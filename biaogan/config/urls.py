"""Where each app's pages stand. An app's `urls.py` names its routes; this file only gives it a prefix."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, include, path
from django.utils.module_loading import module_has_submodule
from django.utils.translation import gettext as _

from biaogan.config.api import api
from biaogan.core.middleware import problem_page
from biaogan.core.problems import reference_of

#: prefix -> app
PREFIXES = {
    "": "cockpit",
    "core/": "core",
    "audit/": "audit",
    "calendars/": "workcal",
    "units/": "org",
    "accounts/": "accounts",
    "premises/": "premises",
    "customers/": "parties",
    "cases/": "cases",
    "evidence/": "evidence",
    "messages/": "notify",
    "inbox/": "obligations",
    "figures/": "metrics",
    "papers/": "papers",
    "devices/": "sync",
    "handbook/": "handbook",
    "rectification/": "rectification",
    "complaints/": "complaints",
    "inspections/": "inspections",
    "field/": "field",
    "say/": "reception",
}

#: The only app that the customer's door shows.
PUBLIC_APPS = {"core", "reception"}


def routes_of(door: str) -> list[URLPattern | URLResolver]:
    from django.apps import apps

    shown = [
        (prefix, app)
        for prefix, app in PREFIXES.items()
        if apps.is_installed(f"biaogan.{app}")
        and (door != "public" or app in PUBLIC_APPS)
        and (door != "internal" or app != "reception")
        and module_has_submodule(apps.get_app_config(app).module, "urls")
    ]
    found: list[URLPattern | URLResolver] = [path(prefix, include(f"biaogan.{app}.urls")) for prefix, app in shown]
    if door != "public":
        found += [path("sign-in/", include("biaogan.accounts.urls_sign_in")), path("api/v1/", api.urls)]
    return found


urlpatterns = routes_of(settings.DOOR)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return problem_page(request, status=400, message=_("This request cannot be read. Nothing was changed."))


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    message = str(exception) or _("Your posts and roles do not allow this.")
    return problem_page(request, status=403, message=message)


def missing(request: HttpRequest, exception: Exception) -> HttpResponse:
    message = _("There is nothing at this address, or it is not yours to see.")
    return problem_page(request, status=404, message=message)


def broken(request: HttpRequest) -> HttpResponse:
    message = _("Something went wrong on our side. Nothing was half done; please try again or tell the administrator.")
    return problem_page(request, status=500, message=message, reference=reference_of(request))


handler400, handler403, handler404, handler500 = bad_request, forbidden, missing, broken
