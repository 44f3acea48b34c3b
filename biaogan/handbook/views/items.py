"""One item: shown with what answers earn, and edited with its rule tried out as one types. Areas beside it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from biaogan.accounts.access import Permission, SignedInRequest, needs
from biaogan.core.errors import InputRefused
from biaogan.handbook import actions, queries, rules
from biaogan.handbook.choices import Kind
from biaogan.handbook.forms import AreaForm, ItemForm, RuleForm, Trial, hundredths, rule_form
from biaogan.handbook.looks import Line, trail_of
from biaogan.handbook.models import Item, Version
from biaogan.handbook.views.finding import area_of, draft_of, is_done, item_of


@needs(Permission.VIEW_HANDBOOK)
@require_GET
def item(request: SignedInRequest, pk: int) -> HttpResponse:
    found = item_of(request, pk)
    items = queries.items_of(found.version)
    at = next(place for place, each in enumerate(items) if each.pk == found.pk)
    may_edit = found.version.is_draft and request.actor.may_anywhere(Permission.EDIT_HANDBOOK)
    context = {
        "item": found,
        "line": Line(found),
        "trail": trail_of(found.version),
        "before": items[at - 1] if at else None,
        "after": items[at + 1] if at + 1 < len(items) else None,
        "may_edit": may_edit,
    }
    return render(request, "handbook/item.html", context)


@needs(Permission.EDIT_HANDBOOK)
@require_http_methods(["GET", "POST"])
def new(request: SignedInRequest, pk: int) -> HttpResponse:
    version = draft_of(request, pk)
    return _edited(request, version, None)


@needs(Permission.EDIT_HANDBOOK)
@require_http_methods(["GET", "POST"])
def edit(request: SignedInRequest, pk: int) -> HttpResponse:
    found = item_of(request, pk)
    if not found.version.is_draft:
        raise Http404
    return _edited(request, found.version, found)


def _edited(request: SignedInRequest, version: Version, found: Item | None) -> HttpResponse:
    sent = request.POST if request.method == "POST" else None
    initial = {} if found else {"area": request.GET.get("area", ""), "kind": Kind.BINARY}
    form = ItemForm(sent, version=version, item=found, initial=initial)
    kind = request.POST.get("kind") or (found.kind if found else str(Kind.BINARY))
    rule = rule_form(kind, sent, found.rule if found and found.kind == kind else None)
    if sent is not None and form.is_valid() and rule.is_valid() and _is_saved(request, version, found, form, rule):
        messages.success(request, _("Saved."))
        return redirect("handbook:version", pk=version.pk)
    context = {
        "version": version,
        "item": found,
        "form": form,
        "rule": rule,
        "kind": kind,
        "trial": _tried(form, rule, kind) if sent is not None or found else None,
        "trail": trail_of(version),
    }
    return render(request, "handbook/item_edit.html", context, status=422 if sent is not None else 200)


def _is_saved(request: SignedInRequest, version: Version, found: Item | None, form: ItemForm, rule: RuleForm) -> bool:
    told: dict[str, Any] = {
        "version_id": version.pk,
        "area": form.cleaned_data["area"],
        "values": form.values(rule.rule()),
    }
    try:
        if found is None:
            actions.add_item(**told, by=request.actor, now=timezone.now())
        else:
            actions.edit_item(**told, item_id=found.pk, by=request.actor, now=timezone.now())
    except InputRefused as refused:
        for refusal in refused.refusals:
            at_rule = refusal.column in rule.fields and refusal.column not in form.fields
            if at_rule:
                rule.add_error(refusal.column, refusal.reason)
            else:
                form.refuse(refusal.column, refusal.reason)
        return False
    return True


@needs(Permission.EDIT_HANDBOOK)
@require_POST
def rule(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show the parts of the rule for the way of scoring that was chosen, and what answers would earn."""
    return _parts(request, pk, "handbook/_rule.html")


