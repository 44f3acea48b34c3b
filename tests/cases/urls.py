"""The product's routes, and a page of a case for the kinds that exist in tests only."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.template import engines
from django.urls import path

from biaogan.accounts.access import SignedInRequest, signed_in
from biaogan.cases.models import Case
from biaogan.cases.views import parts_context
from biaogan.config.urls import handler400, handler403, handler404, handler500
from biaogan.config.urls import urlpatterns as routes
from biaogan.evidence.views import list_context

__all__ = ["handler400", "handler403", "handler404", "handler500"]

PAGE = """{% extends "core/page.html" %}{% block title %}{{ parts.case.number }}{% endblock %}
{% block heading %}{{ parts.case.number }}{% endblock %}{% block content %}
{% panel "Evidence" %}
{% include "evidence/_list.html" %}{% endpanel %}{% include "cases/_parts.html" %}{% endblock %}"""


@signed_in
def case_page(request: SignedInRequest, pk: int) -> HttpResponse:
    case = get_object_or_404(Case.objects.visible_to(request.actor), pk=pk)
    template = engines["django"].from_string(PAGE)
    return HttpResponse(template.render(parts_context(request, case) | list_context(request, case), request))


urlpatterns = [path("test-case/<int:pk>/", case_page, name="test_case"), *routes]
