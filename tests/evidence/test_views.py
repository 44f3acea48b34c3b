"""Proof through the browser: uploading, downloading as a file and nothing else, who looked, and who may not."""

from __future__ import annotations

import errno
import io

import pytest
from django.urls import reverse
from PIL import Image

from biaogan.accounts.access import Role
from biaogan.evidence import store
from biaogan.evidence.models import Evidence, EvidenceAccess, RetentionRule
from biaogan.evidence.uploads import ArrivingFile, BoundedUploadHandler
from tests.factories import evidence as files
from tests.factories import org
from tests.factories.accounts import actor_with, signed_in_client, user_with_role
from tests.factories.cases import make_case
from tests.factories.evidence import make_evidence, upload

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.cases.urls")]


def browser(role, unit, **defaults):
    return signed_in_client(user_with_role(role, unit), **defaults)


def send(client, case, *uploads, **data):
    return client.post(reverse("evidence:add", args=[case.pk]), {"uploads": list(uploads), **data})


def test_several_files_are_added_at_once_and_one_that_is_refused_stays_alone():
    case = make_case(org.unit())
    client = browser(Role.COMPLAINT_OFFICER, case.subject_unit)

    answer = send(
        client, case, upload(), upload(b"<script>", "evil.jpg"), upload(files.pdf(), "letter.pdf"), note="大厅"
    )

    html = answer.content.decode()
    assert set(Evidence.objects.values_list("original_name", flat=True)) == {"hall.jpg", "letter.pdf"}
    assert "evil.jpg" in html
    assert "Files of this kind are not taken" in html
    assert "大厅" in html


def test_the_list_speaks_chinese():
    case = make_case(org.unit())
    client = browser(Role.COMPLAINT_OFFICER, case.subject_unit, HTTP_ACCEPT_LANGUAGE="zh-CN")

    html = send(client, case, upload(b"MZ", "a.exe")).content.decode()

    for words in ("添加证据", "尚无证据", "未添加"):
        assert words in html


def test_no_file_at_all_is_said_beside_the_field():
    case = make_case(org.unit())

    html = send(browser(Role.COMPLAINT_OFFICER, case.subject_unit), case).content.decode()

    assert "Please fill this in." in html


def test_a_file_goes_out_as_an_attachment_that_cannot_do_anything():
    made = make_evidence(make_case(org.unit()), upload=upload(name="大厅 照片.jpg"))
    client = browser(Role.VIEWER, made.case.subject_unit)

    answer = client.get(reverse("evidence:download", args=[made.pk]))

    assert b"".join(answer.streaming_content) == files.picture()
    assert answer.headers["Content-Type"] == "image/jpeg"
    assert answer.headers["Content-Disposition"].startswith("attachment; filename*=utf-8''")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert answer.headers["Cache-Control"] == "private, no-store"


def test_each_look_is_written_down_and_shown_to_those_who_supervise():
    made = make_evidence(make_case(org.unit()))
    unit = made.case.subject_unit
    viewer, head = browser(Role.VIEWER, unit), browser(Role.OFFICE_HEAD, unit)

    for route in ("thumbnail", "download"):
        assert b"".join(viewer.get(reverse(f"evidence:{route}", args=[made.pk])).streaming_content)

    assert list(EvidenceAccess.objects.order_by("pk").values_list("what", flat=True)) == ["thumbnail", "file"]
    html = head.get(reverse("evidence:accesses", args=[made.pk])).content.decode()
    assert str(EvidenceAccess.objects.first().person) in html
    assert browser(Role.AUDITOR, unit).get(reverse("evidence:accesses", args=[made.pk])).status_code == 200
    assert viewer.get(reverse("evidence:accesses", args=[made.pk])).status_code == 403


def test_a_small_picture_is_upright_and_tells_nothing_of_the_camera():
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x010F] = "Maker"
    content = files.picture(size=(800, 400), exif=exif)
    made = make_evidence(make_case(org.unit()), upload=upload(content))

    answer = browser(Role.VIEWER, made.case.subject_unit).get(reverse("evidence:thumbnail", args=[made.pk]))

    small = Image.open(io.BytesIO(b"".join(answer.streaming_content)))
    assert (small.format, small.size, dict(small.getexif())) == ("JPEG", (240, 480), {})


@pytest.mark.parametrize(
    ("form", "mode"), [("PNG", "RGBA"), ("PNG", "L"), ("PNG", "1"), ("WEBP", "RGB"), ("JPEG", "CMYK")]
)
def test_every_kind_of_picture_has_a_small_one(form, mode):
    made = make_evidence(make_case(org.unit()), upload=upload(files.picture(form, mode=mode), f"a.{form.lower()}"))

    answer = browser(Role.VIEWER, made.case.subject_unit).get(reverse("evidence:thumbnail", args=[made.pk]))

    assert Image.open(io.BytesIO(b"".join(answer.streaming_content))).mode == "RGB"


