"""Recordings: the register of requests, one request with its log of viewing, sample draws, and the figures behind them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from biaogan.accounts.access import Permission, SignedInRequest, needs
from biaogan.cases.views import parts_context
from biaogan.core.errors import InputRefused, Problem
from biaogan.core.problems import DISK_FULL, UPLOAD_REFUSED
from biaogan.core.time import ZONE, local_day
from biaogan.evidence import store
from biaogan.inspections.actions import footage as bringing
from biaogan.inspections.actions import recordings as actions
from biaogan.inspections.forms.recordings import (
    ClipForm,
    FigureForm,
    PlaceForm,
    PurposeForm,
    RegisterForm,
    RequestForm,
    SampleForm,
)
from biaogan.inspections.looks import recordings as looks
from biaogan.inspections.models import RecordingRequest, RecordingSpan, SampleDraw, Sheet
from biaogan.inspections.models.recordings import RecordingFigure
from biaogan.inspections.queries import recordings as queries
from biaogan.inspections.rules.footage import FIGURES, Figure, Move, moves_from
from biaogan.inspections.rules.sampling import Size, draw


@needs(Permission.VIEW_RECORDING)
@require_GET
def register(request: SignedInRequest) -> HttpResponse:
    form = RegisterForm(request.GET)
    form.is_valid()
    chosen = {"state": form.cleaned_data.get("state", ""), "open_only": bool(form.cleaned_data.get("open"))}
    page = queries.register(request.actor, **chosen, cursor=request.GET.get("cursor", ""))
    context = {
        "form": form,
        "page": page,
        "lines": looks.lines_of(page.rows, today=local_day(timezone.now())),
        "total": queries.register_total(request.actor, **chosen),
        "may_ask": request.actor.may_anywhere(Permission.REQUEST_RECORDING),
        "is_narrowed": any(chosen.values()),
    }
    return render(request, "inspections/recordings.html", context)


@needs(Permission.REQUEST_RECORDING)
@require_http_methods(["GET", "POST"])
def ask(request: SignedInRequest) -> HttpResponse:
    """Ask for stretches that are chosen by hand."""
    form = RequestForm(request.POST if request.method == "POST" else None, actor=request.actor, initial=_named(request))
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            made = actions.request_recordings(
                unit=data["unit"],
                stretches=form.stretches(),
                purpose=data["purpose"],
                sheet_id=_sheet_id(request, data["sheet"]),
                by=request.actor,
                now=timezone.now(),
            )
            return redirect("inspections:recording", made.pk)
        except Problem as error:
            form.add_error(None, error.message)
    status = 422 if form.is_bound else 200
    return render(request, "inspections/recording_ask.html", {"form": form, "trail": looks.trail()}, status=status)


@needs(Permission.VIEW_RECORDING)
@require_GET
def recording(request: SignedInRequest, pk: int) -> HttpResponse:
    asked = seen(request, pk)
    return render(request, "inspections/recording.html", _context(request, asked))


@needs(Permission.VIEW_RECORDING)
@require_POST
def move(request: SignedInRequest, pk: int, move: str) -> HttpResponse:
    asked = seen(request, pk)
    run = _RUN[Move(move)]
    more = {"reason": request.POST.get("reason", "")} if move == Move.REFUSE else {}
    try:
        run(request_id=asked.pk, by=request.actor, now=timezone.now(), **more)
    except Problem as error:
        messages.error(request, error.message)
    return redirect("inspections:recording", pk)


_RUN: dict[Move, Callable[..., Any]] = {
    Move.APPROVE: actions.approve_request,
    Move.REFUSE: actions.refuse_request,
    Move.WITHDRAW: actions.withdraw_request,
    Move.FINISH: actions.finish_request,
}


@needs(Permission.REQUEST_RECORDING)
@require_POST
def add_clip(request: SignedInRequest, pk: int) -> HttpResponse:
    """Take an exported clip of a stretch; whatever is wrong with it is said on the page of the request."""
    span = _span(request, pk)
    problem = _refused_on_the_way(request)
    form = ClipForm(request.POST, request.FILES)
    if not problem and form.is_valid():
        data = form.cleaned_data
        begins = _on_the_day(span, data["starts"]) if data["starts"] else None
        try:
            bringing.add_clip(span_id=pk, upload=data["clip"], starts_at=begins, by=request.actor, now=timezone.now())
            messages.success(request, _("The clip is kept. Its motion line is drawn within minutes."))
            return redirect("inspections:recording", span.request_id)
        except Problem as error:
            form.add_error(None, error.message)
    elif problem:
        form = ClipForm()
    return _again(request, span, clip_form=form, clip_problem=problem)


@needs(Permission.REQUEST_RECORDING)
@require_POST
def add_place(request: SignedInRequest, pk: int) -> HttpResponse:
    """Note on which recorder a stretch is seen; the recording stays there."""
    span = _span(request, pk)
    form = PlaceForm(request.POST)
    if form.is_valid():
        try:
            bringing.add_reference(span_id=pk, by=request.actor, now=timezone.now(), **form.cleaned_data)
            return redirect("inspections:recording", span.request_id)
        except Problem as error:
            form.add_error(None, error.message)
    return _again(request, span, place_form=form)


@needs(Permission.VIEW_RECORDING)
@require_http_methods(["GET", "POST"])
def samples(request: SignedInRequest) -> HttpResponse:
    """Show the draws, and draw another one."""
    now = timezone.now()
    posted = request.POST if request.method == "POST" else None
    form = SampleForm(posted, actor=request.actor, today=local_day(now), initial=_named(request))
    if posted is not None and form.is_valid():
        try:
            made = actions.draw_sample(by=request.actor, now=now, **form.cleaned_data)
            return redirect("inspections:recording_sample", made.pk)
        except Problem as error:
            form.add_error(None, error.message)
    context = {
        "form": form,
        "draws": queries.samples(request.actor).order_by("-pk")[:50],
        "may_ask": request.actor.may_anywhere(Permission.REQUEST_RECORDING),
        "trail": looks.trail(),
    }
    return render(request, "inspections/recording_samples.html", context, status=422 if form.errors else 200)


@needs(Permission.VIEW_RECORDING)
@require_http_methods(["GET", "POST"])
def sample(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show a draw, whether it comes out the same again, and ask for what was drawn."""
    drawn = get_object_or_404(queries.samples(request.actor), pk=pk)
    form = PurposeForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.request_recordings(
                unit=drawn.unit,
                stretches=actions.stretches_of(drawn),
                purpose=form.cleaned_data["purpose"],
                sheet_id=_sheet_id(request, form.cleaned_data["sheet"]),
                sample_id=drawn.pk,
                by=request.actor,
                now=timezone.now(),
            )
            return redirect("inspections:recording", made.pk)
        except Problem as error:
            form.add_error(None, error.message)
    context = {
        "drawn": drawn,
        "stretches": actions.stretches_of(drawn),
        "is_repeatable": comes_out_again(drawn),
        "form": form,
        "may_ask": request.actor.may(Permission.REQUEST_RECORDING, drawn.unit),
        "trail": looks.sample_trail(),
    }
    return render(request, "inspections/recording_sample.html", context, status=422 if form.errors else 200)


