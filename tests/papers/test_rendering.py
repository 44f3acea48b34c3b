"""Papers as files: once, unchanged, with the customer's name nowhere but in what is sent."""

from __future__ import annotations

import io
import re
import zipfile

import pytest
from django.core.exceptions import PermissionDenied
from docx import Document
from docx.oxml.ns import qn

from biaogan.accounts.access import Role, job_actor
from biaogan.audit.models import Event
from biaogan.core.errors import RuleBroken
from biaogan.evidence import jobs as evidence_jobs
from biaogan.evidence import store
from biaogan.papers import actions, jobs, rendering
from biaogan.papers.layouts.pdf import as_pdf, as_pictures
from biaogan.papers.layouts.sheet import Sheet
from biaogan.papers.layouts.word import as_word
from biaogan.papers.models import PaperFile
from tests.conftest import NOW
from tests.factories import org
from tests.factories.accounts import actor_with
from tests.factories.papers import issuer_code, make_draft, make_paper
from tests.factories.parties import make_party

HOSTILE = '#import "/etc/passwd" $x$ *bold* \\ {{ 7*7 }} {% raise %} <w:p/> & "quoted" #read("/etc/passwd")'


def sheet(**values) -> Sheet:
    plain = {
        "title": "客户投诉处理结果告知书",
        "number": "示范银诉告〔2026〕5号",
        "issuer": "示范银行",
        "head": "",
        "addressee": "王**先生",
        "signer": "示范银行梧州分行",
        "date": "2026年11月24日",
        "contact": "",
        "mark": "",
        "parts": [{"code": "facts", "heading": "一、核实情况", "text": "第一段。\n第二段。"}],
    }
    return Sheet(**{**plain, **values})


def words_of(content: bytes) -> str:
    return "\n".join(paragraph.text for paragraph in Document(io.BytesIO(content)).paragraphs)


def test_a_pdf_and_its_pictures_are_made_of_the_sheet():
    assert as_pdf(sheet()).startswith(b"%PDF-")
    assert [picture[:4] for picture in as_pictures(sheet())] == [b"\x89PNG"]
    assert len(as_pictures(sheet(parts=[{"code": "facts", "heading": "", "text": "很长的一段。\n" * 60}]))) > 1


def test_words_are_never_read_as_markup():
    hostile = sheet(
        title=HOSTILE,
        addressee=HOSTILE,
        attachments=[HOSTILE],
        copies=[HOSTILE],
        parts=[{"code": "a", "heading": HOSTILE, "text": HOSTILE}],
    )

    assert as_pdf(hostile)
    words = words_of(as_word(hostile))
    assert words.count(HOSTILE) == 6


def test_a_word_file_sets_a_chinese_face_and_numbers_its_pages():
    document = Document(
        io.BytesIO(as_word(sheet(head="示范银行文件", mark="作废", copies=["办公室"], contact="联系人：李明")))
    )
    body = next(paragraph for paragraph in document.paragraphs if paragraph.text == "第一段。")

    assert body.runs[0]._element.rPr.rFonts.get(qn("w:eastAsia")) == "仿宋"
    assert document.styles["Normal"].element.rPr.rFonts.get(qn("w:eastAsia")) == "仿宋"
    assert body._p.pPr.find(qn("w:ind")).get(qn("w:firstLineChars")) == "200"
    assert "PAGE" in document.sections[0].footer.paragraphs[0]._p.xml
    words = "\n".join(paragraph.text for paragraph in document.paragraphs)
    assert [line for line in words.splitlines() if line] == [
        "【作废】",
        "示范银行文件",
        "示范银诉告〔2026〕5号",
        "客户投诉处理结果告知书",
        "王**先生：",
        "一、核实情况",
        "第一段。",
        "第二段。",
        "示范银行梧州分行",
        "2026年11月24日",
        "联系人：李明",
        "抄送：办公室。",
    ]


def test_a_word_file_takes_any_character_and_is_the_same_each_time():
    content = as_word(sheet(title="控制\x0b字符\x00", parts=[{"code": "a", "heading": "", "text": "\x01表\ufffe意𠀀"}]))

    assert "控制字符" in words_of(content)
    assert content == as_word(
        sheet(title="控制\x0b字符\x00", parts=[{"code": "a", "heading": "", "text": "\x01表\ufffe意𠀀"}])
    )
    assert {member.date_time for member in zipfile.ZipFile(io.BytesIO(content)).infolist()} == {(1980, 1, 1, 0, 0, 0)}


