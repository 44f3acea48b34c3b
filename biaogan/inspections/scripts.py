"""How devices are tried, step by step: the same for everybody, so that results can be compared. Bank to confirm."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from biaogan.premises.kinds import DeviceKind

if TYPE_CHECKING:
    from biaogan.core.errors import Text


@dataclass(frozen=True)
class Step:
    """Something to try: passed, failed, or not tried."""

    code: str
    label: Text


@dataclass(frozen=True)
class Script:
    """The steps for a kind of device. A step that was added makes a script of a new code."""

    code: str
    steps: tuple[Step, ...]


_STARTS = Step("starts", _("It is switched on and ready"))
_SCREEN = Step("screen", _("The screen is clear and complete"))
_CLEAN = Step("intact", _("Housing and cables are intact, nothing foreign is attached"))
_PAPER = Step("paper", _("Print is legible, paper is enough"))
_NETWORK = Step("answers", _("An enquiry is answered within ten seconds"))

SCRIPTS: dict[str, Script] = {
    DeviceKind.TICKET_MACHINE: Script(
        "ticket_machine-1",
        (
            _STARTS,
            Step("ticket", _("A ticket of each kind of business comes out")),
            Step("priority", _("Elderly and disabled customers get a priority ticket")),
            _PAPER,
            Step("called", _("The ticket is called at a counter and shown")),
        ),
    ),
    DeviceKind.CASH_MACHINE: Script(
        "cash_machine-1",
        (
            _STARTS,
            _SCREEN,
            _CLEAN,
            Step("shield", _("The keypad shield is there")),
            Step("card", _("A card is read and given back")),
            _NETWORK,
            Step("cash", _("It has cash and takes cash, as its display says")),
            _PAPER,
            Step("help", _("The help telephone is answered within sixty seconds")),
        ),
    ),
    DeviceKind.SMART_TELLER: Script(
        "smart_teller-1",
        (
            _STARTS,
            _SCREEN,
            _CLEAN,
            Step("identity", _("An identity card is read")),
            Step("card", _("A card is read and given back")),
            _NETWORK,
            _PAPER,
        ),
    ),
    DeviceKind.PASSBOOK_PRINTER: Script("passbook_printer-1", (_STARTS, _CLEAN, _NETWORK, _PAPER)),
    DeviceKind.RATING_DEVICE: Script(
        "rating_device-1",
        (
            _STARTS,
            Step("faces", _("It faces the customer and is not covered")),
            Step("prompt", _("The prompt is heard and seen")),
            Step("keys", _("Each key answers")),
        ),
    ),
    DeviceKind.CALL_DISPLAY: Script(
        "call_display-1", (_STARTS, _SCREEN, Step("called", _("The number called is shown and heard")))
    ),
    DeviceKind.SCREEN: Script(
        "screen-1", (_STARTS, _SCREEN, Step("current", _("What it shows is allowed and has not expired")))
    ),
    DeviceKind.CAMERA: Script(
        "camera-1", (_STARTS, Step("view", _("It covers its view, and nothing stands before it")), _CLEAN)
    ),
    DeviceKind.TABLET: Script("tablet-1", (_STARTS, _SCREEN, _CLEAN, _NETWORK)),
}

_PLAIN = Script("device-1", (_STARTS, _CLEAN))


def script_for(kind: str) -> Script:
    """Return how a device of this kind is tried."""
    return SCRIPTS.get(kind, _PLAIN)
