"""The offline page itself, and how somebody pairs a phone of their own."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from biaogan.accounts.access import Permission, SignedInRequest, needs, public
from biaogan.core.errors import Problem
from biaogan.field import shell as pages
from biaogan.premises.labels import qr_code
from biaogan.sync import actions
from biaogan.sync.queries import own_devices

#: A page of the phone asks each time whether there is a newer one; without a connection its own worker answers.
FRESH = "no-cache"


@require_GET
@public
def shell(request: HttpRequest) -> HttpResponse:
    answer = HttpResponse(pages.page())
    answer.headers["Cache-Control"] = FRESH
    return answer


@require_GET
@public
def worker(request: HttpRequest) -> HttpResponse:
    script = pages.worker()
    if not script:
        raise Http404
    answer = HttpResponse(script, content_type="text/javascript; charset=utf-8")
    answer.headers["Cache-Control"] = FRESH
    return answer


@require_GET
@public
def manifest(request: HttpRequest) -> HttpResponse:
    answer = JsonResponse(pages.manifest(), content_type="application/manifest+json")
    answer.headers["Cache-Control"] = FRESH
    return answer


@require_http_methods(["GET", "POST"])
@needs(Permission.REPORT_FAULT)
@never_cache
def phone(request: SignedInRequest) -> HttpResponse:
    """Show one's phones, and on demand the code for another."""
    context: dict[str, Any] = {"phones": own_devices(request.actor)}
    if request.method == "POST":
        name = str(_("Phone of %(name)s") % {"name": request.actor.person or request.actor.user})[:60]
        try:
            pairing, code = actions.offer_own_pairing(name=name, by=request.actor, now=timezone.now())
        except Problem as error:
            messages.error(request, error.message)
        else:
            address = request.build_absolute_uri(reverse("field:shell"))
            context |= {"code": f"{code[:4]}-{code[4:]}", "until": pairing.expires_at, "address": address}
            # Behind the hash: a code must not stand in the logs of a server or a proxy.
            context["picture"] = qr_code(f"{address}#pair={code}")
    return render(request, "field/phone.html", context)


@require_POST
@needs(Permission.REPORT_FAULT)
def revoke_phone(request: SignedInRequest, pk: int) -> HttpResponse:
    get_object_or_404(own_devices(request.actor), pk=pk)
    actions.revoke_own(device_id=pk, by=request.actor, now=timezone.now())
    messages.success(request, _("The phone is revoked; nothing it sends is taken any more."))
    return redirect("field:phone")
