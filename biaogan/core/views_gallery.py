"""The gallery: every part of the look in every state, with invented content. Only where SHOW_GALLERY is set."""

from __future__ import annotations

from decimal import Decimal
from types import SimpleNamespace
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from biaogan.core import gallery as invented
from biaogan.core.gallery import NOW, said
from biaogan.core.paging import Page
from biaogan.core.parts import Tone

PAGES = ("parts", "list", "case", "form", "sign-in", "question", "error-403", "error-404", "error-409", "error-500")


@require_GET
def gallery(request: HttpRequest) -> HttpResponse:
    return gallery_page(request, "parts")


@require_GET
def gallery_page(request: HttpRequest, page: str) -> HttpResponse:
    if page not in PAGES:
        raise Http404
    if page.startswith("error-"):
        status = int(page.removeprefix("error-"))
        message = said("这件投诉已由别人受理。", "Somebody else has already taken this complaint in hand.")
        return render(request, "core/error.html", {"status": status, "message": message if status == 409 else ""})
    return render(request, f"core/gallery/{page.replace('-', '_')}.html", {**_frame(page), **CONTEXTS[page](request)})


gallery.is_public = gallery_page.is_public = True  # type: ignore[attr-defined]


def _frame(page: str) -> dict[str, Any]:
    trail = [
        (said("梧州分行", "Wuzhou Branch"), "#"),
        (said("万秀支行", "Wanxiu Sub-branch"), "#"),
        (said("大学路网点", "Daxue Road"), "#"),
    ]
    actor = SimpleNamespace(ref="gallery", user=invented.Somebody("huangmin"))
    return {"actor": actor, "nav": invented.navigation(page), "now": NOW, "trail": trail, "outlet": trail[-1][0]}


def _parts(request: HttpRequest) -> dict[str, Any]:
    messages.success(request, said("已登记，编号 TS202601180。", "Registered as TS202601180."))
    messages.warning(request, said("附件 2 超过 20 MB，没有保存。", "File 2 is over 20 MB and was not kept."))
    return {
        "dues": invented.dues(),
        "entries": invented.entries(),
        "charts": invented.charts(),
        "stages": invented.steps(),
        "moves_now": invented.moves(),
        "nothing": [],
        "tones": list(Tone),
        "yuan": Decimal("-1234.5"),
    }


def _list(request: HttpRequest) -> dict[str, Any]:
    return {
        "cases": invented.cases(),
        "page": Page(invented.cases(), next="n", previous="p"),
        "filter": invented.Narrow(request.GET or None),
    }


def _case(request: HttpRequest) -> dict[str, Any]:
    due = {
        "due_at": invented.after(31.2),
        "left": said("还剩 2 个工作日", "2 working days left"),
        "why_url": "#",
        "warn_at": invented.after(24),
    }
    return {
        "entries": invented.entries(),
        "stages": invented.steps(),
        "moves_now": invented.moves()[:4],
        "due_now": due,
        "related": invented.cases()[:3],
    }


def _form(request: HttpRequest) -> dict[str, Any]:
    wrong = invented.Intake(
        {"channel": "counter", "outlet": "", "phone": "13807740", "received_at": "2026-11-22T16:40", "summary": ""}
    )
    wrong.add_error("phone", said("号码应为 11 位，现在是 8 位。", "A number has 11 digits; this one has 8."))
    wrong.add_error(
        None,
        said(
            "同一客户 90 日内已有一件相同投诉：TS202600977。",
            "The same customer made this complaint within 90 days: TS202600977.",
        ),
    )
    return {"form": wrong if "fresh" not in request.GET else invented.Intake(initial={"channel": "counter"})}


def _question(request: HttpRequest) -> dict[str, Any]:
    answers = [
        ("say", "提意见", "Say something"),
        ("complain", "投诉", "Complain"),
        ("praise", "表扬", "Praise somebody"),
    ]
    return {"answers": [(code, said(zh, en)) for code, zh, en in answers]}


CONTEXTS = {
    "parts": _parts,
    "list": _list,
    "case": _case,
    "form": _form,
    "sign-in": lambda request: {"form": invented.SignIn(), "actor": None},
    "question": _question,
}
