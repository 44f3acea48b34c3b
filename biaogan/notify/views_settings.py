"""The words of messages, and how the ways out of the product stand."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from biaogan.accounts.access import Permission, SignedInRequest, needs
from biaogan.notify import actions, queries
from biaogan.notify.forms import MessageForm
from biaogan.notify.models import Delivery
from biaogan.notify.templates import MESSAGES, TOPICS, Message, message_of

MOST_STUCK = 100


@needs(Permission.EDIT_TEMPLATES)
@require_GET
def texts(request: SignedInRequest) -> HttpResponse:
    own = queries.all_texts_now()
    rows = [(message, TOPICS[message.topic], own.get(message.code)) for message in MESSAGES]
    return render(request, "notify/texts.html", {"rows": rows})


@require_http_methods(["GET", "POST"])
@needs(Permission.EDIT_TEMPLATES)
def text(request: SignedInRequest, code: str) -> HttpResponse:
    """Edit the words of a message, with a preview in both languages."""
    message = _message(code)
    own = queries.texts_now(message)
    form = MessageForm(message, own, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        actions.edit_message(code=code, by=request.actor, now=timezone.now(), **form.cleaned_data)
        messages.success(request, _("The message is told in these words from now on."))
        return redirect("notify:text", code=code)
    shown = own or message
    context = {
        "message": message,
        "own": own,
        "form": form,
        "trail": [(_("Messages"), reverse("notify:texts"))],
        "glossary": message.glossary,
        "previews": [
            ("zh-Hans", queries.preview(shown.subject_zh, shown.body_zh, message, language="zh-hans")),
            ("en", queries.preview(shown.subject_en, shown.body_en, message, language="en")),
        ],
    }
    return render(request, "notify/text.html", context)


@needs(Permission.EDIT_TEMPLATES)
@require_POST
def reset_text(request: SignedInRequest, code: str) -> HttpResponse:
    _message(code)
    actions.reset_message(code=code, by=request.actor, now=timezone.now())
    return redirect("notify:text", code=code)


@needs(Permission.MANAGE_USERS)
@require_GET
def outbox(request: SignedInRequest) -> HttpResponse:
    """Show what waits, what failed and what is uncertain; never what the messages say."""
    stuck = queries.stuck(claimed_before=timezone.now() - queries.UNDER_WAY).order_by("pk")[:MOST_STUCK]
    rows = [(delivery, message_of(delivery.notification.code)) for delivery in stuck]
    return render(request, "notify/outbox.html", {"channels": queries.channel_states(), "stuck": rows})


@needs(Permission.MANAGE_USERS)
@require_POST
def send_again(request: SignedInRequest, pk: int) -> HttpResponse:
    actions.send_again(delivery_id=_existing(pk), by=request.actor, now=timezone.now())
    return redirect("notify:outbox")


@needs(Permission.MANAGE_USERS)
@require_POST
def count_as_sent(request: SignedInRequest, pk: int) -> HttpResponse:
    actions.count_as_sent(delivery_id=_existing(pk), by=request.actor, now=timezone.now())
    return redirect("notify:outbox")


def _existing(pk: int) -> int:
    if not Delivery.objects.filter(pk=pk).exists():
        raise Http404
    return pk


def _message(code: str) -> Message:
    found = message_of(code)
    if found is None:
        raise Http404
    return found
