"""A recording that is played from the middle, and a download that goes on."""

from __future__ import annotations

import pytest
from django.urls import reverse

from biaogan.accounts.access import Role
from biaogan.evidence.models import EvidenceAccess
from biaogan.evidence.rules.ranges import NoSuchStretch, Stretch, stretch_of
from tests.factories import evidence as files
from tests.factories import org
from tests.factories.accounts import api_client, signed_in_client, user_with_role
from tests.factories.cases import make_case
from tests.factories.evidence import make_evidence, upload


@pytest.mark.parametrize(
    ("asked", "first", "length"),
    [
        ("bytes=0-", 0, 100),
        ("bytes=0-0", 0, 1),
        ("bytes=99-", 99, 1),
        ("bytes=10-19", 10, 10),
        ("bytes=90-500", 90, 10),
        ("bytes=-30", 70, 30),
        ("bytes=-500", 0, 100),
        (" bytes = 10 - 19 ", 10, 10),
    ],
)
def test_a_stretch_ends_at_the_latest_where_the_file_ends(asked, first, length):
    assert stretch_of(asked, size=100) == Stretch(first, length)


@pytest.mark.parametrize("asked", ["", "bytes=", "bytes=-", "lines=1-2", "bytes=5-2", "bytes=0-1,5-6", "bytes=a-b"])
def test_what_is_not_understood_asks_for_the_whole_file(asked):
    assert stretch_of(asked, size=100) is None


@pytest.mark.parametrize("asked", ["bytes=100-", "bytes=100-200", "bytes=-0"])
def test_a_stretch_behind_the_end_does_not_exist(asked):
    with pytest.raises(NoSuchStretch):
        stretch_of(asked, size=100)


@pytest.fixture
def recording(db):
    return make_evidence(make_case(org.unit()), upload=upload(files.sound(), "a.wav"))


def viewer(recording):
    return signed_in_client(user_with_role(Role.VIEWER, recording.case.subject_unit))


def read(answer) -> bytes:
    return b"".join(answer.streaming_content)


def test_a_page_hands_out_the_stretch_that_is_asked_for(recording):
    url, content = reverse("evidence:download", args=[recording.pk]), files.sound()

    answer = viewer(recording).get(url, headers={"Range": "bytes=10-19"})

    assert (answer.status_code, answer["Content-Range"]) == (206, f"bytes 10-19/{len(content)}")
    assert (read(answer), answer["Content-Length"]) == (content[10:20], "10")
    assert "a.wav" in answer["Content-Disposition"]


def test_a_program_goes_on_with_a_download_of_the_same_file_alone(recording):
    client = api_client(user_with_role(Role.VIEWER, recording.case.subject_unit))
    url, content = f"/api/v1/evidence/{recording.pk}/file", files.sound()
    whole = client.get(url)
    assert (whole.status_code, whole["Accept-Ranges"], read(whole)) == (200, "bytes", content)

    rest = client.get(url, headers={"Range": "bytes=40-", "If-Range": whole["ETag"]})
    other = client.get(url, headers={"Range": "bytes=40-", "If-Range": '"another"'})

    assert (rest.status_code, read(rest)) == (206, content[40:])
    assert (other.status_code, read(other)) == (200, content)


def test_a_stretch_behind_the_end_is_refused_with_the_size_of_the_file(recording):
    answer = viewer(recording).get(reverse("evidence:download", args=[recording.pk]), headers={"Range": "bytes=9999-"})

    assert (answer.status_code, answer["Content-Range"]) == (416, f"bytes */{recording.size}")
    assert not EvidenceAccess.objects.exists()


def test_a_player_that_is_moved_forward_has_looked_once_and_a_second_person_again(recording):
    client, url = viewer(recording), reverse("evidence:download", args=[recording.pk])

    for start in (0, 20, 40):
        read(client.get(url, headers={"Range": f"bytes={start}-"}))
    assert EvidenceAccess.objects.count() == 1

    read(viewer(recording).get(url, headers={"Range": "bytes=20-"}))
    assert EvidenceAccess.objects.count() == 2
