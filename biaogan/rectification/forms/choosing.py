"""An item of the handbook, named by its code; suggestions come while one types."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from biaogan.handbook.models import Item
from biaogan.org.choosing import ChoosingInput
from biaogan.rectification.queries.items import item_by_code


class ItemField(forms.CharField):
    """An item of a handbook in force by its code; a chosen suggestion begins with it."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("widget", ChoosingInput("rectification:choose_item", {"placeholder": _("Code or words")}))
        super().__init__(max_length=200, **options)

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if not text:
            return None
        found = item_by_code(text.split()[0])
        if found is None:
            raise ValidationError(_("No item of the handbook has this code."))
        return found

    def prepare_value(self, value: Any) -> Any:
        return value.label if isinstance(value, Item) else value
