"""The review desk of an off-site sheet: recordings on the left, the sheet on the right, one key from a picture to proof."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from biaogan.accounts.access import Permission, SignedInRequest, needs
from biaogan.core.errors import Problem, RuleBroken
from biaogan.core.problems import STATUS
from biaogan.inspections.actions import begin, change, review
from biaogan.inspections.actions.footage import require_said
from biaogan.inspections.actions.recordings import log_viewing
from biaogan.inspections.choices import Channel, Field
from biaogan.inspections.forms.desk import AnswerForm, FrameForm, LookForm, MomentForm, ScreenshotForm
from biaogan.inspections.looks import desk as looks
from biaogan.inspections.models import Footage, Mark, RecordingRequest, RecordingSpan, Sheet
from biaogan.inspections.queries import standing


@needs(Permission.REQUEST_RECORDING)
@require_GET
def desk(request: SignedInRequest, pk: int) -> HttpResponse:
    sheet = _sheet(request, pk)
    page = looks.desk_page(sheet, request.actor, now=timezone.now(), chosen=_number(request, "span"))
    context = {"page": page, "look_form": LookForm(initial={"purpose": page.purpose}), **_work(request, sheet)}
    return render(request, "inspections/desk.html", context)


@needs(Permission.REQUEST_RECORDING)
@require_GET
def work(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show the item that is chosen, the others, and the marks."""
    return _fragment(request, _sheet(request, pk))


@needs(Permission.REQUEST_RECORDING)
@require_POST
def look(request: SignedInRequest, pk: int) -> HttpResponse:
    """Write down what the recordings are viewed for, and begin the sheet; only then a picture is shown."""
    sheet = _sheet(request, pk)
    form = LookForm(request.POST)
    now = timezone.now()
    page = looks.desk_page(sheet, request.actor, now=now)
    if form.is_valid():
        try:
            for asked, spans in page.to_say.items():
                log_viewing(request_id=asked, span_ids=spans, by=request.actor, now=now, **form.cleaned_data)
            begin(sheet_id=pk, by=request.actor, now=now)
            return redirect("inspections:desk", pk)
        except Problem as error:
            form.add_error(None, error.message)
    context = {"page": page, "look_form": form, **_work(request, sheet)}
    return render(request, "inspections/desk.html", context, status=422)


@needs(Permission.REQUEST_RECORDING)
@require_POST
def frame(request: SignedInRequest, pk: int) -> HttpResponse:
    """Turn the picture that the player shows into proof, and into a fault of the chosen item."""

    def keep(data: dict[str, Any]) -> Any:
        return review.keep_frame(
            sheet_id=pk,
            footage_id=data["footage"],
            at_ms=data["at_ms"],
            item_id=data["item"],
            note=data["note"],
            is_fault=data["is_fault"],
            by=request.actor,
            now=timezone.now(),
        )

    return _done(request, pk, FrameForm(request.POST), keep)


@needs(Permission.REQUEST_RECORDING)
@require_POST
def screenshot(request: SignedInRequest, pk: int) -> HttpResponse:
    """Keep a screenshot of the recorder, by the moment that its clock shows."""
    form = ScreenshotForm(request.POST, request.FILES)

    def keep(data: dict[str, Any]) -> Any:
        span = _span(request, data["span"])
        return review.keep_screenshot(
            sheet_id=pk,
            span_id=span.pk,
            moment=form.moment(span.from_at, span.to_at),
            upload=data["picture"],
            item_id=data["item"],
            note=data["note"],
            is_fault=data["is_fault"],
            by=request.actor,
            now=timezone.now(),
        )

    return _done(request, pk, form, keep, shown=form)


@needs(Permission.REQUEST_RECORDING)
@require_POST
def mark(request: SignedInRequest, pk: int) -> HttpResponse:
    form = MomentForm(request.POST)

    def keep(data: dict[str, Any]) -> Any:
        span = _span(request, data["span"])
        moment = form.moment(span.from_at, span.to_at)
        return review.mark(
            sheet_id=pk, span_id=span.pk, moment=moment, note=data["note"], by=request.actor, now=timezone.now()
        )

    return _done(request, pk, form, keep)


