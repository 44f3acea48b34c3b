"""The first loop as its people go through it: a customer complains, the bank answers, the figures count it."""

from __future__ import annotations

import re

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from biaogan.complaints.choices import Liability, Nature, State
from biaogan.complaints.models import Complaint
from biaogan.org.models import PostKind
from tests.browser.people import PHONE, Reader, Stage
from tests.factories.accounts import PASSWORD
from tests.factories.complaints import Desk, desk, waive_root_cause
from tests.factories.evidence import picture

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

WAITED = "Waited an hour, two of four counters were shut"
APOLOGY = "An apology in person"


def test_a_complaint_comes_in_by_phone_and_is_answered_closed_and_counted(stage: Stage) -> None:
    at = desk()
    customer = stage.somebody("customer", width=PHONE)
    number, code = complains(customer, at)
    case = accepts(stage.somebody("lobby", signed_in=at.user(PostKind.LOBBY_MANAGER)), number)

    officer = stage.somebody("officer")
    signs_in(officer, at)
    steps_in(officer, number)
    adds_a_picture(officer)
    gives_a_verdict(officer)
    proposes(stage.somebody("outlet", signed_in=at.user(PostKind.OUTLET_HEAD)), case)
    decides(stage.somebody("leader", signed_in=at.user(PostKind.VICE_PRESIDENT)), case)
    tells(officer, case)
    hears(customer, number, code)
    # The cause is put right in a loop of its own: see test_story.py.
    waive_root_cause(at, Complaint.objects.get(case__number=number).pk, now=timezone.now())
    officer.opens(case)
    closes(officer, case)
    is_counted(officer, number)


def complains(customer: Reader, at: Desk) -> tuple[str, str]:
    """Return the number and the code that the customer is shown."""
    customer.opens(f"/say/{at.outlet.code}/")
    customer.fits_a_phone()
    customer.types("What happened?", WAITED)
    customer.types("Your telephone", "13800001234")
    customer.presses("Send")
    customer.is_at(customer.word("We have got it"))
    customer.fits_a_phone()
    code = customer.page.locator(".code-big").inner_text()
    number = re.search(r"C-\d{4}-\d{6}", customer.page.locator("main").inner_text())
    assert number, "no number is shown"
    return number[0], code


def accepts(clerk: Reader, number: str) -> str:
    """Return the address of the case."""
    clerk.opens("/complaints/")
    clerk.reads(number, WAITED, clerk.word(State.REGISTERED.label))
    clerk.page.get_by_role("link", name=number).click()
    clerk.is_at(number)
    case = clerk.page.url
    clerk.follows("Accept")
    clerk.presses("Accept")
    clerk.reads(clerk.word(State.ACCEPTED.label))
    return case


def signs_in(officer: Reader, at: Desk) -> None:
    user = at.user(PostKind.COMPLAINT_OFFICER)
    # Signing in brings the language of one's settings, whatever the sign-in page was read in.
    user.language = officer.language
    user.set_password(PASSWORD)
    user.save()
    officer.opens("/inbox/")
    officer.is_at(officer.word("Sign in"))
    officer.types("User name", user.username)
    officer.types("Password", PASSWORD)
    officer.presses("Sign in")
    officer.is_at(officer.word("Inbox"))


def steps_in(officer: Reader, number: str) -> None:
    officer.reads(number)
    officer.is_accessible()
    officer.fits_a_phone()
    officer.page.get_by_role("link", name=number).first.click()
    officer.is_at(number)
    officer.presses("Step in")
    officer.reads(officer.word(State.INVESTIGATING.label))
    sees_why(officer)


def sees_why(officer: Reader) -> None:
    case = officer.page.url
    # What only a screen reader says stands apart from what is seen.
    seen, said = officer.word("why", "link beside a date"), officer.word(": how this date was counted")
    officer.page.get_by_role("link", name=re.compile(rf"^{seen}\s*{said}$")).first.click()
    officer.is_at(officer.word("Why this date"))
    assert officer.page.get_by_role("table").first.get_by_role("row").count() > 2
    officer.opens(case)


def adds_a_picture(officer: Reader) -> None:
    inside = officer.page.locator("#evidence")
    picked = {"name": "queue.png", "mimeType": "image/png", "buffer": picture("PNG")}
    inside.get_by_label(officer.word("Files")).set_input_files(picked)  # type: ignore[arg-type]
    officer.presses("Add", within="#evidence")
    expect(inside.get_by_role("link", name="queue.png").first).to_be_visible()
    officer.is_accessible()
    officer.fits_a_phone()


def gives_a_verdict(officer: Reader) -> None:
    officer.follows("Give a verdict")
    expect(officer.page.get_by_role("checkbox", name="queue.png")).to_be_checked()
    officer.picks(Liability.LIABLE.label)
    officer.picks(Nature.EFFICIENCY.label)
    officer.types("Reason", "The recording shows two closed counters")
    officer.fits_a_phone()
    officer.presses("Give a verdict")
    officer.reads(officer.word(State.DETERMINED.label), officer.word(Liability.LIABLE.label))


def proposes(head: Reader, case: str) -> None:
    head.opens(case)
    head.reads(head.word(State.DETERMINED.label))
    head.follows("Propose an outcome")
    head.types("Proposed outcome", APOLOGY)
    head.fits_a_phone()
    head.presses("Propose an outcome")
    head.reads(head.word(State.PROPOSED.label), APOLOGY)
    expect(head.page.get_by_role("button", name=head.word("Approve"), exact=True)).to_have_count(0)


def decides(leader: Reader, case: str) -> None:
    leader.opens(case)
    leader.reads(APOLOGY)
    leader.presses("Approve")
    leader.reads(leader.word(State.DECIDED.label))


def tells(officer: Reader, case: str) -> None:
    officer.opens(case)
    officer.follows("Tell the customer")
    officer.types("1. What was verified", "You waited 62 minutes")
    expect(officer.page.get_by_label(officer.word("2. The decision"))).to_have_value(APOLOGY)
    officer.types("3. Its grounds", "Rules of service, number 3")
    officer.page.locator("main select").first.select_option(label=officer.word("Telephoned"))
    officer.types("Proof", "Call 0012")
    officer.fits_a_phone()
    officer.presses("Tell the customer")
    officer.reads(officer.word(State.TOLD.label), "Call 0012")


def hears(customer: Reader, number: str, code: str) -> None:
    customer.follows("Follow it")
    customer.types("Your code", code.lower())
    customer.presses("Show")
    customer.is_at(customer.word("We have told you our answer."))
    customer.reads(number, customer.word("Answered"))
    customer.fits_a_phone()
    customer.is_accessible()


def closes(officer: Reader, case: str) -> None:
    officer.follows("Close", "complaint")
    officer.presses("Close", "complaint")
    officer.reads(officer.word(State.CLOSED.label), officer.word("Ended"))
    assert officer.page.url == case


def is_counted(officer: Reader, number: str) -> None:
    officer.opens("/figures/")
    officer.fits_a_phone()
    received = officer.page.locator(".row-total a[href*='/complaints-received/rows/']")
    expect(received).to_have_text(re.compile(r"^\s*1\s*$"))
    received.click()
    officer.is_at(officer.word("Complaints received"))
    officer.page.get_by_role("link", name=number).click()
    officer.is_at(number)
