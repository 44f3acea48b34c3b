"""The ways out of the product, registered by code; e-mail is built in, others come with their apps."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from smtplib import SMTPException, SMTPRecipientsRefused, SMTPServerDisconnected
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.utils.translation import pgettext_lazy

from biaogan.core.registry import Registry
from biaogan.org.models import Person

if TYPE_CHECKING:
    from biaogan.core.errors import Text

#: Hands one message over: address, subject, body.
Send = Callable[[str, str, str], None]


class Down(Exception):
    """The channel itself cannot be reached; every message waits."""


class Refused(Exception):
    """This one message will never be taken: the address does not exist."""


@dataclass(frozen=True)
class Channel:
    """`address_of` returns where to reach a person, empty where not; `opened` yields a sender for one run, or raises Down."""

    code: str
    name: Text
    address_of: Callable[[Person], str]
    opened: Callable[[], AbstractContextManager[Send]]


CHANNELS: Registry[Channel] = Registry("channel")

EMAIL = "email"


def register_channel(channel: Channel) -> None:
    CHANNELS.register(channel.code, channel)


def email_address(person: Person) -> str:
    return person.email


@contextmanager
def email_opened() -> Iterator[Send]:
    """Open one connection to the mail server for all messages of a run."""
    connection = get_connection()
    try:
        connection.open()
    except (OSError, SMTPException) as error:
        raise Down(str(error)) from error

    def send(address: str, subject: str, body: str) -> None:
        message = EmailMessage(subject, body, settings.DEFAULT_FROM_EMAIL, [address], connection=connection)
        # What no person asked for: no answers from machines.
        message.extra_headers["Auto-Submitted"] = "auto-generated"
        try:
            message.send()
        except SMTPRecipientsRefused as error:
            raise Refused(_said(error)) if _is_final(error) else error from error
        except (SMTPServerDisconnected, ConnectionError, TimeoutError) as error:
            raise Down(str(error)) from error

    try:
        yield send
    finally:
        connection.close()


def register_email() -> None:
    register_channel(Channel(EMAIL, pgettext_lazy("channel", "E-mail"), email_address, email_opened))


def _is_final(error: SMTPRecipientsRefused) -> bool:
    return all(code >= 500 for code, _text in error.recipients.values())


def _said(error: SMTPRecipientsRefused) -> str:
    return "; ".join(f"{code} {text!r}" for code, text in error.recipients.values())