@needs(Permission.EDIT_HANDBOOK)
@require_POST
def preview(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show what answers would earn by the rule as it is filled in."""
    return _parts(request, pk, "handbook/_preview.html")


def _parts(request: SignedInRequest, pk: int, template: str) -> HttpResponse:
    version, kind = draft_of(request, pk), request.POST.get("kind", "")
    form, parts = ItemForm(request.POST, version=version), rule_form(kind, request.POST)
    context = {"rule": parts, "kind": kind, "version": version, "trial": _tried(form, parts, kind)}
    return render(request, template, context)


def _tried(form: ItemForm, parts: RuleForm, kind: str) -> dict[str, Any]:
    """Return the rule in words of both languages and what answers earn, or why it cannot be a rule yet."""
    if not parts.is_bound:
        points, rule, is_flag = form.initial["points"], parts.initial_rule, bool(form.initial.get("is_red_flag"))
        return _said(Trial(kind, round(float(points) * 100), rule, is_flag))
    form.is_valid()
    if not parts.is_valid():
        return {"problem": _("Fill in the rule to see what answers earn.")}
    told = form.cleaned_data
    return _said(Trial(kind, hundredths(told.get("points")), parts.rule(), bool(told.get("is_red_flag"))))


def _said(trial: Trial) -> dict[str, Any]:
    try:
        rules.read_rule(trial.kind, trial.rule, trial.points)
    except InputRefused as refused:
        return {"problem": refused.message}
    if trial.kind != Kind.VETO and not trial.points:
        return {"problem": _("Say how many points it is worth to see what answers earn.")}
    texts = {}
    for language in ("zh-hans", "en"):
        with override(language):
            texts[language] = rules.rule_text(trial)
    return {"texts": texts.values(), "examples": rules.examples(trial)}


@needs(Permission.EDIT_HANDBOOK)
@require_POST
def remove(request: SignedInRequest, pk: int) -> HttpResponse:
    found = item_of(request, pk)
    actions.remove_item(version_id=found.version_id, item_id=pk, by=request.actor, now=timezone.now())
    messages.success(request, _("%(item)s is removed from the draft.") % {"item": found.label})
    return redirect("handbook:version", pk=found.version_id)


@needs(Permission.EDIT_HANDBOOK)
@require_http_methods(["GET", "POST"])
def area_new(request: SignedInRequest, pk: int) -> HttpResponse:
    version = draft_of(request, pk)
    form = AreaForm.of(None, request.POST or None)
    if is_done(request, form, actions.add_area, lambda told: {"version_id": pk, **told}):
        return redirect("handbook:version", pk=pk)
    return _area_page(request, version, form)


@needs(Permission.EDIT_HANDBOOK)
@require_http_methods(["GET", "POST"])
def area_edit(request: SignedInRequest, pk: int) -> HttpResponse:
    area = area_of(request, pk)
    if not area.version.is_draft:
        raise Http404
    form = AreaForm.of(area, request.POST or None)
    whose = {"version_id": area.version_id, "area_id": pk}
    if is_done(request, form, actions.edit_area, lambda told: {**told, "position": told["position"] or 0, **whose}):
        return redirect("handbook:version", pk=area.version_id)
    return _area_page(request, area.version, form, area=area, is_empty=not area.items.exists())


def _area_page(request: SignedInRequest, version: Version, form: AreaForm, **more: Any) -> HttpResponse:
    context = {"version": version, "form": form, "trail": trail_of(version), **more}
    return render(request, "handbook/area_edit.html", context, status=422 if request.method == "POST" else 200)


@needs(Permission.EDIT_HANDBOOK)
@require_POST
def area_remove(request: SignedInRequest, pk: int) -> HttpResponse:
    area = area_of(request, pk)
    actions.remove_area(version_id=area.version_id, area_id=pk, by=request.actor, now=timezone.now())
    return redirect("handbook:version", pk=area.version_id)