def comes_out_again(drawn: SampleDraw) -> bool:
    """Draw once more from the seed and frame that were kept."""
    again = [each.as_json() for each in draw(drawn.seed, drawn.frame, Size(**drawn.size))]
    return bool(again == drawn.result)


@needs(Permission.EDIT_LIMITS)
@require_http_methods(["GET", "POST"])
def figures(request: SignedInRequest) -> HttpResponse:
    form = FigureForm(request.POST if request.method == "POST" else None, actor=request.actor)
    if request.method == "POST" and form.is_valid():
        try:
            actions.set_figure(by=request.actor, now=timezone.now(), **form.cleaned_data)
            return redirect("inspections:recording_figures")
        except Problem as error:
            form.add_error(None, error.message)
    context = {
        "form": form,
        "shipped": [(Figure(code).label, figure) for code, figure in FIGURES.items()],
        "rows": RecordingFigure.objects.select_related("unit"),
    }
    return render(request, "inspections/recording_figures.html", context, status=422 if form.errors else 200)


def seen(request: SignedInRequest, pk: int) -> RecordingRequest:
    try:
        return queries.request_of(request.actor, pk)
    except RecordingRequest.DoesNotExist:
        raise Http404 from None


def _context(request: SignedInRequest, asked: RecordingRequest) -> dict[str, Any]:
    now = timezone.now()
    lines = queries.span_lines([asked])
    return {
        "asked": asked,
        "state": looks.state_badge(asked),
        "lines": looks.span_rows(lines, today=local_day(now)),
        "log": queries.looks([asked]),
        "moves": looks.moves(asked, request.actor, lines),
        "others": looks.whose(asked, request.actor),
        "may_bring": Move.FINISH in moves_from(asked.state)
        and request.actor.may(Permission.REQUEST_RECORDING, asked.case.subject_unit),
        "desk": looks.desk_url(asked, request.actor),
        "clip_form": ClipForm(),
        "place_form": PlaceForm(),
        "today": local_day(now),
        "trail": looks.trail(),
        **parts_context(request, asked.case),
    }


def _again(request: SignedInRequest, span: RecordingSpan, **more: Any) -> HttpResponse:
    context = {**_context(request, seen(request, span.request_id)), **more, "wrong_span": span.pk}
    return render(request, "inspections/recording.html", context, status=422)


def _span(request: SignedInRequest, pk: int) -> RecordingSpan:
    return get_object_or_404(RecordingSpan, pk=pk, request__in=RecordingRequest.objects.visible_to(request.actor))


def _on_the_day(span: RecordingSpan, clock: dt.time) -> dt.datetime:
    return dt.datetime.combine(span.from_at.astimezone(ZONE).date(), clock, tzinfo=ZONE)


def _refused_on_the_way(request: SignedInRequest) -> str:
    why = request.META.get(UPLOAD_REFUSED)
    if why is None:
        return ""
    if why == DISK_FULL:
        return store.disk_full().message
    return _("This clip is larger than 2 GB. Nothing was added; export a shorter stretch.")


def _sheet_id(request: SignedInRequest, number: str) -> int | None:
    if not number.strip():
        return None
    found = Sheet.objects.visible_to(request.actor).filter(case__number=number.strip().upper()).first()
    if found is None:
        raise InputRefused(
            "recording.no_such_sheet", _("There is no sheet with this number, or it is not yours to see.")
        )
    key: int = found.pk
    return key


def _named(request: SignedInRequest) -> dict[str, Any]:
    """Fill in the sheet and its unit where the address names one."""
    number = request.GET.get("sheet", "").strip()[:24]
    if not number or "\x00" in number:
        return {}
    found = (
        Sheet.objects.visible_to(request.actor).filter(case__number=number).select_related("case__subject_unit").first()
    )
    return {"sheet": number, "unit": found.case.subject_unit} if found else {}
