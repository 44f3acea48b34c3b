"""The pieces of a page: badges, panels, tiles, facts, histories, steps, moves, empty states."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Sequence
from typing import Any

from django import template
from django.template.context import Context
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString

from biaogan.core.parts import Move, Tone
from biaogan.core.templatetags.icons import icon

register = template.Library()

#: The icon that says in shape what the colour says.
ICON_OF_TONE = {
    Tone.ACT: "player-play",
    Tone.REST: "",
    Tone.SOON: "clock-exclamation",
    Tone.OVER: "alert-circle",
    Tone.PROVEN: "circle-check",
}

#: Moves shown as buttons; the others wait under «More».
MOVES_IN_SIGHT = 4


@register.simple_tag
def badge(tone: str, text: Any, name: str = "") -> SafeString:
    """Draw a state. `tone` is act, rest, soon, over or proven; `name` another icon than the tone's own."""
    shape = name or ICON_OF_TONE.get(Tone(tone), "")
    return _badge(tone, icon(shape) if shape else "", conditional_escape(text))


@register.simple_tag
def badges(shown: Iterable[Any]) -> SafeString:
    """Draw several states beside each other: anything with `tone`, `text` and `icon`."""
    return SafeString(" ".join(badge(each.tone, each.text, each.icon) for each in shown))


# Rows of a list repeat a few badges. The text comes escaped: a safe string and a plain one of the same letters are equal as keys.
@functools.lru_cache(maxsize=1024)
def _badge(tone: str, drawn: str, text: SafeString) -> SafeString:
    return format_html('<span class="badge" data-tone="{}">{}{}</span>', tone, drawn, text)


@register.simple_block_tag
def panel(
    content: str,
    title: Any = "",
    name: str = "",
    count: Any = None,
    link: str = "",
    link_text: Any = "",
    flush: bool = False,
) -> SafeString:
    """Draw a titled part of a page. `flush` lets a table touch the edges; `link` stands right in the head."""
    head = _panel_head(title, name=name, count=count, link=link, link_text=link_text) if title else ""
    kind = "panel panel-flush" if flush else "panel"
    return format_html('<section class="{}">{}<div class="panel-body">{}</div></section>', kind, head, content)


def _panel_head(title: Any, *, name: str, count: Any, link: str, link_text: Any) -> SafeString:
    return format_html(
        '<header class="panel-head">{}<h2>{}</h2>{}{}</header>',
        icon(name) if name else "",
        title,
        "" if count is None else format_html('<span class="count">{}</span>', count),
        format_html('<a class="panel-link" href="{}">{}</a>', link, link_text) if link else "",
    )


@register.simple_block_tag
def tile(content: str, label: Any = "", note: Any = "", tone: str = "") -> SafeString:
    """Draw one figure with its name above and what it means below."""
    small = format_html('<p class="tile-note">{}</p>', note) if note else ""
    html = '<div class="tile" data-tone="{}"><p class="tile-label">{}</p><p class="tile-figure">{}</p>{}</div>'
    return format_html(html, tone, label, content, small)


@register.simple_block_tag
def fact(content: str, label: Any = "", wide: bool = False) -> SafeString:
    """Draw a line of a <dl class="facts">."""
    return format_html('<div class="fact{}"><dt>{}</dt><dd>{}</dd></div>', " fact-wide" if wide else "", label, content)


@register.simple_block_tag
def note(content: str, tone: str = "act", title: Any = "", name: str = "") -> SafeString:
    """Draw something to be known before going on."""
    shape = name or {"soon": "alert-triangle", "over": "alert-circle", "proven": "circle-check"}.get(
        tone, "info-circle"
    )
    head = format_html("<strong>{}</strong> ", title) if title else ""
    return format_html('<div class="note" data-tone="{}">{}<div>{}{}</div></div>', tone, icon(shape), head, content)


@register.inclusion_tag("core/parts/empty.html")
def empty(title: Any, text: Any = "", action: Any = "", url: str = "", name: str = "inbox-off") -> dict[str, Any]:
    """Say that there is nothing, why, and what to do."""
    return {"title": title, "text": text, "action": action, "url": url, "name": name}


@register.inclusion_tag("core/parts/timeline.html")
def timeline(entries: Iterable[Any]) -> dict[str, Any]:
    """Draw a history of Entries, in the order given."""
    return {"entries": list(entries)}


@register.inclusion_tag("core/parts/steps.html")
def steps(stages: Iterable[Any], label: Any = "") -> dict[str, Any]:
    """Draw how far a case has come, from Steps."""
    return {"stages": list(stages), "label": label}


@register.inclusion_tag("core/parts/moves.html", takes_context=True)
def moves(context: Context, allowed: Sequence[Move], others: Any = "", prefix: str = "move") -> dict[str, Any]:
    """Draw the moves that may be made: the first filled, the others quiet, and a line that says whose the rest are."""
    return {
        "first": list(allowed[:1]),
        "quiet": list(allowed[1:MOVES_IN_SIGHT]),
        "more": list(allowed[MOVES_IN_SIGHT:]),
        "allowed": allowed,
        "others": others,
        "prefix": prefix,
        "csrf_token": context.get("csrf_token"),
    }


@register.inclusion_tag("core/parts/working.html")
def working(what: Any, done: int | None = None, total: int | None = None, leave: Any = "") -> dict[str, Any]:
    """Draw long work: what is being done, how far it is, and how to leave it running."""
    return {"what": what, "done": done, "total": total, "leave": leave}
