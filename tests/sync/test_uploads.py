import datetime as dt
import hashlib
import io
import uuid
from contextlib import suppress

import pytest
import uuid_utils
from django.db import transaction
from django.utils import timezone
from PIL import Image

from biaogan.core.errors import RuleBroken
from biaogan.evidence import store
from biaogan.sync import actions, aside, jobs, rules
from biaogan.sync.models import Upload
from tests.factories import sync as make

UPLOADS = "/api/v1/sync/uploads"


@pytest.fixture
def handset(net) -> make.Handset:
    return make.paired(net.outlets[0])


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.EVIDENCE_ROOT = tmp_path
    return tmp_path


def photo(side: int = 400) -> bytes:
    content = io.BytesIO()
    Image.effect_noise((side, side), 90).convert("RGB").save(content, "JPEG")
    return content.getvalue()


def announced(content: bytes, **values):
    return {
        "id": str(uuid_utils.uuid7()),
        "name": "image.jpg",
        "size": len(content),
        "sha256": hashlib.sha256(content).hexdigest(),
        **values,
    }


def send(handset, content: bytes, *, step: int = 20_000, **values) -> dict:
    """Send all of it in pieces; return the last answer."""
    wanted = announced(content, **values)
    answer = handset.post(UPLOADS, wanted).json()
    for offset in range(0, len(content), step):
        answer = handset.put(f"{UPLOADS}/{wanted['id']}?offset={offset}", content[offset : offset + step]).json()
    return answer


def test_a_photo_arrives_in_pieces_and_is_ready(handset):
    content = photo()

    answer = send(handset, content)

    assert len(content) > 40_000
    assert (answer["state"], answer["offset"]) == ("ready", len(content))
    assert aside.path_of(uuid.UUID(answer["id"])).read_bytes() == content


def test_an_upload_that_broke_off_goes_on_from_where_it_was(handset):
    content = photo()
    wanted = announced(content)
    at = f"{UPLOADS}/{wanted['id']}"
    handset.post(UPLOADS, wanted)
    handset.put(f"{at}?offset=0", content[:30_000])

    again = handset.post(UPLOADS, wanted).json()
    answer = handset.put(f"{at}?offset={again['offset']}", content[again["offset"] :]).json()

    assert again["offset"] == handset.get(at).json()["offset"] or answer["state"] == "ready"
    assert again["offset"] == 30_000
    assert answer["state"] == "ready"
    assert Upload.objects.count() == 1


def test_a_piece_that_is_here_already_changes_nothing(handset):
    content = photo()
    wanted = announced(content)
    at = f"{UPLOADS}/{wanted['id']}"
    handset.post(UPLOADS, wanted)
    handset.put(f"{at}?offset=0", content[:30_000])

    repeated = handset.put(f"{at}?offset=0", content[:10_000]).json()
    whole = handset.put(f"{at}?offset=20000", content[20_000:]).json()
    after = handset.put(f"{at}?offset=0", b"anything")

    assert repeated["offset"] == 30_000
    assert whole["state"] == after.json()["state"] == "ready"


@pytest.mark.parametrize(
    ("offset", "content"),
    [(10, b"x"), (0, b"x" * 201), (2**62, b"x")],
    ids=["a gap", "beyond the end", "far out"],
)
def test_a_piece_that_does_not_fit_is_refused(handset, offset, content):
    wanted = announced(photo(), size=200)
    handset.post(UPLOADS, wanted)

    answer = handset.put(f"{UPLOADS}/{wanted['id']}?offset={offset}", content)

    assert (answer.status_code, answer.json()["title"]) == (422, "sync.bad_chunk")


def test_content_that_was_garbled_on_the_way_begins_again(handset):
    content = photo()

    answer = send(handset, content, sha256="0" * 64)

    assert (answer["state"], answer["offset"]) == ("receiving", 0)


def test_a_broken_picture_is_refused_with_the_reason_and_not_kept(handset, django_capture_on_commit_callbacks):
    content = photo()[:25_000]

    with django_capture_on_commit_callbacks(execute=True):
        answer = send(handset, content)

    assert (answer["state"], answer["code"]) == ("refused", "evidence.damaged")
    assert not aside.path_of(uuid.UUID(answer["id"])).exists()
    assert handset.get(f"{UPLOADS}/{answer['id']}").json()["message"]


def test_what_is_no_picture_is_refused_at_its_first_piece(handset):
    answer = send(handset, b"MZ" + b"\0" * 60_000)

    assert (answer["state"], answer["code"]) == ("refused", "evidence.not_taken")
    assert answer["offset"] == 20_000


def test_a_picture_by_the_wrong_ending_gets_its_right_one(handset):
    content = io.BytesIO()
    Image.new("RGB", (40, 40)).save(content, "PNG")

    answer = send(handset, content.getvalue(), name="image.jpg")

    assert answer["state"] == "ready"
    assert Upload.objects.get().name == "image.png"


