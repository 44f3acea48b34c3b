"""Tables of rows: frame, sortable heads, filters, pages by cursor, export."""

from __future__ import annotations

from typing import Any

from django import template
from django.forms import BaseForm
from django.http import HttpRequest
from django.template.context import Context
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from biaogan.core import wording
from biaogan.core.paging import COUNT_CAP, Page
from biaogan.core.templatetags.icons import icon

register = template.Library()

EXPORT_NAMES = {"xlsx": "Excel", "csv": "CSV", "ics": "iCalendar", "json": "JSON", "pdf": "PDF", "docx": "Word"}


@register.simple_block_tag
def rows(content: str, label: Any = "", wide: bool = False, stacked: bool = False) -> SafeString:
    """Frame the <thead> and <tbody> of a list, so that it answers j, k and Enter.

    `wide` keeps the first column while the others scroll; `stacked` tells each row as a small card on a phone.
    """
    looks = f"{' rows-wide' if wide else ''}{' rows-stacked' if stacked else ''}"
    html = '<div class="rows-frame" role="region" tabindex="0" aria-label="{}"><table class="rows{}" data-rows>{}</table></div>'
    return format_html(html, label, looks, content)


@register.simple_tag(takes_context=True)
def sortable(context: Context, key: str, label: Any, numeric: bool = False, default: str = "") -> SafeString:
    """Draw a head that sorts by `?sort=key`, a second time by `?sort=-key`. `default` is the order without a choice."""
    request: HttpRequest = context["request"]
    chosen = request.GET.get("sort", default)
    turned = f"-{key}" if chosen == key else key
    direction = {key: "ascending", f"-{key}": "descending"}.get(chosen, "none")
    shape = {"ascending": "chevron-up", "descending": "chevron-down"}.get(direction, "selector")
    return format_html(
        '<th scope="col" aria-sort="{}"{}><a class="sort" href="{}">{}{}</a></th>',
        direction,
        SafeString(' class="numeric"') if numeric else "",
        _address(request, sort=turned, cursor=None),
        label,
        icon(shape),
    )


@register.inclusion_tag("core/parts/filters.html", takes_context=True)
def filters(context: Context, form: BaseForm, search: str = "", rest: str = "") -> dict[str, Any]:
    """Draw a form as the bar above a list, sent by GET.

    `search` names the field that stands first and wide, `rest` those that are seldom used and wait behind «More filters».
    """
    request: HttpRequest = context["request"]
    if search:
        # Its label is for the ear alone, so the box itself says what may be looked for.
        form.fields[search].widget.attrs.setdefault("placeholder", form.fields[search].label)
    chosen = [name for name in form.fields if request.GET.get(name)]
    seldom = rest.split()
    return {
        "form": form,
        "search": form[search] if search else None,
        "fields": [field for field in form if field.name != search and field.name not in seldom],
        "rest": [form[name] for name in seldom],
        "rest_chosen": [name for name in chosen if name in seldom],
        "chosen": chosen,
        "sort": request.GET.get("sort", ""),
        "clear_url": request.path,
    }


@register.inclusion_tag("core/parts/pager.html", takes_context=True)
def pager(context: Context, page: Page[Any], total: int | None = None, param: str = "cursor") -> dict[str, Any]:
    """Draw the links to the pages before and after; `total` is a count that may stop at 1,000+."""
    request: HttpRequest = context["request"]
    return {
        "previous_url": _address(request, **{param: page.previous}) if page.previous else "",
        "next_url": _address(request, **{param: page.next}) if page.next else "",
        "shown": len(page),
        "total": wording.count_text(total, cap=COUNT_CAP) if total is not None else "",
    }


@register.simple_tag(takes_context=True)
def export_links(context: Context, *kinds: str) -> SafeString:
    """Draw links to the same rows as files: `?export=xlsx` with the filters as they stand."""
    request: HttpRequest = context["request"]
    links = format_html_join(
        "",
        '<a class="btn btn-ghost" href="{}" download>{}{}</a>',
        (
            (_address(request, export=kind, cursor=None), icon("download"), EXPORT_NAMES.get(kind, kind))
            for kind in kinds or ("xlsx",)
        ),
    )
    return format_html('<span class="exports" role="group" aria-label="{}">{}</span>', _("Export"), links)


def _address(request: HttpRequest, **changes: str | None) -> str:
    query = request.GET.copy()
    for name, value in changes.items():
        if value is None:
            query.pop(name, None)
        else:
            query[name] = value
    return f"?{query.urlencode()}" if query else request.path
