"""The letter that tells the customer the outcome: its four parts, its number, its files, and that it proves the telling."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from docx import Document

from biaogan.complaints import actions
from biaogan.complaints.actions import Letter
from biaogan.complaints.choices import State
from biaogan.complaints.models import Complaint, Telling
from biaogan.core.errors import InputRefused, RuleBroken
from biaogan.org.models import PostKind
from biaogan.papers import actions as papers
from biaogan.papers.models import Paper
from biaogan.papers.rendering import file_of
from tests.conftest import NOW
from tests.factories.accounts import api_client, signed_in_client
from tests.factories.complaints import ANSWER, Desk, complaint, desk, told
from tests.factories.papers import issuer_code
from tests.papers.reading import words_of_pdf

pytestmark = pytest.mark.django_db

SAID = Letter("您于当日等候62分钟，所述属实。", "向您致歉，并增开窗口。", "本行服务规范第三条。", salutation="先生")


@pytest.fixture(autouse=True)
def _evidence(tmp_path: Path, settings) -> None:
    settings.EVIDENCE_ROOT = tmp_path / "evidence"


@pytest.fixture
def at_desk() -> Desk:
    made = desk()
    issuer_code(made.branch.branch, code="示范", signer="示范市分行")
    return made


def _draft(at_desk: Desk, made: Complaint, letter: Letter = SAID) -> Paper:
    return actions.draft_letter(complaint_id=made.pk, letter=letter, by=at_desk.officer, now=NOW)


def _issue(at_desk: Desk, made: Complaint) -> Paper:
    return papers.issue_draft(paper_id=_draft(at_desk, made).pk, by=at_desk.officer, now=NOW)


def test_the_letter_tells_the_four_parts_of_the_law_in_pdf_and_word(at_desk):
    made = complaint(at_desk, State.DECIDED)
    letter = _issue(at_desk, made)

    pdf = words_of_pdf(file_of(letter, "pdf", now=NOW))
    word = Document(io.BytesIO(file_of(letter, "docx", now=NOW)))
    lines = [paragraph.text for paragraph in word.paragraphs if paragraph.text]

    assert letter.number == "示范诉告〔2026〕1号"
    wanted = ["客户投诉处理结果告知书", "示范诉告〔2026〕1号", "王**先生：", made.case.number]
    wanted += ["一、核实情况", SAID.facts, "二、处理决定", SAID.outcome, "三、处理依据", SAID.grounds, "四、救济途径"]
    wanted += ["30日内，以书面形式向", "申请核查", "调解", "仲裁", "向人民法院提起诉讼", "示范市分行", "2026年11月24日"]
    for each in wanted:
        assert each in pdf, each
        assert each in "\n".join(lines), each
    places = [pdf.index(each) for each in ("一、核实情况", "二、处理决定", "三、处理依据", "四、救济途径")]
    assert places == sorted(places)
    assert "王小明" not in pdf


def test_the_review_is_asked_of_the_unit_above_the_issuer(at_desk):
    letter = _draft(at_desk, complaint(at_desk, State.DECIDED))

    assert letter.unit == at_desk.branch.branch
    assert f"向{at_desk.branch.region}申请核查" in letter.part_text("remedies")


def test_the_outlet_issues_it_where_it_has_a_code_of_its_own(at_desk):
    made = complaint(at_desk, State.DECIDED)
    own = Letter(SAID.facts, SAID.outcome, SAID.grounds, issuer=at_desk.outlet)

    with pytest.raises(InputRefused):
        _draft(at_desk, made, own)
    issuer_code(at_desk.outlet, code="文昌", signer="文昌网点")

    assert _draft(at_desk, made, own).unit == at_desk.outlet


@pytest.mark.parametrize("state", [State.REGISTERED, State.DETERMINED, State.PROPOSED])
def test_before_the_decision_there_is_nothing_to_write(at_desk, state):
    with pytest.raises(RuleBroken):
        _draft(at_desk, complaint(at_desk, state))


def test_it_may_follow_a_telling_by_word_of_mouth_and_one_draft_lies_there_at_a_time(at_desk):
    made = complaint(at_desk, State.TOLD)
    first = _draft(at_desk, made)

    with pytest.raises(RuleBroken):
        _draft(at_desk, made)

    papers.issue_draft(paper_id=first.pk, by=at_desk.officer, now=NOW)
    assert _draft(at_desk, made).pk != first.pk


def test_only_who_sees_the_case_and_issues_papers_writes_it(at_desk):
    made = complaint(at_desk, State.DECIDED)
    elsewhere = at_desk.actor(PostKind.OUTLET_HEAD, at_desk.branch.outlets[3])

    with pytest.raises(Complaint.DoesNotExist):
        actions.draft_letter(complaint_id=made.pk, letter=SAID, by=elsewhere, now=NOW)
    with pytest.raises(PermissionDenied):
        actions.draft_letter(complaint_id=made.pk, letter=SAID, by=at_desk.outlet_head, now=NOW)


def test_the_issued_letter_is_kept_as_proof_of_the_telling(at_desk):
    made = complaint(at_desk, State.DECIDED)
    letter = _issue(at_desk, made)

    actions.tell_customer(
        complaint_id=made.pk, told=told(proof=""), answer=ANSWER, letter=letter.pk, by=at_desk.officer, now=NOW
    )

    telling = Telling.objects.get(complaint=made, about="decision")
    assert telling.proof == letter.number
    assert telling.evidence is not None
    assert telling.evidence.original_name == f"{letter.number}.pdf"


@pytest.mark.parametrize("which", ["draft", "of another case"])
def test_a_letter_that_was_not_issued_in_this_case_proves_nothing(at_desk, which):
    made = complaint(at_desk, State.DECIDED)
    other = made if which == "draft" else complaint(at_desk, State.DECIDED)
    letter = _draft(at_desk, made) if which == "draft" else _issue(at_desk, other)

    with pytest.raises(InputRefused):
        actions.tell_customer(
            complaint_id=made.pk, told=told(), answer=ANSWER, letter=letter.pk, by=at_desk.officer, now=NOW
        )
    assert not Telling.objects.filter(complaint=made, about="decision").exists()


def test_on_the_pages_it_is_drafted_looked_at_issued_and_told(at_desk):
    made = complaint(at_desk, State.DECIDED)
    browser = signed_in_client(at_desk.user(PostKind.COMPLAINT_OFFICER))
    case, letter_url = (reverse(f"complaints:{name}", args=[made.pk]) for name in ("case", "letter"))
    assert letter_url in browser.get(case).content.decode()

    form = browser.get(letter_url).context["form"]
    typed = {name: form.get_initial_for_field(form.fields[name], name) for name in ("facts", "outcome")}
    answer = browser.post(letter_url, {**typed, "issuer": at_desk.branch.branch.pk, "grounds": SAID.grounds})
    draft = Paper.objects.get()
    assert answer.headers["Location"] == reverse("papers:paper", args=[draft.pk])
    assert browser.get(reverse("papers:page", args=[draft.pk, 1])).headers["Content-Type"] == "image/png"
    assert letter_url not in browser.get(case).content.decode()

    browser.post(reverse("papers:issue", args=[draft.pk]))
    draft.refresh_from_db()
    assert draft.number in browser.get(case).content.decode()
    tell = browser.get(reverse("complaints:tell", args=[made.pk])).context["form"]
    assert (tell.initial["letter"], tell.initial["proof"]) == (draft.pk, draft.number)
    assert tell.initial["grounds"] == SAID.grounds


def test_a_program_drafts_it_and_tells_with_it(at_desk):
    made = complaint(at_desk, State.DECIDED)
    program = api_client(at_desk.user(PostKind.COMPLAINT_OFFICER))

    def post(path, body=None):
        return program.post(f"/api/v1/{path}", body or {}, content_type="application/json")

    written = {"facts": SAID.facts, "outcome": SAID.outcome, "grounds": SAID.grounds}
    answer = post(f"complaints/{made.pk}/letter", {**written, "issuer": at_desk.branch.branch.code})
    assert answer.status_code == 201
    letter = post(f"papers/{answer.json()['id']}/issue").json()
    how = {"method": "posted", "at": NOW.isoformat(), "proof": "挂号信 RA123"}
    said = post(f"complaints/{made.pk}/tell-customer", {**vars(ANSWER), "letter": letter["id"], "told": how})

    assert said.json()["state"] == "told"
    assert letter["number"] == "示范诉告〔2026〕1号"
    assert post(f"complaints/{made.pk}/letter", {**written, "issuer": "NO-SUCH"}).status_code == 422