@pytest.fixture
def branch(db: None) -> org.Unit:
    made = org.unit("branch")
    issuer_code(made)
    return made


def test_a_file_is_made_once_and_stays_what_it_was(branch):
    paper = make_paper(branch)

    first = rendering.file_of(paper, "pdf", now=NOW)
    made = PaperFile.objects.get()
    paper.title = "改动"
    again = rendering.file_of(paper, "pdf", now=NOW)

    assert first == again
    assert store.digest_of(store.path_of(made.sha256)) == made.sha256
    assert made.size == len(first)


def test_the_job_makes_what_is_missing_and_a_second_run_nothing(branch):
    make_draft(branch)
    make_paper(branch)

    assert jobs.render(now=NOW) == 2
    assert jobs.render(now=NOW) == 0


def test_one_paper_that_fails_does_not_stop_the_others(branch, monkeypatch, caplog):
    bad, good = make_paper(branch), make_paper(branch)
    real = rendering.sheet_of
    monkeypatch.setattr(
        rendering, "sheet_of", lambda paper, **more: 1 / 0 if paper.pk == bad.pk else real(paper, **more)
    )

    assert jobs.render(now=NOW) == 2
    assert set(PaperFile.objects.values_list("paper", flat=True)) == {good.pk}
    assert f"paper {bad.pk} was not rendered" in caplog.text


def test_a_void_paper_is_rendered_anew_with_its_mark_and_keeps_its_first_file(branch):
    paper = make_paper(branch)
    before = rendering.file_of(paper, "docx", now=NOW)
    void = actions.void(paper_id=paper.pk, reason="对象有误", by=job_actor("test"), now=NOW)

    after = rendering.file_of(void, "docx", now=NOW)

    assert "作废" not in words_of(before)
    assert "【作废】" in words_of(after)
    assert PaperFile.objects.count() == 2


def test_a_draft_has_no_file_but_a_picture_with_an_open_number(branch):
    paper = make_draft(branch)

    with pytest.raises(RuleBroken):
        rendering.file_of(paper, "pdf", now=NOW)
    shown = rendering.preview(paper, now=NOW)
    assert (shown.number, shown.mark) == ("示范银服整〔　　〕　号", "草稿")


def test_the_clean_up_of_the_store_leaves_files_of_papers_alone(branch, monkeypatch):
    jobs_made = jobs.render(now=NOW)
    make_paper(branch)
    jobs_made += jobs.render(now=NOW)
    monkeypatch.setattr(store, "now_seconds", lambda: __import__("time").time() + 10**6)

    assert jobs_made == 2
    assert evidence_jobs.clear(now=NOW) == 0


def test_the_full_name_is_in_the_version_for_sending_alone_and_who_took_it_is_written_down(branch, monkeypatch):
    party = make_party(name="王小明")
    paper = make_paper(branch, party=party, addressee=f"{party.masked_name}先生")
    officer = actor_with(Role.COMPLAINT_OFFICER, branch)
    monkeypatch.setattr("biaogan.parties.models.PartyQuerySet.visible_to", lambda rows, actor, needs=None: rows)

    kept = rendering.file_of(paper, "docx", now=NOW)
    full = rendering.full_version(paper, "docx", by=officer, now=NOW)

    assert "王**先生：" in words_of(kept)
    assert "王小明先生：" in words_of(full)
    assert PaperFile.objects.count() == 1
    event = Event.objects.get(name="party.revealed")
    assert (event.facts["fields"], event.facts["purpose"], event.facts["words"]) == (["name"], "tell", paper.number)


def test_the_full_version_is_refused_to_who_may_not_reveal_and_where_there_is_none(branch):
    to_party = make_paper(branch, party=make_party())
    officer = actor_with(Role.COMPLAINT_OFFICER, branch)

    with pytest.raises(PermissionDenied):
        rendering.full_version(to_party, "pdf", by=officer, now=NOW)
    with pytest.raises(RuleBroken):
        rendering.full_version(make_paper(branch), "pdf", by=officer, now=NOW)


def test_a_pdf_carries_its_title_and_can_be_read_aloud():
    content = as_pdf(sheet())

    assert re.search(rb"/Title", content)
    assert b"/StructTreeRoot" in content
