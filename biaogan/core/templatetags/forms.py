"""Forms: label above, «optional» said, help, the error beside the field and in a summary that links."""

from __future__ import annotations

from typing import Any

from django import forms, template
from django.forms.boundfield import BoundField
from django.utils.translation import gettext as _

register = template.Library()

#: How each family of controls is drawn, the first that fits.
CONTROLS: tuple[tuple[type[forms.Widget] | tuple[type[forms.Widget], ...], str, str], ...] = (
    (forms.CheckboxInput, "check", "form-check-input"),
    ((forms.RadioSelect, forms.CheckboxSelectMultiple), "choices", ""),
    (forms.MultiWidget, "group", ""),
    (forms.Select, "control", "form-select"),
    (forms.Widget, "control", "form-control"),
)


@register.inclusion_tag("core/parts/field.html")
def field(bound: BoundField, label: Any = "", hint: Any = "", width: str = "") -> dict[str, Any]:
    """Draw one field of a form. `width` is empty (all of the column), «short» or «half»."""
    kind, name = _kind_of(bound.field.widget)
    if kind == "choices":
        # Each choice is drawn by itself and takes its class from here. The widget is this form's own copy.
        bound.field.widget.attrs["class"] = "form-check-input"
    elif kind == "group":
        for part in bound.field.widget.widgets:
            part.attrs["class"] = _kind_of(part)[1]
    return {
        "field": bound,
        "kind": kind,
        "label": label or bound.label,
        "help": hint or bound.help_text,
        "control": bound.as_widget(attrs=_attributes(bound, name)),
        "errors": errors_of(bound),
        "is_optional": not bound.field.required and kind != "check",
        "width": width,
    }


@register.inclusion_tag("core/parts/fields.html")
def fields(form: forms.BaseForm) -> dict[str, Any]:
    """Draw the summary of errors and every field of a form, hidden ones included."""
    return {"form": form}


@register.inclusion_tag("core/parts/error_summary.html")
def error_summary(form: forms.BaseForm) -> dict[str, Any]:
    """List what has to be changed, each with a link to its field; nothing where the form is in order."""
    found = [(_target(bound), bound.label, error) for bound in form for error in errors_of(bound)]
    general = list(form.non_field_errors())
    # A browser is not given back what is secret.
    forgets = any(isinstance(field.widget, forms.PasswordInput) for field in form.fields.values())
    return {"fields": found, "general": general, "count": len(found) + len(general), "forgets_password": forgets}


def errors_of(bound: BoundField) -> list[str]:
    """Return what is wrong with a field; that it is empty is said as a request."""
    if any(error.code == "required" for error in bound.errors.as_data()):
        is_choice = isinstance(bound.field.widget, (forms.Select, forms.RadioSelect, forms.CheckboxSelectMultiple))
        return [_("Please choose.") if is_choice else _("Please fill this in.")]
    return [str(error) for error in bound.errors]


def _target(bound: BoundField) -> str:
    # Radio buttons and the like have no label of their own; the link leads to their frame.
    return bound.id_for_label or bound.auto_id


def _kind_of(widget: forms.Widget) -> tuple[str, str]:
    return next((kind, name) for family, kind, name in CONTROLS if isinstance(widget, family))


def _attributes(bound: BoundField, name: str) -> dict[str, Any]:
    own = bound.field.widget.attrs.get("class", "")
    attrs = {"class": f"{name} {own}".strip()} if name or own else {}
    if isinstance(bound.field.widget, forms.Textarea) and "rows" not in bound.field.widget.attrs:
        attrs["rows"] = "4"
    return attrs
