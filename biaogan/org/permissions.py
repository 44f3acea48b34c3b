"""The permissions that this app asks for. `accounts`, which stands above, gives them to roles in its matrix."""

VIEW_UNIT = "view_unit"
EDIT_UNIT = "edit_unit"
EDIT_ROSTER = "edit_roster"
IMPORT_DATA = "import_data"
EXPORT_DATA = "export_data"
EDIT_LIMITS = "edit_limits"
