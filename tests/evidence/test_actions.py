"""Adding proof: on disk before its row, once a content, refused whole, and only by who may."""

from __future__ import annotations

import datetime as dt
import errno
import threading

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, IntegrityError, connection, transaction

from biaogan.accounts.access import Role
from biaogan.audit.models import Event
from biaogan.core.errors import InputRefused, RuleBroken
from biaogan.evidence import actions, jobs, store, verifying
from biaogan.evidence.models import Evidence, EvidenceAccess, EvidenceDeletion, RetentionRule
from tests.conftest import NOW
from tests.factories import evidence as files
from tests.factories import org
from tests.factories.accounts import actor_with
from tests.factories.cases import make_case
from tests.factories.evidence import make_evidence, upload

pytestmark = pytest.mark.django_db


def everything(root) -> list[str]:
    """The files below the folder of the evidence."""
    return sorted(path.name for path in root.rglob("*") if path.is_file())


def test_a_file_is_kept_under_its_hash_with_what_it_told(evidence_root):
    case = make_case(org.unit())
    officer = actor_with(Role.COMPLAINT_OFFICER, case.subject_unit)

    made = actions.add(
        case=case, upload=upload(files.picture_with_exif(place=(23.48, 111.27))), note=" 大厅 ", by=officer, now=NOW
    )

    kept = store.path_of(made.sha256)
    assert store.digest_of(kept) == made.sha256
    assert kept.parent == evidence_root / made.sha256[:2] / made.sha256[2:4]
    assert kept.stat().st_mode & 0o777 == 0o400
    assert (made.kind, made.media_type, made.note, made.added_by) == ("photo", "image/jpeg", "大厅", officer.person)
    assert (made.captured_at.hour, made.latitude) == (14, 23.48)
    event = Event.objects.get()
    assert (event.name, event.case_ref, event.facts["sha256"]) == ("evidence.added", case.pk, made.sha256)


def test_adding_is_refused_without_right_or_place(evidence_root):
    case = make_case(org.unit())

    for by in (actor_with(Role.VIEWER, case.subject_unit), actor_with(Role.COMPLAINT_OFFICER, org.unit())):
        with pytest.raises(PermissionDenied):
            actions.add(case=case, upload=upload(), by=by, now=NOW)

    assert everything(evidence_root) == []
    assert not Event.objects.exists()
    actions.add(case=case, upload=upload(), by=actor_with(Role.LOBBY_MANAGER, case.subject_unit), now=NOW)


def test_a_barred_person_cannot_add(evidence_root):
    unit = org.unit()
    officer = actor_with(Role.COMPLAINT_OFFICER, unit)
    case = make_case(unit, barred=officer.person)

    with pytest.raises(PermissionDenied):
        actions.add(case=case, upload=upload(), by=officer, now=NOW)


def test_the_unit_that_handles_the_case_may_add():
    case = make_case(org.unit(), handled_by=org.unit("department"))

    actions.add(case=case, upload=upload(), by=actor_with(Role.DEPARTMENT, case.handling_unit), now=NOW)


def test_a_double_click_keeps_one_row_and_another_case_shares_the_file(evidence_root):
    case, other = make_case(org.unit()), make_case(org.unit())

    first, again, elsewhere = (
        make_evidence(case),
        make_evidence(case, upload=upload(name="copy.jpg")),
        make_evidence(other),
    )

    assert first == again
    assert elsewhere.sha256 == first.sha256
    assert everything(evidence_root) == [first.sha256]


def test_a_file_over_its_limit_is_refused_with_the_limit_and_leaves_nothing(evidence_root, settings):
    settings.EVIDENCE_MOST_PICTURE = 500

    with pytest.raises(InputRefused) as caught:
        make_evidence(make_case(org.unit()))

    assert caught.value.code == "evidence.too_large"
    assert "1 KB" in caught.value.message
    assert everything(evidence_root) == []


@pytest.mark.parametrize("content", [b"", b"GIF89a", files.picture() + files.office()])
def test_a_refused_file_leaves_nothing(evidence_root, content):
    with pytest.raises(InputRefused):
        make_evidence(make_case(org.unit()), upload=upload(content))

    assert everything(evidence_root) == []
    assert not Evidence.objects.exists()


@pytest.mark.parametrize("step", ["fsync", "replace"])
def test_a_full_disk_is_said_and_nothing_is_half_done(evidence_root, monkeypatch, step):
    def full(*args):
        raise OSError(errno.ENOSPC, "No space left on device")

    target = "os.fsync" if step == "fsync" else "pathlib.Path.replace"
    monkeypatch.setattr(target, full)

    with pytest.raises(RuleBroken) as caught:
        make_evidence(make_case(org.unit()))

    assert caught.value.code == "evidence.disk_full"
    assert everything(evidence_root) == []
    assert not Evidence.objects.exists()


