"""The tables that the customer's door may touch, and how: all that `serve --only public` can do."""

#: table -> rights, comma separated. A table that is not here is closed to the door.
TABLES: dict[str, str] = {}