@needs(Permission.REQUEST_RECORDING)
@require_POST
def drop_mark(request: SignedInRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Mark, pk=pk, dropped_at__isnull=True, sheet__in=Sheet.objects.visible_to(request.actor))

    def drop(_data: dict[str, Any]) -> Any:
        return review.drop_mark(mark_id=pk, by=request.actor, now=timezone.now())

    return _done(request, found.sheet_id, forms.Form(request.POST), drop)


@needs(Permission.REQUEST_RECORDING)
@require_POST
def answer(request: SignedInRequest, pk: int) -> HttpResponse:
    """Write the chosen item's answer as it is typed."""
    sheet = _sheet(request, pk)
    item = looks.item_of(sheet, _number(request, "item"))
    if item is None:
        raise Http404
    form = AnswerForm(request.POST, item=item)
    base = _number(request, "base") or 0

    def write(_data: dict[str, Any]) -> Any:
        made = change(
            sheet_id=pk,
            item_id=item.pk,
            field=Field.VALUE,
            base=base,
            new=form.answer,
            by=request.actor,
            now=timezone.now(),
        )
        if made.conflict is not None:
            raise RuleBroken(
                "sheet.contested",
                _("Somebody else has answered this meanwhile. Choose on the sheet's page which of the two holds."),
            )
        return made

    return _done(request, pk, form, write, shown=form)


@needs(Permission.REQUEST_RECORDING)
@require_GET
def line(request: SignedInRequest, pk: int) -> HttpResponse:
    """Return a clip's motion line, or how far it is. As shut as the clip itself."""
    seen = RecordingRequest.objects.visible_to(request.actor)
    clip = get_object_or_404(Footage.objects.select_related("evidence"), pk=pk, span__request__in=seen)
    require_said(clip.evidence, by=request.actor, now=timezone.now())
    return JsonResponse(looks.line_json(clip))


def _done(
    request: SignedInRequest,
    pk: int,
    form: forms.Form,
    run: Callable[[dict[str, Any]], Any],
    *,
    shown: forms.Form | None = None,
) -> HttpResponse:
    """Do it and show the work anew, with what was wrong if something was."""
    sheet, problem, status = _sheet(request, pk), "", 200
    if form.is_valid():
        try:
            run(form.cleaned_data)
            shown = None
        except Problem as error:
            problem, status = error.message, STATUS[type(error)]
        except (Footage.DoesNotExist, RecordingSpan.DoesNotExist):
            raise Http404 from None
    else:
        problem, status = "".join(str(each) for errors in form.errors.values() for each in errors[:1]), 422
    return _fragment(request, sheet, problem=problem, shown=shown if problem else None, status=status)


def _fragment(request: SignedInRequest, sheet: Sheet, *, status: int = 200, **more: Any) -> HttpResponse:
    # htmx shows only what succeeded: what was wrong stands in the fragment itself.
    context = _work(request, sheet, **more)
    response = render(request, "inspections/_desk_work.html", context, status=200 if request.htmx else status)
    return response if request.htmx or request.method == "GET" else redirect("inspections:desk", sheet.pk)


def _work(request: SignedInRequest, sheet: Sheet, problem: str = "", shown: forms.Form | None = None) -> dict[str, Any]:
    chosen = _number(request, "item")
    found = looks.work(sheet, chosen=chosen)
    form = shown if isinstance(shown, AnswerForm) else None
    if found.item is not None and form is None:
        stands = standing(sheet, found.item.pk, Field.VALUE)
        form = AnswerForm(item=found.item, value=stands.value)
    base = standing(sheet, found.item.pk, Field.VALUE).revision if found.item else 0
    return {"sheet": sheet, "work": found, "answer_form": form, "base": base, "problem": problem}


def _sheet(request: SignedInRequest, pk: int) -> Sheet:
    rows = Sheet.objects.visible_to(request.actor).filter(channel=Channel.OFFSITE)
    return get_object_or_404(rows.select_related("case__subject_unit", "version__handbook"), pk=pk)


def _span(request: SignedInRequest, pk: int) -> RecordingSpan:
    seen = RecordingRequest.objects.visible_to(request.actor)
    return get_object_or_404(RecordingSpan, pk=pk, request__in=seen)


def _number(request: SignedInRequest, name: str) -> int | None:
    given = request.POST.get(name) or request.GET.get(name) or ""
    return int(given) if given.isdigit() and len(given) < 16 else None
