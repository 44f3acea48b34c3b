import shutil

import psycopg
import pytest

from biaogan.server import keeping
from biaogan.server.home import UNFINISHED, require_finished
from biaogan.server.postgres import start
from biaogan.server.secrets import make_secrets
from biaogan.server.words import Refused

TABLES = """
CREATE EXTENSION pg_trgm; CREATE EXTENSION ltree; CREATE EXTENSION btree_gist;
CREATE TABLE words (id bigserial PRIMARY KEY, word text, place ltree);
CREATE INDEX ON words USING gin (word gin_trgm_ops);
CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN RAISE 'append-only'; END$$;
CREATE TABLE events (a int);
COMMENT ON TABLE events IS 'append-only: what happened';
CREATE TRIGGER guard BEFORE UPDATE OR DELETE ON events FOR EACH ROW EXECUTE FUNCTION refuse();
INSERT INTO words (word, place) VALUES ('服务态度', 'a.b');
INSERT INTO events VALUES (1);
"""


@pytest.fixture(scope="module")
def saved(tmp_path_factory):
    """A data home with rows and evidence, and a backup of it made while it ran."""
    home = tmp_path_factory.mktemp("saved") / "var"
    make_secrets(home)
    picture = home / "evidence" / "ab" / "照片.jpg"
    picture.parent.mkdir(parents=True)
    picture.write_bytes(b"\xff\xd8" * 1000)
    file = home.with_name("backup.tar")
    with start(home) as server:
        with psycopg.connect(server.owner_url) as connection:
            connection.execute(TABLES)
        keeping.back_up(home, file)
    yield home, file
    shutil.rmtree(home.parent, ignore_errors=True)


def with_keys_of(saved_home, home):
    shutil.copytree(saved_home / "secrets", home / "secrets")
    return home


def test_a_restored_home_holds_the_same_rows_guards_and_evidence(saved, home, ask):
    saved_home, file = saved

    facts = keeping.restore(with_keys_of(saved_home, home), file)

    assert facts["evidence_files"] == 1
    assert (home / "evidence" / "ab" / "照片.jpg").read_bytes() == b"\xff\xd8" * 1000
    with start(home) as server:
        assert ask(server.owner_url, "SELECT word, place::text FROM words WHERE word LIKE '%态度%'") == [
            ("服务态度", "a.b")
        ]
        assert ask(server.owner_url, "SELECT tgname::text FROM pg_trigger WHERE NOT tgisinternal") == [("guard",)]
        assert ask(server.owner_url, "SELECT tableowner::text FROM pg_tables WHERE tablename = 'events'") == [
            ("biaogan_owner",)
        ]
        assert ask(server.owner_url, "SELECT obj_description('events'::regclass)") == [("append-only: what happened",)]
        ask(server.owner_url, "INSERT INTO words (word) VALUES ('next')")


def test_the_file_holds_no_key(saved):
    saved_home, file = saved
    content = file.read_bytes()

    assert not any(each.read_bytes().strip() in content for each in (saved_home / "secrets").iterdir())
    assert b"secrets" not in content


def test_a_stopped_installation_is_backed_up_too(saved, tmp_path):
    saved_home, _ = saved

    facts = keeping.back_up(saved_home, tmp_path / "cold.tar")

    assert facts["evidence_files"] == 1
    assert [each.name for each in tmp_path.iterdir()] == ["cold.tar"]


def test_a_restore_without_the_keys_is_refused_until_they_are_given_up(saved, home):
    _, file = saved

    with pytest.raises(Refused, match=r"parties\.key 1"):
        keeping.restore(home, file)
    make_secrets(home)
    with pytest.raises(Refused, match=r"parties\.key 1"):
        keeping.restore(home, file)

    assert not (home / "postgres").exists()
    keeping.restore(home, file, without_keys=True)


def test_a_home_with_data_is_never_restored_into(saved):
    saved_home, file = saved

    with pytest.raises(Refused) as refusal:
        keeping.restore(saved_home, file)

    assert refusal.value.key == "home_not_empty"
    assert (saved_home / "evidence" / "ab" / "照片.jpg").exists()


@pytest.mark.faults
def test_a_restore_that_fails_half_way_leaves_the_home_empty(saved, home, monkeypatch):
    saved_home, file = saved
    with_keys_of(saved_home, home)

    def disk_full(*arguments: object) -> int:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(keeping.Reader, "extract_folder", disk_full)
        with pytest.raises(Refused, match="No space left on device"):
            keeping.restore(home, file)

    assert not (home / "postgres").exists()
    assert not (home / UNFINISHED).exists()
    keeping.restore(home, file)


@pytest.mark.faults
def test_a_restore_cut_off_by_kill_9_is_neither_served_nor_in_the_way(saved, home):
    saved_home, file = saved
    with_keys_of(saved_home, home)
    (home / UNFINISHED).touch()
    (home / "postgres").mkdir()

    with pytest.raises(Refused, match="cut off"):
        require_finished(home)

    keeping.restore(home, file)
    require_finished(home)


def test_an_existing_file_is_not_replaced_and_an_empty_home_not_backed_up(saved, home, tmp_path):
    saved_home, file = saved

    with pytest.raises(Refused, match="replaces nothing"):
        keeping.back_up(saved_home, file)
    with pytest.raises(Refused, match="no data home"):
        keeping.back_up(home, tmp_path / "new.tar")

    assert list(home.iterdir()) == []


@pytest.mark.faults
def test_a_server_elsewhere_is_backed_up_and_restored_by_its_url(saved, home, tmp_path, monkeypatch, ask):
    saved_home, file = saved
    elsewhere = with_keys_of(saved_home, tmp_path / "node")
    with start(home) as server:
        monkeypatch.setenv("DATABASE_URL", server.app_url)
        monkeypatch.setenv("DATABASE_OWNER_URL", server.owner_url)

        keeping.restore(elsewhere, file)
        assert ask(server.owner_url, "SELECT count(*) FROM words") == [(1,)]
        keeping.back_up(elsewhere, tmp_path / "again.tar")

        shutil.rmtree(elsewhere / "evidence")
        with pytest.raises(Refused) as refusal:
            keeping.restore(elsewhere, file)

    assert refusal.value.key == "database_not_empty"
    assert not (elsewhere / "postgres").exists()
