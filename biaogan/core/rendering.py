"""Form controls without templates: Django draws each control, each choice and each list of attributes with a template of its own."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.forms.renderers import TemplatesSetting
from django.http import HttpRequest
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString


class Renderer(TemplatesSetting):
    """Django's own, but for the controls that most forms consist of; half of a list's filters was spent on them."""

    def render(self, template_name: str, context: dict[str, Any], request: HttpRequest | None = None) -> str:
        draw = DRAWN.get(template_name)
        return draw(context["widget"]) if draw else super().render(template_name, context, request)


def _input(widget: Mapping[str, Any]) -> SafeString:
    value = {} if widget["value"] is None else {"value": widget["value"]}
    attributes = _attributes({"type": widget["type"], "name": widget["name"], **value, **widget["attrs"]})
    return format_html("<input{}>", attributes)


def _select(widget: Mapping[str, Any]) -> SafeString:
    groups = format_html_join("", "{}", ((_group(name, choices),) for name, choices, _number in widget["optgroups"]))
    return format_html("<select{}>{}</select>", _attributes({"name": widget["name"], **widget["attrs"]}), groups)


def _group(name: Any, choices: list[dict[str, Any]]) -> SafeString:
    drawn = format_html_join(
        "",
        "<option{}>{}</option>",
        ((_attributes({"value": choice["value"], **choice["attrs"]}), choice["label"]) for choice in choices),
    )
    return format_html('<optgroup label="{}">{}</optgroup>', name, drawn) if name else drawn


def _attributes(attributes: Mapping[str, Any]) -> SafeString:
    """Return them as they stand in a tag: one that is True by its name alone, one that is False not at all."""
    parts = (
        f" {name}" if value is True else f' {name}="{conditional_escape(value)}"'
        for name, value in attributes.items()
        if value is not False
    )
    return SafeString("".join(parts))


_INPUTS = ("input", "text", "number", "email", "url", "hidden", "date", "datetime", "time", "checkbox")

DRAWN: dict[str, Callable[[Mapping[str, Any]], SafeString]] = {
    "django/forms/widgets/select.html": _select,
    **{f"django/forms/widgets/{name}.html": _input for name in _INPUTS},
}
