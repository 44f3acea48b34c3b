"""What papers begin with: templates with their versions, and issuer codes."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from biaogan.accounts.access import Permission, SignedInRequest, needs, units_where
from biaogan.core.errors import Problem
from biaogan.papers import actions, queries
from biaogan.papers.forms import IssuerCodeForm, TemplateForm
from biaogan.papers.kinds import KINDS, PaperKind
from biaogan.papers.layouts.pdf import as_pictures
from biaogan.papers.layouts.sheet import sample_sheet
from biaogan.papers.models import IssuerCode, TemplateVersion


@needs(Permission.EDIT_TEMPLATES)
@require_GET
def templates(request: SignedInRequest) -> HttpResponse:
    return render(request, "papers/templates.html", {"kinds": [(kind, queries.texts_of(kind.code)) for kind in KINDS]})


@require_http_methods(["GET", "POST"])
@needs(Permission.EDIT_TEMPLATES)
def template(request: SignedInRequest, kind: str) -> HttpResponse:
    """Edit the texts that drafts of the kind begin with, beside the paper that they make."""
    found = _kind(kind)
    texts = queries.texts_of(kind)
    form = TemplateForm(found, texts, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        actions.edit_template(kind=kind, by=request.actor, now=timezone.now(), **form.values())
        messages.success(request, _("New drafts begin with these texts. Papers that exist keep theirs."))
        return redirect("papers:template", kind=kind)
    versions = TemplateVersion.objects.filter(kind=kind).select_related("by").order_by("-version")[:50]
    trail = [(_("Templates of papers"), reverse("papers:templates"))]
    context = {
        "trail": trail,
        "kind": found,
        "texts": texts,
        "form": form,
        "versions": versions,
        "placeholders": found.placeholders.items(),
    }
    return render(request, "papers/template.html", context)


@needs(Permission.EDIT_TEMPLATES)
@require_POST
def reset_template(request: SignedInRequest, kind: str) -> HttpResponse:
    _kind(kind)
    actions.reset_template(kind=kind, by=request.actor, now=timezone.now())
    return redirect("papers:template", kind=kind)


@needs(Permission.EDIT_TEMPLATES)
@require_GET
def template_picture(request: SignedInRequest, kind: str) -> HttpResponse:
    """Show the first page of a paper made of the kind's texts and its sample."""
    found = _kind(kind)
    picture = as_pictures(sample_sheet(found, queries.texts_of(kind)), found.layout)[0]
    return HttpResponse(picture, content_type="image/png", headers={"Cache-Control": "private, no-store"})


@require_http_methods(["GET", "POST"])
@needs(Permission.EDIT_TEMPLATES)
def issuer_codes(request: SignedInRequest) -> HttpResponse:
    form = IssuerCodeForm(request.actor, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.set_issuer_code(by=request.actor, now=timezone.now(), **form.cleaned_data)
            messages.success(request, _("Papers are numbered under this code from that day on."))
            return redirect("papers:issuer_codes")
        except Problem as error:
            form.add_error(None, error.message)
    rows = IssuerCode.objects.filter(
        units_where(request.actor, Permission.EDIT_TEMPLATES, field="unit")
    ).select_related("unit")
    return render(request, "papers/issuer_codes.html", {"form": form, "codes": rows.order_by("unit__path", "-valid")})


def _kind(code: str) -> PaperKind:
    if code not in KINDS:
        raise Http404
    return KINDS[code]
