"""Form fields with which a unit or a person is named: type a part, choose from what the reader may see."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

from biaogan.core.access import Asker
from biaogan.org.models import Person, Unit


class ChoosingInput(forms.TextInput):
    """A line of text with suggestions that the server finds while one types."""

    template_name = "org/widgets/choosing.html"

    def __init__(self, route: str, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"autocomplete": "off", "spellcheck": "false", **(attrs or {})})
        self.route = route

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        own = context["widget"]["attrs"]
        list_id = f"{own.get('id', name)}_list"
        context["widget"]["list_id"] = list_id
        own |= {
            "list": list_id,
            "hx-get": f"{reverse_lazy(self.route)}?name={name}",
            "hx-trigger": "input changed delay:150ms, focus once",
            "hx-target": f"#{list_id}",
            "hx-swap": "innerHTML",
            "hx-params": name,
        }
        return context


class UnitField(forms.CharField):
    """A unit by its code, bank code or full name. Set `actor` on the form's field, and only what they see is found."""

    def __init__(self, *, actor: Asker | None = None, serving: bool = False, **kwargs: Any) -> None:
        self.actor, self.serving = actor, serving
        kwargs.setdefault("widget", ChoosingInput("org:choose_unit", {"placeholder": _("Name or code")}))
        super().__init__(max_length=160, **kwargs)

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if not text:
            return None
        found = self._find(text)
        if found is None:
            raise ValidationError(_("There is no unit with this code or name, or it is not yours to see."))
        if self.serving and not found.serves_customers:
            raise ValidationError(_("This unit does not serve customers."))
        return found

    def _find(self, text: str) -> Unit | None:
        rows = Unit.objects.visible_to(self.actor) if self.actor else Unit.objects.all()
        # A chosen suggestion ends in the code; somebody in a hurry types the code alone.
        for code in dict.fromkeys([text, text.split()[-1]]):
            if found := rows.filter(code=code).first() or rows.filter(bank_code=code).exclude(bank_code="").first():
                return found
        named = list(rows.filter(name=text)[:2]) or list(rows.filter(short_name=text)[:2])
        return named[0] if len(named) == 1 else None

    def prepare_value(self, value: Any) -> Any:
        return unit_text(value) if isinstance(value, Unit) else value


class PersonField(forms.CharField):
    """A member of staff by their number; a chosen suggestion ends in it."""

    def __init__(self, *, actor: Asker | None = None, **kwargs: Any) -> None:
        self.actor = actor
        kwargs.setdefault("widget", ChoosingInput("org:choose_person", {"placeholder": _("Name or staff number")}))
        super().__init__(max_length=120, **kwargs)

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if not text:
            return None
        rows = Person.objects.visible_to(self.actor) if self.actor else Person.objects.all()
        found = rows.filter(staff_no=text.split()[-1]).first()
        if found is None:
            raise ValidationError(_("There is no member of staff with this number."))
        return found

    def prepare_value(self, value: Any) -> Any:
        return person_text(value) if isinstance(value, Person) else value


def unit_text(unit: Unit) -> str:
    return f"{unit.label} {unit.code}"


def person_text(person: Person) -> str:
    return f"{person.name} {person.staff_no}"
