"""People: the list, the page of one, joining, changing, leaving."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from biaogan.core.access import AskedRequest, needs
from biaogan.core.attempts import act_or_tell, attempt, tell_errors
from biaogan.core.paging import capped_count, page
from biaogan.core.parts import Move
from biaogan.core.time import local_day
from biaogan.org import actions, forms, queries
from biaogan.org.models import Person
from biaogan.org.permissions import EDIT_UNIT, VIEW_UNIT


@needs(VIEW_UNIT)
@require_GET
def people_list(request: AskedRequest) -> HttpResponse:
    form = forms.PeopleFilterForm(request.GET, actor=request.actor)
    today = local_day(timezone.now())
    told = form.cleaned_data if form.is_valid() else {}
    wanted = {name: told[name] for name in ("q", "post", "under") if told.get(name)}
    rows = queries.people(request.actor, on=today, **wanted)
    found = page(rows, by=queries.BY_NAME, cursor=request.GET.get("cursor", ""))
    posts = queries.posts_by_person(found.rows, on=today)
    context = {
        "form": form,
        "page": found,
        "total": capped_count(rows),
        "rows": [{"person": person, "holdings": posts[person.pk]} for person in found],
        "may_edit": request.actor.may_anywhere(EDIT_UNIT),
    }
    return render(request, "org/people.html", context)


@needs(VIEW_UNIT)
@require_GET
def person_page(request: AskedRequest, pk: int) -> HttpResponse:
    person = get_object_or_404(Person.objects.visible_to(request.actor), pk=pk)
    context = {
        "person": person,
        "trail": [(_("People"), reverse("org:people"))],
        "moves": _moves(request, person),
        "holdings": queries.holdings_of(person, request.actor),
        "today": local_day(timezone.now()),
    }
    return render(request, "org/person.html", context)


def _moves(request: AskedRequest, person: Person) -> list[Move]:
    if not request.actor.may_anywhere(EDIT_UNIT):
        return []
    url = reverse("org:person_edit", args=[person.pk])
    moves = [Move(pgettext("person", "Change"), url, icon="edit", opens_page=True)]
    if person.left_on is None:
        form = forms.LeavingForm(today=local_day(timezone.now()))
        says = _("All posts end with that day, sign-in ends, and open duties are passed on.")
        leave = reverse("org:person_leave", args=[person.pk])
        moves.append(Move(_("Leaves the bank"), leave, says, "door-exit", is_dangerous=True, form=form))
    return moves


@needs(EDIT_UNIT)
@require_http_methods(["GET", "POST"])
def person_new(request: AskedRequest) -> HttpResponse:
    form = forms.NewPersonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        made = attempt(form, lambda: actions.add_person(by=request.actor, now=timezone.now(), **told))
        if made is not None:
            return redirect("org:person", pk=made.pk)
    context = {"form": form, "heading": _("New member of staff"), "back": reverse("org:people")}
    return render(request, "org/edit.html", context, status=422 if form.errors else 200)


@needs(EDIT_UNIT)
@require_http_methods(["GET", "POST"])
def person_edit(request: AskedRequest, pk: int) -> HttpResponse:
    person = get_object_or_404(Person.objects.visible_to(request.actor), pk=pk)
    initial: dict[str, Any] = {"name": person.name, "email": person.email}
    form = forms.PersonForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        if attempt(form, lambda: actions.change_person(person, by=request.actor, now=timezone.now(), **told)):
            return redirect("org:person", pk=pk)
    context = {"form": form, "heading": person.name, "back": reverse("org:person", args=[pk])}
    return render(request, "org/edit.html", context, status=422 if form.errors else 200)


@needs(EDIT_UNIT)
@require_POST
def person_leave(request: AskedRequest, pk: int) -> HttpResponse:
    person = get_object_or_404(Person.objects.visible_to(request.actor), pk=pk)
    form = forms.LeavingForm(request.POST, today=local_day(timezone.now()))
    if form.is_valid():
        deed = {"last_day": form.cleaned_data["last_day"], "by": request.actor}
        act_or_tell(request, lambda: actions.record_leaving(person, now=timezone.now(), **deed))
    else:
        tell_errors(request, form)
    return redirect("org:person", pk=pk)
