"""What is done with a version as a whole."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from biaogan.accounts.access import Permission, SignedInRequest, needs
from biaogan.core.time import local_day
from biaogan.core.wording import day_text
from biaogan.handbook import actions, queries, rules
from biaogan.handbook.choices import State
from biaogan.handbook.forms import BandsForm, PublishForm, VersionForm
from biaogan.handbook.looks import trail_of
from biaogan.handbook.models import Version
from biaogan.handbook.views.finding import draft_of, is_done, version_of


@needs(Permission.EDIT_HANDBOOK)
@require_POST
def draft(request: SignedInRequest, pk: int) -> HttpResponse:
    """Draft the next version from this one."""
    model = version_of(request, pk)
    made = actions.draft_version(handbook_id=model.handbook_id, like=pk, by=request.actor, now=timezone.now())
    messages.success(
        request, _("Version %(number)s is drafted. Change what is new, then publish it.") % {"number": made.number}
    )
    return redirect("handbook:version", pk=made.pk)


@needs(Permission.EDIT_HANDBOOK)
@require_http_methods(["GET", "POST"])
def edit(request: SignedInRequest, pk: int) -> HttpResponse:
    version = draft_of(request, pk)
    form = VersionForm.of(version, request.POST or None)
    if is_done(request, form, actions.edit_version, lambda told: {"version_id": pk, **told}):
        return redirect("handbook:version", pk=pk)
    return _asked(request, "handbook/version_edit.html", version, form)


@needs(Permission.EDIT_HANDBOOK)
@require_http_methods(["GET", "POST"])
def bands(request: SignedInRequest, pk: int) -> HttpResponse:
    version = draft_of(request, pk)
    form = BandsForm(request.POST or None, bands=queries.bands_of(version))
    if is_done(request, form, actions.set_bands, lambda _told: {"version_id": pk, "bands": form.grades()}):
        messages.success(request, _("The grades are set."))
        return redirect("handbook:version", pk=pk)
    return _asked(request, "handbook/bands.html", version, form)


@needs(Permission.EDIT_HANDBOOK)
@require_http_methods(["GET", "POST"])
def publish(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show what publishing would change and what stands in its way, and publish."""
    version, today = draft_of(request, pk), local_day(timezone.now())
    form = PublishForm(request.POST or None, initial={"first_day": today})
    if is_done(request, form, actions.publish, lambda told: {"version_id": pk, **told}):
        day = day_text(form.cleaned_data["first_day"])
        messages.success(request, _("Published. It is in force from %(day)s.") % {"day": day})
        return redirect("handbook:version", pk=pk)
    earlier = [each for each in queries.versions_of(version.handbook) if each.state == State.PUBLISHED]
    comparison = queries.compare(earlier[0], version) if earlier else None
    counts = {f"{fate}_count": comparison.count(fate) for fate in ("new", "changed", "gone")} if comparison else {}
    more = {
        **counts,
        "faults": list(rules.faults(queries.items_of(version), queries.bands_of(version))),
        "before": earlier[0] if earlier else None,
        "comparison": comparison,
    }
    return _asked(request, "handbook/publish.html", version, form, **more)


@needs(Permission.EDIT_HANDBOOK)
@require_POST
def withdraw(request: SignedInRequest, pk: int) -> HttpResponse:
    version_of(request, pk)
    reason = request.POST.get("reason", "")
    actions.withdraw(version_id=pk, because=reason, by=request.actor, now=timezone.now())
    return redirect("handbook:version", pk=pk)


@needs(Permission.EDIT_HANDBOOK)
@require_POST
def discard(request: SignedInRequest, pk: int) -> HttpResponse:
    version = version_of(request, pk)
    actions.discard_draft(version_id=pk, by=request.actor, now=timezone.now())
    messages.success(request, _("The draft of version %(number)s is discarded.") % {"number": version.number})
    return redirect("handbook:list")


def _asked(request: SignedInRequest, template: str, version: Version, form: Any, **more: Any) -> HttpResponse:
    context = {"version": version, "form": form, "trail": trail_of(version), **more}
    return render(request, template, context, status=422 if request.method == "POST" else 200)
