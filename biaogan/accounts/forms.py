from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth import password_validation
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from biaogan.accounts import rules
from biaogan.accounts.access import Actor
from biaogan.accounts.choices import THEMES
from biaogan.accounts.models import User
from biaogan.accounts.roles import Permission, Role
from biaogan.core.widgets import DayInput
from biaogan.org.models import Person, Unit

USERNAME = User._meta.get_field("username")

THEME_NAMES = {"auto": _("As the device"), "light": _("Light"), "dark": _("Dark")}


class UnitField(forms.CharField):
    """A unit by its code or its full name."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=120, help_text=_("Its code or its full name."), **kwargs)

    def clean(self, value: Any) -> Unit | None:
        text = super().clean(value)
        if not text:
            return None
        found = Unit.objects.filter(code=text).first() or Unit.objects.filter(name=text).first()
        if found is None:
            raise ValidationError(_("There is no unit with this code or name."))
        return found


class PersonField(forms.CharField):
    """A member of staff by their number."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=32, **kwargs)

    def clean(self, value: Any) -> Person | None:
        text = super().clean(value)
        if not text:
            return None
        found = Person.objects.filter(staff_no=text).first()
        if found is None:
            raise ValidationError(_("There is no member of staff with this number."))
        return found


class UserFilterForm(forms.Form):
    q = forms.CharField(
        label=_("User name, name or staff number"),
        required=False,
        max_length=60,
        widget=forms.TextInput(attrs={"placeholder": _("User name, name or staff number")}),
    )
    state = forms.ChoiceField(
        label=_("State"),
        required=False,
        choices=[("", _("All")), ("active", pgettext_lazy("user", "Active")), ("shut", _("Shut out"))],
    )


class NewUserForm(forms.Form):
    username = forms.CharField(
        label=_("User name"),
        max_length=150,
        validators=USERNAME.validators,
        help_text=_("What is typed at sign-in: letters, digits and @ . + - _"),
    )
    person = PersonField(
        label=_("Staff number"),
        required=False,
        help_text=_("The user has the rights of the posts that this person holds."),
    )
    role = forms.ChoiceField(
        label=_("Role besides the posts"), required=False, choices=[("", pgettext_lazy("role", "None")), *Role.choices]
    )
    unit = UnitField(label=_("Over which unit"), required=False)
    language = forms.ChoiceField(
        label=_("Language"), required=False, choices=[("", _("As the browser")), *settings.LANGUAGES]
    )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("role") and not given.get("unit") and "unit" not in self.errors:
            self.add_error("unit", _("Say over which unit the role is given."))
        if not given.get("role") and not given.get("person") and "person" not in self.errors:
            self.add_error("person", _("Name a member of staff, or give the user a role."))
        return given


class LinkForm(forms.Form):
    person = PersonField(
        label=_("Staff number"), required=False, help_text=_("Empty: the user is no member of staff any more.")
    )


class GrantForm(forms.Form):
    role = forms.ChoiceField(label=_("Role"), choices=Role.choices)
    unit = UnitField(label=_("Over which unit"))
    from_ = forms.DateField(label=pgettext_lazy("role", "From"), widget=DayInput)
    until = forms.DateField(label=_("Last day"), required=False, widget=DayInput)


class ChoicesForm(forms.Form):
    language = forms.ChoiceField(
        label=_("Language"), required=False, choices=[("", _("As the browser")), *settings.LANGUAGES]
    )
    theme = forms.ChoiceField(
        label=_("Appearance"), choices=[(code, THEME_NAMES[code]) for code in THEMES], widget=forms.RadioSelect
    )


class PasswordForm(forms.Form):
    """A new password, twice; the present one is asked for besides, since a session may be somebody else's hand."""

    old = forms.CharField(
        label=_("Present password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    new = forms.CharField(
        label=_("New password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("At least ten characters; not your name, not a common word, not digits alone."),
    )
    again = forms.CharField(
        label=_("New password again"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        if user.one_time_until is not None:
            self.fields["old"].label = _("One-time password")

    def clean_old(self) -> str:
        old: str = self.cleaned_data["old"]
        if not self.user.check_password(old):
            raise ValidationError(_("This is not your password."))
        return old

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        new, again = given.get("new"), given.get("again")
        if new and again and new != again:
            self.add_error("again", _("The two are not the same."))
        elif new and new == given.get("old"):
            self.add_error("new", _("Choose another one than the present."))
        elif new:
            self._judge(new)
        return given

    def _judge(self, new: str) -> None:
        try:
            password_validation.validate_password(new, self.user)
        except ValidationError as error:
            self.add_error("new", error)


class TokenForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=80, help_text=_("Which program will use it."))
    days = forms.TypedChoiceField(
        label=pgettext_lazy("role", "Good for"),
        coerce=int,
        choices=[(7, _("7 days")), (30, _("30 days")), (90, _("90 days")), (365, _("One year"))],
        initial=90,
    )
    scopes = forms.MultipleChoiceField(
        label=_("May be used for"),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("A token never may more than you."),
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = [(each.value, each.label) for each in Permission if actor.may_anywhere(each)]
        self.fields["scopes"].choices = [(rules.EVERYTHING, _("Everything that I may")), *own]  # type: ignore[attr-defined]

    def expires_at(self, now: dt.datetime) -> dt.datetime:
        return now + dt.timedelta(days=self.cleaned_data["days"])
