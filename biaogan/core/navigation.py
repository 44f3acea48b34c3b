"""The side navigation and the panels of the unit page, filled by the apps."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from biaogan.core.registry import Registry

if TYPE_CHECKING:
    from biaogan.core.errors import Text

#: Sections of the side navigation, in their order.
SECTIONS = {
    "work": _("My work"),
    "service": _("Service"),
    "network": _("Network"),
    "figures": pgettext_lazy("navigation", "Figures"),
    "settings": _("Settings"),
}


@dataclass(frozen=True)
class Page:
    """An entry of the navigation, shown to whom `permission` is given anywhere (None: to all signed in)."""

    section: str
    label: Text
    url_name: str
    icon: str
    permission: str | None = None
    order: int = 50
    count: Callable[[HttpRequest], int | None] | None = None


@dataclass(frozen=True)
class UnitPanel:
    """A part of the unit page: `context(request, unit)` feeds `template`; None leaves the panel out."""

    template: str
    context: Callable[[HttpRequest, Any], dict[str, Any] | None]
    order: int = 50


PAGES: Registry[Page] = Registry("page")
UNIT_PANELS: Registry[UnitPanel] = Registry("panel of the unit page")


def register_page(section: str, label: Text, url_name: str, icon: str, **more: Any) -> None:
    PAGES.register(url_name, Page(section, label, url_name, icon, **more))


def register_unit_panel(code: str, template: str, context: Callable[..., Any], *, order: int = 50) -> None:
    UNIT_PANELS.register(code, UnitPanel(template, context, order))
