"""Where the database listens: a unix socket in a folder closed to everybody else."""

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from biaogan.server.postgres.account import Account
from biaogan.server.words import Refused

DATABASE = "biaogan"
SUPERUSER, OWNER, APP, PUBLIC = "biaogan_super", "biaogan_owner", "biaogan_app", "biaogan_public"
PORT = 5432
#: sockaddr_un holds 108 bytes, one of them the closing zero.
LONGEST = 107


@dataclass(frozen=True)
class Addresses:
    """The URLs of one running database, one for each role."""

    sockets: Path

    def url(self, role: str, database: str = DATABASE) -> str:
        return f"postgresql://{role}@/{database}?host={quote(str(self.sockets))}"

    @property
    def superuser_url(self) -> str:
        return self.url(SUPERUSER)

    @property
    def owner_url(self) -> str:
        return self.url(OWNER)

    @property
    def app_url(self) -> str:
        return self.url(APP)

    @property
    def public_url(self) -> str:
        return self.url(PUBLIC)


def socket_folder(folder: Path, account: Account) -> Path:
    """Return the closed folder for the socket: in `folder`, or in /tmp where that path is too long.

    Raises Refused if somebody else sits on the one in /tmp.
    """
    inside = folder / "socket"
    if _fits(inside) and account.may_enter(folder):
        account.make_folder(inside)
        return inside
    short = Path("/tmp") / f"biaogan-{hashlib.sha256(os.fsencode(folder)).hexdigest()[:16]}"  # noqa: S108 - checked below
    account.make_folder(short)
    if not account.owns(short):
        raise Refused("socket_folder_not_ours", folder=short)
    return short


def _fits(folder: Path) -> bool:
    return len(os.fsencode(folder / f".s.PGSQL.{PORT}")) <= LONGEST
