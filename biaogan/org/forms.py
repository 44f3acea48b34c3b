"""What is typed about units, people, posts and the roster."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from biaogan.core.access import Asker
from biaogan.core.widgets import DayInput
from biaogan.org import rules
from biaogan.org.choosing import PersonField, UnitField
from biaogan.org.kinds import Department, Level, PostKind
from biaogan.org.models import Unit
from biaogan.workcal import queries as workcal

if TYPE_CHECKING:
    _UnitModelForm = forms.ModelForm[Unit]
else:
    _UnitModelForm = forms.ModelForm

ALL = [("", _("All"))]


class UnitFilterForm(forms.Form):
    q = forms.CharField(label=_("Name, pinyin or code"), required=False, max_length=60)
    level = forms.ChoiceField(label=pgettext_lazy("unit", "Level"), required=False, choices=[*ALL, *Level.choices])
    under = UnitField(label=pgettext_lazy("unit", "Below"), required=False)
    state = forms.ChoiceField(
        label=_("State"),
        required=False,
        choices=[("", pgettext_lazy("unit", "Open")), ("closed", pgettext_lazy("unit", "Closed"))],
    )

    def __init__(self, *args: Any, actor: Asker, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["under"].actor = actor  # type: ignore[attr-defined]


class PeopleFilterForm(forms.Form):
    q = forms.CharField(label=_("Name, pinyin or staff number"), required=False, max_length=60)
    post = forms.ChoiceField(label=_("Post"), required=False, choices=[*ALL, *PostKind.choices])
    under = UnitField(label=pgettext_lazy("unit", "Below"), required=False)

    def __init__(self, *args: Any, actor: Asker, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["under"].actor = actor  # type: ignore[attr-defined]


class UnitForm(_UnitModelForm):
    """What is known about a unit, new or old. Place and level of an old one have moves of their own."""

    function = forms.ChoiceField(
        label=_("What the department does"), required=False, help_text=_("Only for departments.")
    )
    calendar = forms.ChoiceField(label=_("Working-day calendar"))

    class Meta:
        model = Unit
        fields = (
            "name",
            "name_en",
            "short_name",
            "bank_code",
            "serves_customers",
            "function",
            "address",
            "phone",
            "calendar",
            "opened_on",
        )
        widgets = {"opened_on": DayInput()}
        help_texts = {
            "name": _("The full name, as papers bear it."),
            "bank_code": _("Twelve digits, where the unit takes part in the payment system."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        unit = self.instance
        self._offer("calendar", workcal.names(), unit.calendar if unit.pk else "")
        self._offer("function", [("", "—"), *Department.choices], unit.function)
        if unit.pk and not unit.is_department:
            del self.fields["function"]

    def _offer(self, name: str, choices: list[tuple[str, Any]], held: str) -> None:
        # What is stored stays a choice, whatever was imported.
        kept = [] if held in dict(choices) else [(held, held)]
        self.fields[name].choices = [*choices, *kept] if held else choices  # type: ignore[attr-defined]


class NewUnitForm(UnitForm):
    """A new unit below another."""

    parent = UnitField(label=_("Unit above"))

    class Meta(UnitForm.Meta):
        fields = ("level", "code", *UnitForm.Meta.fields)  # type: ignore[assignment]

    field_order = ("parent", "level", "code", "name")

    def __init__(self, *args: Any, actor: Asker, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["parent"].actor = actor  # type: ignore[attr-defined]
        self.order_fields(self.field_order)


class MoveForm(forms.Form):
    new_parent = UnitField(label=_("New unit above"))
    on_day = forms.DateField(label=_("From which day"), widget=DayInput())
    reason = forms.CharField(
        label=_("Basis"),
        required=False,
        max_length=200,
        help_text=_("Needed if the day has passed: the past is then corrected, and figures with it."),
    )

    def __init__(self, *args: Any, actor: Asker, today: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **{"initial": {"on_day": today}, **kwargs})
        self.fields["new_parent"].actor = actor  # type: ignore[attr-defined]


class CloseForm(forms.Form):
    on_day = forms.DateField(label=_("First day on which it is closed"), widget=DayInput())
    reason = forms.CharField(label=_("Basis"), max_length=200)

    def __init__(self, *args: Any, today: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **{"initial": {"on_day": today}, **kwargs})


class NewPersonForm(forms.Form):
    staff_no = forms.CharField(label=_("Staff number"), max_length=32)
    name = forms.CharField(label=_("Full name"), max_length=60)
    email = forms.EmailField(label=_("E-mail"), required=False)
    joined_on = forms.DateField(label=_("Joined on"), required=False, widget=DayInput())


class PersonForm(forms.Form):
    name = forms.CharField(label=_("Full name"), max_length=60)
    email = forms.EmailField(label=_("E-mail"), required=False)


class LeavingForm(forms.Form):
    last_day = forms.DateField(label=_("Last day"), widget=DayInput())

    def __init__(self, *args: Any, today: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **{"initial": {"last_day": today}, **kwargs})


class AppointForm(forms.Form):
    """Who holds which post of a unit from when on."""

    kind = forms.ChoiceField(label=_("Post"))
    person = PersonField(label=_("Person"), help_text=_("Name or staff number."))
    is_deputy = forms.BooleanField(label=_("As deputy"), required=False)
    from_day = forms.DateField(label=pgettext_lazy("holding", "From"), widget=DayInput())
    last_day = forms.DateField(label=_("Up to and with"), required=False, widget=DayInput())

    def __init__(self, *args: Any, actor: Asker, unit: Unit, today: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **{"initial": {"from_day": today}, **kwargs})
        self.fields["person"].actor = actor  # type: ignore[attr-defined]
        kinds = [
            (kind.value, kind.label)
            for kind in PostKind
            if rules.may_have_post(kind, level=unit.level, function=unit.function)
        ]
        self.fields["kind"].choices = kinds  # type: ignore[attr-defined]


class EndForm(forms.Form):
    """The last day in a post, and who comes after."""

    last_day = forms.DateField(label=_("Last day"), widget=DayInput())
    successor = PersonField(
        label=_("Successor"), required=False, help_text=_("Takes over the day after, with all that is still owed.")
    )

    def __init__(self, *args: Any, actor: Asker, today: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **{"initial": {"last_day": today}, **kwargs})
        self.fields["successor"].actor = actor  # type: ignore[attr-defined]


class StaffingRuleForm(forms.Form):
    idle_days = forms.IntegerField(label=_("Days without a duty met"), min_value=1, max_value=366)
    valid_from = forms.DateField(label=_("In force from"), widget=DayInput())
    basis = forms.CharField(label=_("Basis"), max_length=200, help_text=_("Document and clause."))


class HelperForm(forms.Form):
    """Somebody from elsewhere who helps out in the week."""

    person = PersonField(label=_("Add a person"), required=False, help_text=_("Name or staff number."))

    def __init__(self, *args: Any, actor: Asker, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Whoever helps out belongs to another outlet, which the head of this one does not see.
        self.fields["person"].actor = None  # type: ignore[attr-defined]
