"""The words in which messages are told."""

from __future__ import annotations

from typing import Annotated, Any

from django.http import Http404
from django.utils import timezone
from ninja import Field, Router, Schema

from biaogan.accounts.access import Permission, SignedInRequest, needs
from biaogan.notify import actions, queries
from biaogan.notify.models import MessageText
from biaogan.notify.templates import MESSAGES, Message, message_of

router = Router()

Subject = Annotated[str, Field(min_length=1, max_length=120, pattern=r"^[^\x00]*$")]
Body = Annotated[str, Field(min_length=1, max_length=2000, pattern=r"^[^\x00]*$")]


class TextIn(Schema):
    subject_zh: Subject
    subject_en: Subject
    body_zh: Body
    body_en: Body


class TextOut(Schema):
    code: str
    name: str
    topic: str
    is_urgent: bool
    is_own: bool = Field(description="The bank's own words; else those that are shipped.")
    placeholders: list[str] = Field(description="What may be filled in, in braces.")
    subject_zh: str
    subject_en: str
    body_zh: str
    body_en: str


@router.get("/texts", response=list[TextOut], operation_id="notify_texts")
@needs(Permission.EDIT_TEMPLATES)
def texts(request: SignedInRequest) -> list[dict[str, Any]]:
    own = queries.all_texts_now()
    return [_told(message, own.get(message.code)) for message in MESSAGES]


@router.get("/texts/{code}", response=TextOut, operation_id="notify_text")
@needs(Permission.EDIT_TEMPLATES)
def text(request: SignedInRequest, code: str) -> dict[str, Any]:
    message = _message(code)
    return _told(message, queries.texts_now(message))


@router.put("/texts/{code}", response=TextOut, operation_id="notify_set_text")
@needs(Permission.EDIT_TEMPLATES)
def set_text(request: SignedInRequest, code: str, wanted: TextIn) -> dict[str, Any]:
    """Tell the message in these words from now on; what was told keeps its own."""
    message = _message(code)
    return _told(message, actions.edit_message(code=code, by=request.actor, now=timezone.now(), **wanted.dict()))


@router.delete("/texts/{code}", response=TextOut, operation_id="notify_reset_text")
@needs(Permission.EDIT_TEMPLATES)
def reset_text(request: SignedInRequest, code: str) -> dict[str, Any]:
    """Tell the message in the shipped words again."""
    message = _message(code)
    actions.reset_message(code=code, by=request.actor, now=timezone.now())
    return _told(message, None)


def _message(code: str) -> Message:
    found = message_of(code)
    if found is None:
        raise Http404
    return found


def _told(message: Message, own: MessageText | None) -> dict[str, Any]:
    words = own or message
    texts = {name: getattr(words, name) for name in ("subject_zh", "subject_en", "body_zh", "body_en")}
    return {
        "code": message.code,
        "name": str(message.name or message.code),
        "topic": message.topic,
        "is_urgent": message.is_urgent,
        "is_own": own is not None,
        "placeholders": sorted(message.placeholders),
        **texts,
    }
