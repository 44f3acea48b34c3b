"""Papers through the browser."""

from __future__ import annotations

import pytest
from django.urls import reverse

from biaogan.accounts.access import Role
from biaogan.papers.models import IssuerCode, Paper, TemplateVersion
from tests.factories import org
from tests.factories.accounts import signed_in_client, user_with_role
from tests.factories.cases import make_case
from tests.factories.papers import KIND, issuer_code, make_draft, make_paper, register_kind

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.cases.urls")]


@pytest.fixture
def branch() -> org.Unit:
    made = org.unit("branch")
    issuer_code(made)
    register_kind()
    return made


def browser(role, unit, **defaults):
    return signed_in_client(user_with_role(role, unit), **defaults)


def test_a_draft_is_edited_looked_at_and_issued(branch):
    paper = make_draft(branch, case=make_case(org.unit("outlet", branch)))
    client = browser(Role.OFFICE_HEAD, branch)

    page = client.get(reverse("papers:draft", args=[paper.pk])).content.decode()
    assert "经检查，高旺路支行存在以下问题。" in page
    client.post(
        reverse("papers:draft", args=[paper.pk]),
        {"facts": "改写。", "demand": "立即整改。", "attachments": "照片\n\n记录", "copies": ""},
    )
    assert client.get(reverse("papers:page", args=[paper.pk, 1])).content.startswith(b"\x89PNG")
    answer = client.post(reverse("papers:issue", args=[paper.pk]), follow=True)

    paper.refresh_from_db()
    assert "Issued as 示范银服整〔2026〕1号." in answer.content.decode()
    assert (paper.part_text("facts"), paper.attachments) == ("改写。", ["照片", "记录"])
    assert client.get(reverse("papers:file", args=[paper.pk, "pdf"])).content.startswith(b"%PDF")


def test_numbers_of_a_customer_in_a_draft_are_warned_about_and_kept(branch):
    paper = make_draft(branch)
    client = browser(Role.OFFICE_HEAD, branch)

    answer = client.post(
        reverse("papers:draft", args=[paper.pk]), {"facts": "致电13800001234。", "demand": "改。"}, follow=True
    )

    assert "what looks like personal numbers: 138****1234" in answer.content.decode()
    paper.refresh_from_db()
    assert paper.part_text("facts") == "致电13800001234。"


def test_what_is_missing_is_said_and_nothing_is_issued(branch):
    paper = make_draft(branch, context={})

    answer = browser(Role.OFFICE_HEAD, branch).post(reverse("papers:issue", args=[paper.pk]), follow=True)

    html = answer.content.decode()
    assert "Facts: «{outlet}» is not filled in yet." in html
    assert Paper.objects.get().running is None


def test_a_unit_without_a_code_is_told_where_to_set_one(branch):
    paper = make_draft(org.unit("branch"))

    answer = browser(Role.OFFICE_HEAD, paper.unit).post(reverse("papers:issue", args=[paper.pk]))

    assert answer.status_code == 409
    assert "Issuer codes" in answer.content.decode()


def test_a_file_is_an_attachment_named_by_its_number(branch):
    paper = make_paper(branch)
    client = browser(Role.OFFICE_HEAD, branch)

    for form in ("pdf", "docx"):
        answer = client.get(reverse("papers:file", args=[paper.pk, form]))
        assert "attachment; filename*=utf-8''%E7%A4%BA%E8%8C%83" in answer.headers["Content-Disposition"]
        assert answer.headers["Content-Security-Policy"].startswith("sandbox")
    assert client.get(f"/papers/{paper.pk}/file.exe").status_code == 404
    assert client.get(reverse("papers:page", args=[paper.pk, 9])).status_code == 404


def test_who_may_only_look_sees_no_moves_and_is_refused(branch):
    outlet = org.unit("outlet", branch)
    paper = make_paper(branch, case=make_case(outlet))
    draft = make_draft(branch, case=paper.case)
    client = browser(Role.VIEWER, outlet)

    html = client.get(reverse("papers:paper", args=[paper.pk])).content.decode()
    assert paper.number in html
    assert "Declare void" not in html
    for route in ("issue", "discard", "void"):
        assert client.post(reverse(f"papers:{route}", args=[draft.pk])).status_code == 403
    officer = browser(Role.COMPLAINT_OFFICER, outlet)
    assert officer.post(reverse("papers:void", args=[paper.pk]), {"reason": "x"}).status_code == 403, (
        "issued by the branch"
    )


