"""The register and its file."""

from __future__ import annotations

from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from biaogan.accounts.access import Permission, SignedInRequest, needs
from biaogan.cases.queries import narrowed
from biaogan.complaints import queries
from biaogan.complaints.files import register_file
from biaogan.complaints.forms import RegisterForm
from biaogan.complaints.looks import lines_of
from biaogan.complaints.queries import Choice


@needs(Permission.VIEW_COMPLAINT)
@require_GET
def register(request: SignedInRequest) -> HttpResponseBase:
    now = timezone.now()
    form = RegisterForm(request.GET)
    form.is_valid()
    choice = _choice(request, form)
    if kind := request.GET.get("export"):
        return register_file(request.actor, choice, kind, now=now)
    page = queries.register(request.actor, choice, cursor=request.GET.get("cursor", ""))
    context = {
        "form": form,
        "page": page,
        "lines": lines_of(page.rows, now=now),
        "total": queries.register_total(request.actor, choice),
        "may_register": request.actor.may_anywhere(Permission.REGISTER_COMPLAINT),
        "may_export": request.actor.may_anywhere(Permission.EXPORT_DATA),
        "is_narrowed": any(request.GET.get(name) for name in form.fields),
        "sought": choice.sought,
        "now": now,
    }
    return render(request, "complaints/register.html", context)


def _choice(request: SignedInRequest, form: RegisterForm) -> Choice:
    here = narrowed(request.actor, form.cleaned_data.get("unit"))
    return form.choice(now=timezone.now(), sought=queries.sought(here, form.cleaned_data.get("q") or ""))
