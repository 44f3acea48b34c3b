"""The proof of a case: the list with its form, files as attachments, small pictures, who looked, and how long it is kept."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from biaogan.accounts.access import Permission, SignedInRequest, needs
from biaogan.cases.kinds import KINDS
from biaogan.cases.models import Case
from biaogan.core.errors import InputRefused, Problem, Refusal
from biaogan.core.problems import DISK_FULL, UPLOAD_REFUSED
from biaogan.evidence import actions, queries, store
from biaogan.evidence.forms import AddForm, ReferenceForm, RetentionForm
from biaogan.evidence.models import Evidence, RetentionRule
from biaogan.evidence.serving import small_picture, whole_file
from biaogan.evidence.thumbnails import WITH_THUMBNAIL


def list_context(request: SignedInRequest, case: Case, **more: Any) -> dict[str, Any]:
    """Return what `evidence/_list.html` needs; a kind's page adds it to its own context."""
    may_add = Case.objects.visible_to(request.actor, needs=Permission.ADD_EVIDENCE).filter(pk=case.pk).exists()
    rows = list(queries.evidence_of(case))
    kept = [row for row in rows if not hasattr(row, "deletion")]
    return {
        "evidence_case": case,
        "evidence": rows,
        "evidence_pictures": [row for row in kept if row.media_type in WITH_THUMBNAIL],
        "evidence_unseen": [row for row in kept if row.is_picture and row.media_type not in WITH_THUMBNAIL],
        "evidence_may_add": may_add,
        "evidence_form": AddForm(auto_id="evidence-%s") if may_add else None,
        "reference_form": ReferenceForm(auto_id="reference-%s") if may_add else None,
        **more,
    }


@needs(Permission.ADD_EVIDENCE)
@require_POST
def add(request: SignedInRequest, case_id: int) -> HttpResponse:
    """Add each file by itself: one that is refused does not take the others with it."""
    case = get_object_or_404(Case.objects.visible_to(request.actor), pk=case_id)
    form = AddForm(request.POST, request.FILES, auto_id="evidence-%s")
    refused = _refused_on_the_way(request)
    if not refused and form.is_valid():
        refused = [
            problem
            for file in form.cleaned_data["uploads"]
            if (problem := _add_one(request, case, file, form.cleaned_data))
        ]
        form = AddForm(auto_id="evidence-%s") if not refused else form
    return _fragment(request, case, evidence_form=form, evidence_refused=refused)


@needs(Permission.ADD_EVIDENCE)
@require_POST
def add_reference(request: SignedInRequest, case_id: int) -> HttpResponse:
    case = get_object_or_404(Case.objects.visible_to(request.actor), pk=case_id)
    form = ReferenceForm(request.POST, auto_id="reference-%s")
    if form.is_valid():
        try:
            actions.add_reference(case=case, by=request.actor, now=timezone.now(), **form.cleaned_data)
            form = ReferenceForm(auto_id="reference-%s")
        except InputRefused as error:
            form.add_error(None, error.message)
    return _fragment(request, case, reference_form=form)


@needs(Permission.VIEW_UNIT)
@require_GET
def download(request: SignedInRequest, pk: int) -> HttpResponse | FileResponse:
    return whole_file(_seen(request, pk), asked=request, by=request.actor, now=timezone.now())


@needs(Permission.VIEW_UNIT)
@require_GET
def thumbnail(request: SignedInRequest, pk: int) -> HttpResponse | FileResponse:
    evidence = _seen(request, pk)
    if evidence.media_type not in WITH_THUMBNAIL:
        return HttpResponse(status=404)
    return small_picture(evidence, by=request.actor, now=timezone.now())


@needs(Permission.VIEW_UNIT)
@require_GET
def accesses(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show who looked at a file, to those who supervise cases or audit them."""
    evidence = get_object_or_404(Evidence.objects.visible_to(request.actor).select_related("case__subject_unit"), pk=pk)
    actions.require_may_see_looks(evidence, request.actor)
    return render(request, "evidence/accesses.html", {"one": evidence, "accesses": queries.who_looked(evidence)})


@require_http_methods(["GET", "POST"])
@needs(Permission.EDIT_LIMITS)
def retention(request: SignedInRequest) -> HttpResponse:
    """Show how long evidence is kept, and take a new rule."""
    form = RetentionForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.set_retention(by=request.actor, now=timezone.now(), **form.cleaned_data)
            messages.success(request, _("The rule counts for cases that close from that day on."))
            return redirect("evidence:retention")
        except Problem as error:
            form.add_error(None, error.message)
    rules = RetentionRule.objects.order_by("case_kind", "-valid")
    return render(
        request, "evidence/retention.html", {"form": form, "rules": [(_kind_name(rule), rule) for rule in rules]}
    )


def _kind_name(rule: RetentionRule) -> Any:
    if not rule.case_kind:
        return _("All kinds without a rule of their own")
    return KINDS[rule.case_kind].name if rule.case_kind in KINDS else rule.case_kind


def _seen(request: SignedInRequest, pk: int) -> Evidence:
    rows = Evidence.objects.visible_to(request.actor).kept().exclude(sha256="")
    return get_object_or_404(rows.select_related("case"), pk=pk)


def _add_one(request: SignedInRequest, case: Case, file: Any, data: dict[str, Any]) -> Refusal | None:
    try:
        actions.add(case=case, upload=file, kind=data["kind"], note=data["note"], by=request.actor, now=timezone.now())
    except Problem as error:
        return Refusal(error.message, column=file.name)
    return None


def _refused_on_the_way(request: SignedInRequest) -> list[Refusal]:
    why = request.META.get(UPLOAD_REFUSED)
    if why is None:
        return []
    if why == DISK_FULL:
        return [Refusal(store.disk_full().message)]
    return [Refusal(_("These files are larger than the limit. Nothing was added."))]


def _fragment(request: SignedInRequest, case: Case, **more: Any) -> HttpResponse:
    return render(request, "evidence/_list.html", list_context(request, case, **more))