def test_a_paper_out_of_sight_is_nowhere(branch):
    paper = make_paper(branch)
    client = browser(Role.OFFICE_HEAD, org.unit())

    for route in ("paper", "draft"):
        assert client.get(reverse(f"papers:{route}", args=[paper.pk])).status_code == 404
    assert client.get(reverse("papers:file", args=[paper.pk, "pdf"])).status_code == 404
    assert client.get(reverse("papers:page", args=[paper.pk, 1])).status_code == 404
    assert client.post(reverse("papers:full_version", args=[paper.pk, "pdf"])).status_code == 404


def test_voiding_and_discarding_work_from_the_page(branch):
    paper, draft = make_paper(branch), make_draft(branch)
    client = browser(Role.OFFICE_HEAD, branch)

    html = client.post(reverse("papers:void", args=[paper.pk]), {"reason": "对象有误"}, follow=True).content.decode()
    client.post(reverse("papers:discard", args=[draft.pk]))

    assert "对象有误" in html
    assert list(Paper.objects.values_list("state", flat=True)) == ["void"]


def test_the_register_finds_by_number_and_state_in_both_languages(branch):
    paper = make_paper(branch)
    make_draft(branch)

    english = (
        browser(Role.OFFICE_HEAD, branch).get(reverse("papers:register"), {"q": "示范银服整[2026]1"}).content.decode()
    )
    chinese = (
        browser(Role.OFFICE_HEAD, branch, HTTP_ACCEPT_LANGUAGE="zh-CN")
        .get(reverse("papers:register"), {"state": "draft"})
        .content.decode()
    )

    assert paper.number in english
    assert "no number yet" not in english
    assert "尚未编号" in chinese
    assert paper.number not in chinese


def test_the_register_costs_the_same_queries_however_long_it_is(branch, query_count):
    client = browser(Role.OFFICE_HEAD, branch)

    def cost() -> int:
        with query_count() as made:
            client.get(reverse("papers:register"))
        return len(made)

    make_paper(branch)
    cost()
    one = cost()
    for _ in range(6):
        make_paper(branch, case=make_case(org.unit("outlet", branch)))

    assert cost() == one


def test_a_template_is_edited_previewed_and_reset(branch):
    client = browser(Role.OFFICE_HEAD, branch)
    url = reverse("papers:template", args=[KIND])
    fields = {
        "title": "整改通知",
        "facts-heading": "",
        "facts-text": "{outlet}见附件。",
        "demand-text": "{due}前。",
        "remark-text": "",
    }

    assert "test" not in client.get(reverse("papers:templates")).headers
    assert "does not fill in: {customer}" in client.post(url, fields | {"facts-text": "{customer}"}).content.decode()
    client.post(url, fields)
    assert client.get(reverse("papers:template_picture", args=[KIND])).content.startswith(b"\x89PNG")
    assert "version 1" in client.get(url).content.decode()
    client.post(reverse("papers:reset_template", args=[KIND]))

    assert list(TemplateVersion.objects.order_by("version").values_list("title", "is_reset")) == [
        ("整改通知", False),
        ("服务质量整改通知书", True),
    ]
    assert client.get(reverse("papers:template", args=["nothing"])).status_code == 404
    assert browser(Role.COMPLAINT_OFFICER, branch).get(url).status_code == 403


def test_a_code_is_set_from_the_page_for_units_in_reach(branch):
    outside = org.unit("branch")
    client = browser(Role.OFFICE_HEAD, branch)
    url = reverse("papers:issuer_codes")
    fields = {"unit": branch.pk, "code": "示范新", "signer": "示范银行", "valid_from": "2027-01-01"}

    assert "示范银" in client.get(url).content.decode()
    assert client.post(url, fields | {"unit": outside.pk}).status_code == 200
    client.post(url, fields)
    late = client.post(url, fields).content.decode()

    assert "begins on or after that day already" in late
    assert set(IssuerCode.objects.values_list("code", flat=True)) == {"示范银", "示范新"}