def test_a_heic_from_a_phone_is_taken(handset):
    pillow_heif = pytest.importorskip("pillow_heif")
    content = io.BytesIO()
    pillow_heif.from_pillow(Image.effect_noise((64, 64), 50).convert("RGB")).save(content)

    answer = send(handset, content.getvalue(), name="IMG_0001.HEIC")

    assert answer["state"] == "ready"


def test_a_film_of_two_gigabytes_is_refused_before_a_byte_of_it(handset, settings):
    settings.EVIDENCE_MOST_FILM = 500 * 1024**2

    answer = handset.post(UPLOADS, announced(b"x", size=2 * 1024**3, name="film.mp4"))

    assert (answer.status_code, answer.json()["title"]) == (422, "evidence.too_large")


def test_a_picture_larger_than_pictures_may_be_is_refused_at_its_first_piece(handset, settings):
    settings.EVIDENCE_MOST_PICTURE = 30_000

    answer = send(handset, photo())

    assert (answer["state"], answer["code"]) == ("refused", "evidence.too_large")


def test_five_hundred_photos_have_room_and_too_many_are_told_so(handset, monkeypatch):
    now = timezone.now()
    for _each in range(500):
        actions.announce(
            ident=uuid.UUID(str(uuid_utils.uuid7())),
            name="a.jpg",
            size=9,
            sha256="0" * 64,
            device=handset.device,
            now=now,
        )
    monkeypatch.setattr(rules, "MOST_ASIDE", 500)

    answer = handset.post(UPLOADS, announced(b"x"))

    assert (answer.status_code, answer.json()["title"]) == (409, "sync.too_much_aside")


def test_the_id_of_other_content_or_of_another_device_is_refused(net, handset):
    content = photo()
    wanted = announced(content)
    handset.post(UPLOADS, wanted)
    stranger = make.paired(net.outlets[1])

    assert handset.post(UPLOADS, {**wanted, "size": 5}).json()["title"] == "sync.other_content"
    assert stranger.post(UPLOADS, wanted).json()["title"] == "sync.other_content"
    assert stranger.get(f"{UPLOADS}/{wanted['id']}").status_code == 404
    assert stranger.put(f"{UPLOADS}/{wanted['id']}?offset=0", content[:10]).status_code == 404


def test_work_claims_its_file_once(handset, django_capture_on_commit_callbacks):
    content = photo()
    ident = uuid.UUID(send(handset, content)["id"])

    with django_capture_on_commit_callbacks(execute=True):
        claimed = actions.claim(ident, device=handset.device, now=timezone.now())
        with claimed.opened() as file:
            arrived = file.read()

    assert arrived == content
    assert not aside.path_of(ident).exists()
    with pytest.raises(RuleBroken) as refused:
        actions.claim(ident, device=handset.device, now=timezone.now())
    assert refused.value.code == "sync.upload_claimed"


def test_work_that_is_refused_leaves_its_file_aside(handset):
    ident = uuid.UUID(send(handset, photo())["id"])

    with suppress(ZeroDivisionError), transaction.atomic():
        actions.claim(ident, device=handset.device, now=timezone.now())
        raise ZeroDivisionError

    assert Upload.objects.get().state == "ready"
    assert aside.path_of(ident).exists()


def test_what_has_not_arrived_cannot_be_claimed(handset):
    wanted = announced(photo())
    handset.post(UPLOADS, wanted)

    for ident in (uuid.UUID(wanted["id"]), uuid.UUID(str(uuid_utils.uuid7()))):
        with pytest.raises(RuleBroken) as refused:
            actions.claim(ident, device=handset.device, now=timezone.now())
        assert refused.value.code == "sync.upload_missing"


def test_a_file_that_got_lost_is_asked_for_again(handset):
    content = photo()
    wanted = announced(content)
    handset.post(UPLOADS, wanted)
    handset.put(f"{UPLOADS}/{wanted['id']}?offset=0", content[:30_000])
    aside.throw_away(uuid.UUID(wanted["id"]))

    answer = handset.put(f"{UPLOADS}/{wanted['id']}?offset=0", content[:10_000]).json()

    assert answer["offset"] == 10_000


def test_uploads_that_nothing_claims_are_swept_and_younger_ones_stay(handset, django_capture_on_commit_callbacks):
    old, young = (uuid.UUID(send(handset, photo(), step=10**6)["id"]) for _ in range(2))
    now = timezone.now()
    Upload.objects.filter(pk=old).update(touched_at=now - dt.timedelta(days=31))

    with django_capture_on_commit_callbacks(execute=True):
        swept = jobs.sweep_uploads(now=now)

    assert swept == 1
    assert not aside.path_of(old).exists()
    assert aside.path_of(young).exists()


def test_a_disk_without_room_is_told_and_nothing_is_counted(handset, monkeypatch):
    content = photo()
    wanted = announced(content)
    handset.post(UPLOADS, wanted)
    monkeypatch.setattr(store, "RESERVE", 10**18)

    answer = handset.put(f"{UPLOADS}/{wanted['id']}?offset=0", content[:10_000])

    assert answer.status_code == 507
    assert handset.get(f"{UPLOADS}/{wanted['id']}").json()["offset"] == 0
