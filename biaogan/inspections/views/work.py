"""Filling a sheet in at a desk: one item after another, each stored as it is answered."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from biaogan.accounts.access import Permission, SignedInRequest, needs
from biaogan.core.errors import InputRefused, Problem, RuleBroken
from biaogan.evidence.forms import ACCEPT
from biaogan.handbook.choices import Kind
from biaogan.handbook.models import Item
from biaogan.handbook.rules import score_item
from biaogan.inspections import actions, looks, queries
from biaogan.inspections.actions.moving import require_move
from biaogan.inspections.choices import Field, State
from biaogan.inspections.forms import AnswerForm, ProofForm, raw_of
from biaogan.inspections.looks.questions import is_open
from biaogan.inspections.models import Sheet, SheetChange
from biaogan.inspections.queries.device_tests import answer_of_tests, tests_of
from biaogan.inspections.queries.pages import answers_of, may_see_inspectors, proofs_of
from biaogan.inspections.rules import Move, is_deducting, is_proof_wanted
from biaogan.inspections.views.seeing import seen


@needs(Permission.VIEW_INSPECTION)
@require_GET
def work(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show the item that was asked for, or the first that is open."""
    sheet = seen(request, pk)
    require_move(sheet, Move.CHANGE, by=request.actor)
    if sheet.state != State.IN_PROGRESS:
        return redirect("inspections:sheet", sheet.pk)
    items = queries.items_asked(sheet)
    item = _chosen(items, request.GET.get("item", ""), sheet)
    if item is None:
        return redirect("inspections:sheet", sheet.pk)
    return _shown(request, sheet, items, item, "inspections/work.html")


def _chosen(items: list[Item], asked: str, sheet: Sheet) -> Item | None:
    by_key = {str(item.pk): item for item in items}
    if asked in by_key:
        return by_key[asked]
    answers = answers_of(sheet)
    return next((item for item in items if is_open(item, answers)), items[0] if items else None)


@needs(Permission.VIEW_INSPECTION)
@require_POST
def answer(request: SignedInRequest, pk: int, item_id: int) -> HttpResponse:
    """Write one field of one item; what somebody else has overtaken is shown beside what they wrote, and chosen."""
    sheet, items, item = _asked(request, pk, item_id)
    form = AnswerForm(request.POST, item=item)
    if not form.is_valid():
        return _problem(request, sheet, items, item, _("This answer cannot be read. Answer again."))
    try:
        which, base = form.cleaned_data["field"], form.cleaned_data["base"]
        new = _kept(sheet, item.pk, which, form.cleaned_data["keep"]) if form.cleaned_data["keep"] else form.new()
        made = _write(request, sheet, item.pk, which, base, new)
    except ValidationError as error:
        return _problem(request, sheet, items, item, " ".join(error.messages))
    except (InputRefused, RuleBroken) as problem:
        return _problem(request, sheet, items, item, str(problem.message))
    if made.conflict is not None:
        is_hidden = not may_see_inspectors(sheet, request.actor)
        clash = looks.clash_of(item, made.conflict, new, raw_of(new), is_hidden=is_hidden)
        return _answered(request, sheet, items, item, conflict=clash)
    return _onward(request, sheet, items, item, which, new)


def _write(request: SignedInRequest, sheet: Sheet, item: int | None, which: str, base: int, new: Any) -> Any:
    now = timezone.now()
    return actions.change(
        sheet_id=sheet.pk, item_id=item, field=which, base=base, new=new, by=request.actor, now=now, happened_at=now
    )


def _kept(sheet: Sheet, item: int | None, which: str, keep: str) -> Any:
    """Return the value that was chosen: what the field says, or what was kept aside."""
    if keep == "current":
        return queries.standing(sheet, item, which).value
    row = SheetChange.objects.filter(sheet=sheet, item=item, field=which, pk=int(keep) if keep.isdigit() else 0).first()
    if row is None:
        raise ValidationError(_("There is nothing to choose here any more."))
    return row.new


