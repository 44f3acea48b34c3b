"""The contractor's page: what is wrong, what is asked for until when, and the answer with photos. A secret address opens it."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from biaogan.accounts.access import public
from biaogan.core.errors import Problem
from biaogan.core.problems import DISK_FULL, UPLOAD_REFUSED
from biaogan.evidence import store
from biaogan.reception.forms import MendForm
from biaogan.reception.limits import OPEN_LINK, WRITE, TooOften, require_quota
from biaogan.rectification import actions, queries
from biaogan.rectification.models import ContractorLink


@public
@require_http_methods(["GET", "POST"])
def mend(request: HttpRequest, token: str) -> HttpResponse:
    """Show the one finding behind the address, and take the answer to it."""
    now = timezone.now()
    link = queries.link_of(token[:100], now=now)
    if link is None:
        return _unknown(request)
    if not queries.may_answer(link):
        return _shown(request, link, None)
    if request.method != "POST":
        return _shown(request, link, MendForm(initial={"done_at": now}))
    form = MendForm(request.POST, request.FILES)
    if refused := _refused_on_the_way(request):
        form.add_error(None, refused)
    if not form.is_valid():
        return _shown(request, link, form, status=422)
    try:
        require_quota(request, WRITE, now=now)
        actions.reply_by_link(token=token, now=now, **form.answer(since=link.finding.found_at, now=now))
    except ContractorLink.DoesNotExist:
        raise Http404 from None
    except Problem as problem:
        form.add_error(None, problem.message)
        return _shown(request, link, form, status=429 if isinstance(problem, TooOften) else 422)
    messages.success(request, _("We have got it."))
    return redirect("reception:mend", token)


def _unknown(request: HttpRequest) -> HttpResponse:
    """Say that the address opens nothing; whoever tries many is told to wait."""
    try:
        require_quota(request, OPEN_LINK, now=timezone.now())
    except TooOften as problem:
        return _answered(render(request, "reception/mend_gone.html", {"words": problem.message}, status=429))
    return _answered(render(request, "reception/mend_gone.html", status=404))


def _shown(request: HttpRequest, link: ContractorLink, form: MendForm | None, *, status: int = 200) -> HttpResponse:
    finding = link.finding
    context = {"link": link, "finding": finding, "unit": finding.case.subject_unit, "form": form}
    return _answered(render(request, "reception/mend.html", context, status=status))


def _answered(answer: HttpResponse) -> HttpResponse:
    answer.headers["Cache-Control"] = "no-store"
    # The address is the key: no other site learns it.
    answer.headers["Referrer-Policy"] = "no-referrer"
    return answer


def _refused_on_the_way(request: HttpRequest) -> str:
    why = request.META.get(UPLOAD_REFUSED)
    if why is None:
        return ""
    return str(store.disk_full().message) if why == DISK_FULL else _("These files are too large. Nothing was sent.")