def test_a_paper_has_no_small_picture():
    made = make_evidence(make_case(org.unit()), upload=upload(files.pdf(), "a.pdf"))

    assert (
        browser(Role.VIEWER, made.case.subject_unit).get(reverse("evidence:thumbnail", args=[made.pk])).status_code
        == 404
    )


def test_who_may_not_see_the_case_gets_neither_list_nor_file():
    made = make_evidence(make_case(org.unit()))
    client = browser(Role.COMPLAINT_OFFICER, org.unit())

    for route in ("download", "thumbnail", "accesses"):
        assert client.get(reverse(f"evidence:{route}", args=[made.pk])).status_code == 404
    assert send(client, made.case, upload()).status_code == 404
    assert not EvidenceAccess.objects.exists()


def test_who_may_only_look_cannot_add():
    case = make_case(org.unit())

    assert send(browser(Role.VIEWER, case.subject_unit), case, upload()).status_code == 403
    assert not Evidence.objects.exists()


def test_a_reference_to_a_recorder_is_noted_and_a_wrong_span_is_said():
    case = make_case(org.unit())
    client = browser(Role.COMPLAINT_OFFICER, case.subject_unit)
    url = reverse("evidence:add_reference", args=[case.pk])
    span = {"from_at": "2026-01-20T09:00", "to_at": "2026-01-20T09:30"}

    assert (
        "ends after it begins"
        in client.post(url, {"recorder": "NVR-3", **span, "to_at": "2026-01-20T08:00"}).content.decode()
    )
    assert "NVR-3" in client.post(url, {"recorder": "NVR-3", **span}).content.decode()
    assert Evidence.objects.get().from_at.isoformat() == "2026-01-20T01:00:00+00:00"


def test_an_upload_beyond_every_limit_is_stopped_while_it_arrives(settings, evidence_root):
    settings.EVIDENCE_MOST_FILM = 100
    case = make_case(org.unit())

    answer = send(browser(Role.COMPLAINT_OFFICER, case.subject_unit), case, upload(files.picture(size=(300, 300))))

    assert "larger than the limit" in answer.content.decode()
    assert not Evidence.objects.exists()
    assert [path for path in evidence_root.rglob("*") if path.is_file()] == []


def test_a_disk_that_fills_up_while_a_file_arrives_is_said_on_the_page(monkeypatch):
    case = make_case(org.unit())

    def full(*args, **kwargs):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(ArrivingFile, "__init__", full)
    answer = send(browser(Role.COMPLAINT_OFFICER, case.subject_unit), case, upload())

    assert answer.status_code == 200
    assert "The disk of the server is full." in answer.content.decode()


def test_a_stranger_cannot_fill_the_disk(settings, rf):
    settings.EVIDENCE_MOST_PICTURE = 10
    stranger = BoundedUploadHandler(rf.post("/"))
    member = BoundedUploadHandler(rf.post("/"))
    member.request.actor = actor_with(Role.VIEWER, org.unit())

    assert stranger._most() == 50
    assert member._most() == 2 * settings.EVIDENCE_MOST_FILM


def test_the_period_of_keeping_is_shown_and_set_by_who_may():
    unit = org.unit()
    client = browser(Role.OFFICE_HEAD, unit)
    url = reverse("evidence:retention")

    assert "bank to confirm" in client.get(url).content.decode()
    answer = client.post(
        url, {"case_kind": "", "months": 36, "valid_from": "2027-01-01", "basis_zh": "本行档案办法"}, follow=True
    )
    assert "The rule counts for cases that close from that day on." in answer.content.decode()
    again = client.post(url, {"case_kind": "", "months": 36, "valid_from": "2027-01-01", "basis_zh": "本行档案办法"})
    assert "begins on or after that day already" in again.content.decode()
    assert RetentionRule.objects.get(months=36).source == "bank"
    assert browser(Role.COMPLAINT_OFFICER, unit).get(url).status_code == 403


def test_the_list_costs_the_same_queries_however_long_it_is(query_count):
    case = make_case(org.unit())
    client = browser(Role.COMPLAINT_OFFICER, case.subject_unit)

    def cost() -> int:
        with query_count() as made:
            client.get(reverse("test_case", args=[case.pk]))
        return len(made)

    make_evidence(case)
    cost()
    one = cost()
    for number in range(8):
        make_evidence(case, upload=upload(files.pdf(str(number).encode()), "a.pdf"))

    assert cost() == one


def test_a_lost_file_is_told_as_such():
    made = make_evidence(make_case(org.unit()))
    store.path_of(made.sha256).unlink()

    answer = browser(Role.VIEWER, made.case.subject_unit).get(reverse("evidence:download", args=[made.pk]))

    assert answer.status_code == 409
    assert "missing from the store" in answer.content.decode()
