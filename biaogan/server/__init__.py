"""Runs Biaogan on one machine: the data home, the bundled database, and the processes on top of it.

Standard library only (psycopg where a migrating child needs it, never Django), so that the
supervisor starts at once and stays small.
"""