def test_a_disk_that_is_nearly_full_takes_nothing(evidence_root, monkeypatch):
    monkeypatch.setattr(store, "RESERVE", 10**18)

    with pytest.raises(RuleBroken, match=r"evidence\.disk_full"):
        make_evidence(make_case(org.unit()))


def test_the_time_of_a_camera_that_runs_wrong_is_not_believed():
    case = make_case(org.unit())

    ahead = make_evidence(case, upload=upload(files.picture_with_exif("2031:01:01 00:00:00")))
    unset = make_evidence(case, upload=upload(files.picture_with_exif("1980:01:01 00:00:00")))

    assert (ahead.captured_at, unset.captured_at) == (None, None)


def test_who_adds_may_say_when_it_was_taken():
    said = dt.datetime(2026, 11, 20, 9, 0, tzinfo=dt.UTC)

    assert make_evidence(make_case(org.unit()), captured_at=said).captured_at == said


def test_a_path_is_taken_as_well_as_an_upload(tmp_path):
    path = tmp_path / "letter.pdf"
    path.write_bytes(files.pdf())

    assert make_evidence(make_case(org.unit()), upload=path, kind="letter").kind == "letter"


def test_a_row_of_evidence_is_never_changed_nor_deleted():
    made = make_evidence(make_case(org.unit()))

    for change in (lambda: Evidence.objects.update(note="x"), lambda: Evidence.objects.all().delete()):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()
    assert Evidence.objects.get() == made


def test_a_reference_names_a_recorder_and_a_span_that_has_passed():
    case = make_case(org.unit())
    officer = actor_with(Role.COMPLAINT_OFFICER, case.subject_unit)
    hour = dt.timedelta(hours=1)

    def attempt(recorder="NVR-3", start=NOW - hour, end=NOW, by=officer):
        return actions.add_reference(
            case=case, recorder=recorder, channel="大堂2", from_at=start, to_at=end, note="", by=by, now=NOW
        )

    for wrong in ({"recorder": " "}, {"start": NOW}, {"end": NOW + hour}, {"start": NOW, "end": NOW - hour}):
        with pytest.raises(InputRefused):
            attempt(**wrong)
    with pytest.raises(PermissionDenied):
        attempt(by=actor_with(Role.VIEWER, case.subject_unit))
    assert not Evidence.objects.exists()

    assert str(attempt()) == "NVR-3 大堂2"