@needs(Permission.VIEW_INSPECTION)
@require_POST
def write(request: SignedInRequest, pk: int) -> HttpResponse:
    """Write a field of the sheet as a whole, or choose between two values of it."""
    sheet = seen(request, pk)
    require_move(sheet, Move.CHANGE, by=request.actor)
    form = AnswerForm(request.POST, item=None)
    if form.is_valid():
        which, keep = form.cleaned_data["field"], form.cleaned_data["keep"]
        try:
            new = _kept(sheet, None, which, keep) if keep else form.new()
            _write(request, sheet, None, which, form.cleaned_data["base"], new)
        except ValidationError as error:
            raise InputRefused("sheet.nothing_to_choose", " ".join(error.messages)) from error
    return redirect("inspections:sheet", sheet.pk)


@needs(Permission.VIEW_INSPECTION)
@require_POST
def attach(request: SignedInRequest, pk: int, item_id: int) -> HttpResponse:
    """Add photos as proof of an item; one that is refused does not take the others with it."""
    sheet, items, item = _asked(request, pk, item_id)
    require_move(sheet, Move.ATTACH, by=request.actor)
    form = ProofForm(request.POST, request.FILES)
    if not form.is_valid():
        return _problem(request, sheet, items, item, _("Choose one or more files."))
    refused = []
    for file in form.cleaned_data["uploads"]:
        try:
            actions.attach(sheet_id=sheet.pk, item_id=item.pk, upload=file, by=request.actor, now=timezone.now())
        except Problem as problem:
            refused.append(f"{file.name}: {problem.message}")
    if refused:
        return _problem(request, sheet, items, item, " · ".join(refused))
    return _answered(request, sheet, items, item, saved=_("Added"))


def _asked(request: SignedInRequest, pk: int, item_id: int) -> tuple[Sheet, list[Item], Item]:
    sheet = seen(request, pk)
    require_move(sheet, Move.CHANGE, by=request.actor)
    items = queries.items_asked(sheet)
    item = next((each for each in items if each.pk == item_id), None)
    if item is None:
        raise Http404
    return sheet, items, item


def _onward(
    request: SignedInRequest, sheet: Sheet, items: list[Item], item: Item, which: str, new: Any
) -> HttpResponse:
    """Go on to the next item where nothing more is needed here; where points were lost, stay for note and proof."""
    place = items.index(item)
    if which == Field.VALUE and isinstance(new, dict) and place + 1 < len(items):
        score = score_item(item, new)
        if not is_deducting(score) and not is_proof_wanted(item, score):
            return _answered(request, sheet, items, items[place + 1], saved=_("%(code)s saved") % {"code": item.code})
    return _answered(request, sheet, items, item, saved=_("Saved"))


def _problem(request: SignedInRequest, sheet: Sheet, items: list[Item], item: Item, said: str) -> HttpResponse:
    return _answered(request, sheet, items, item, problem=said)


def _answered(request: SignedInRequest, sheet: Sheet, items: list[Item], item: Item, **more: Any) -> HttpResponse:
    if request.htmx:
        return _shown(request, sheet, items, item, "inspections/_question.html", is_swapped=True, **more)
    if more.get("problem") or more.get("conflict"):
        return _shown(request, sheet, items, item, "inspections/work.html", **more)
    return redirect(f"{reverse('inspections:work', args=[sheet.pk])}?item={item.pk}")


def _shown(
    request: SignedInRequest, sheet: Sheet, items: list[Item], item: Item, template: str, **more: Any
) -> HttpResponse:
    answers, proofs = answers_of(sheet), proofs_of(sheet)
    bases = {(of, which): pk for (_sheet, of, which), pk in queries.revisions([sheet.pk]).items()}
    context = {
        "sheet": sheet,
        "question": looks.question_of(items, item, answers, proofs, bases, _tested(sheet, item)),
        "groups": looks.groups_of(items, answers, proofs, current=item),
        "accept": ACCEPT,
        "trail": looks.trail_of(sheet),
        **more,
    }
    return render(request, template, context)


def _tested(sheet: Sheet, item: Item) -> dict[str, int] | None:
    return answer_of_tests(tests_of(sheet), item) if item.kind == Kind.DEVICE else None
