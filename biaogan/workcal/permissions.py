"""The permissions that this app asks for. `accounts`, which stands above, gives them to roles in its matrix."""

VIEW_CALENDAR = "view_calendar"
EDIT_CALENDAR = "edit_calendar"