def test_a_row_without_file_or_recorder_cannot_be():
    case = make_case(org.unit())

    for values in ({"kind": "photo"}, {"kind": "reference"}, {"kind": "photo", "sha256": "x" * 64, "size": 1}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Evidence.objects.create(case=case, added_ref="t", added_at=NOW, **values)


# Keeping


LATER = NOW.replace(year=2031, month=12)


def closed_case(**values):
    return make_case(org.unit(), closed=True, **values)


def test_a_file_is_deleted_when_its_period_has_ended_and_the_row_stays(
    evidence_root, django_capture_on_commit_callbacks
):
    made = make_evidence(closed_case())

    assert jobs.retire(now=NOW.replace(year=2031)) == 0, "the last day itself is still within the period"
    with django_capture_on_commit_callbacks(execute=True):
        assert jobs.retire(now=LATER) == 1
    assert jobs.retire(now=LATER) == 0

    assert everything(evidence_root) == []
    assert Evidence.objects.get() == made
    assert EvidenceDeletion.objects.get().rule.startswith("60 ")
    assert Event.objects.filter(name="evidence.deleted", case_ref=made.case_id).count() == 1


def test_nothing_is_deleted_of_an_open_or_a_held_case_nor_before_its_own_day(evidence_root):
    make_evidence(make_case(org.unit()), upload=upload(files.pdf(), "a.pdf"))
    make_evidence(closed_case(held=True), upload=upload(files.office(), "b.docx"))
    make_evidence(closed_case(), retention_until=dt.date(2040, 1, 1))

    assert jobs.retire(now=LATER) == 0
    assert len(everything(evidence_root)) == 3


def test_a_file_that_proves_another_case_too_stays(evidence_root, django_capture_on_commit_callbacks):
    make_evidence(closed_case())
    other = make_evidence(make_case(org.unit()))

    with django_capture_on_commit_callbacks(execute=True):
        assert jobs.retire(now=LATER) == 1

    assert everything(evidence_root) == [other.sha256]


def test_the_rule_of_the_day_of_closing_counts_and_a_kinds_own_before_the_general_one():
    head = actor_with(Role.OFFICE_HEAD, org.unit())

    def rule(kind, months, start):
        return actions.set_retention(
            case_kind=kind, months=months, basis_zh="本行档案办法", valid_from=start, by=head, now=NOW
        )

    rule("test_plain", 12, dt.date(2026, 12, 1))
    with pytest.raises(RuleBroken):
        rule("test_plain", 24, dt.date(2026, 12, 1))
    rule("", 6, dt.date(2026, 12, 1))
    make_evidence(closed_case(), upload=upload(files.pdf(), "a.pdf"))
    before = NOW.replace(month=12, day=24)
    make_evidence(closed_case(at=before), upload=upload(files.office(), "b.docx"))

    assert jobs.retire(now=NOW.replace(year=2027, month=12, day=23)) == 0
    assert jobs.retire(now=NOW.replace(year=2027, month=12, day=26)) == 1
    assert RetentionRule.objects.count() == 3
    assert Event.objects.filter(name="evidence.retention_set").count() == 2


def test_a_rule_needs_a_right_a_period_and_a_basis():
    unit = org.unit()

    def attempt(by, months=12, basis="办法"):
        actions.set_retention(
            case_kind="", months=months, basis_zh=basis, valid_from=dt.date(2027, 1, 1), by=by, now=NOW
        )

    with pytest.raises(PermissionDenied):
        attempt(actor_with(Role.COMPLAINT_OFFICER, unit))
    for wrong in ({"months": 0}, {"months": 5000}, {"basis": " "}):
        with pytest.raises(InputRefused):
            attempt(actor_with(Role.OFFICE_HEAD, unit), **wrong)


# Cleaning up and verifying


def test_the_clean_up_takes_only_old_files_that_nobody_names(evidence_root, monkeypatch):
    made = make_evidence(make_case(org.unit()))
    orphan = store.keep(store.receive(upload(files.pdf()), most=10_000))
    unfinished = store.receive(upload(files.office()), most=10_000)

    assert jobs.clear(now=NOW) == 0
    monkeypatch.setattr(store, "now_seconds", lambda: orphan.stat().st_mtime + 2 * 24 * 3600)
    assert jobs.clear(now=NOW) == 2

    assert everything(evidence_root) == [made.sha256]
    assert not unfinished.path.exists()


def test_a_file_that_another_app_needs_is_not_cleared(evidence_root, monkeypatch):
    orphan = store.keep(store.receive(upload(files.pdf()), most=10_000))
    monkeypatch.setattr(store.KEEPERS, "_things", {"test": lambda hashes: hashes})
    monkeypatch.setattr(store, "now_seconds", lambda: orphan.stat().st_mtime + 2 * 24 * 3600)

    assert jobs.clear(now=NOW) == 0


def test_verify_finds_missing_and_changed_files():
    case = make_case(org.unit())
    whole = make_evidence(case)
    missing = make_evidence(case, upload=upload(files.pdf(), "a.pdf"))
    changed = make_evidence(case, upload=upload(files.office(), "b.docx"))
    store.path_of(missing.sha256).unlink()
    store.path_of(changed.sha256).chmod(0o600)
    store.path_of(changed.sha256).write_bytes(b"something else")
    steps = []

    result = verifying.verify_files(now=NOW, progress=lambda done, total: steps.append((done, total)))

    assert (result.looked_at, steps[-1]) == (3, (3, 3))
    assert {flaw.code: flaw.where.split(" · ")[-1] for flaw in result.flaws} == {
        "evidence.missing": missing.sha256,
        "evidence.changed": changed.sha256,
    }
    assert whole.sha256 not in str(result.flaws)


@pytest.mark.django_db(transaction=True)
def test_a_clean_up_waits_for_whoever_is_naming_the_file(evidence_root):
    case = make_case(org.unit())
    orphan = store.keep(store.receive(upload(), most=100_000))
    outcome = []

    with transaction.atomic():
        made = make_evidence(case)
        cleaner = threading.Thread(target=lambda: (outcome.append(jobs.clear_hash(made.sha256)), connection.close()))
        cleaner.start()
        cleaner.join(timeout=0.3)
        assert cleaner.is_alive(), "the clean-up is held up by the guard"
    cleaner.join()

    assert outcome == [False]
    assert orphan.exists()
    assert not EvidenceAccess.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_two_uploads_of_one_file_at_once_make_one_row(evidence_root):
    case = make_case(org.unit())
    barrier = threading.Barrier(4)

    def add() -> None:
        barrier.wait()
        make_evidence(case)
        connection.close()

    threads = [threading.Thread(target=add) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert Evidence.objects.count() == 1
    assert everything(evidence_root) == [Evidence.objects.get().sha256]
