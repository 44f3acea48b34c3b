"""Who may do what: one table, shown as a page and asked by `access.py`."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from biaogan.org.models import PostKind


class Permission(models.TextChoices):
    VIEW_UNIT = "view_unit", _("See units and people")
    EDIT_UNIT = "edit_unit", _("Change units, people and posts")
    EDIT_ROSTER = "edit_roster", _("Keep the duty roster")
    VIEW_CALENDAR = "view_calendar", _("See calendars")
    EDIT_CALENDAR = "edit_calendar", _("Change calendars")
    MANAGE_USERS = "manage_users", _("Manage users and roles")
    MANAGE_DEVICES = "manage_devices", _("Manage devices")
    VIEW_AUDIT = "view_audit", _("Read the audit trail")
    VIEW_PREMISES = "view_premises", _("See premises")
    EDIT_PREMISES = "edit_premises", _("Change premises")
    REVEAL_PERSONAL = "reveal_personal", _("Reveal personal data with a purpose")
    ERASE_PERSONAL = "erase_personal", _("Erase personal data")
    VIEW_COMPLAINT = "view_complaint", _("See complaints")
    REGISTER_COMPLAINT = "register_complaint", _("Register complaints")
    HANDLE_COMPLAINT = "handle_complaint", _("Investigate complaints and give verdicts")
    CHANGE_VERDICT = "change_verdict", _("Change a verdict")
    PROPOSE_OUTCOME = "propose_outcome", _("Propose an outcome")
    DECIDE_COMPLAINT = "decide_complaint", _("Decide complaints within authority")
    TELL_CUSTOMER = "tell_customer", _("Tell the customer")
    SUPERVISE = "supervise", _("Supervise and close cases")
    VIEW_RESTRICTED = "view_restricted", _("See confidential cases")
    VIEW_HANDBOOK = "view_handbook", _("See handbooks")
    EDIT_HANDBOOK = "edit_handbook", _("Change handbooks")
    VIEW_RECTIFICATION = "view_rectification", _("See findings and notices")
    RAISE_FINDING = "raise_finding", _("Raise findings")
    ISSUE_NOTICE = "issue_notice", _("Draft and issue notices")
    APPROVE_NOTICE = "approve_notice", _("Approve notices")
    ANSWER_FINDING = "answer_finding", _("Receive notices and answer findings")
    RECHECK_FINDING = "recheck_finding", _("Check again what was put right")
    WAIVE_FINDING = "waive_finding", _("Waive a finding in writing")
    VIEW_INSPECTION = "view_inspection", _("See inspections")
    PLAN_INSPECTION = "plan_inspection", _("Plan and draw inspections")
    INSPECT = "inspect", _("Inspect units")
    CHECK_ONESELF = "check_oneself", _("Check one's own unit and keep its logs")
    CONFIRM_SHEET = "confirm_sheet", _("Confirm or dispute sheets")
    SETTLE_SHEET = "settle_sheet", _("Settle disputes and change scores")
    VIEW_MYSTERY = "view_mystery", _("See who the mystery visitor was")
    VIEW_RECORDING = "view_recording", _("See who asked for recordings and viewed them")
    REQUEST_RECORDING = "request_recording", _("Ask for recordings and view them")
    APPROVE_RECORDING = "approve_recording", _("Approve the viewing of recordings")
    REPORT_FAULT = "report_fault", _("Report faults of devices")
    MEND = "mend", _("Mend devices")
    ADD_EVIDENCE = "add_evidence", _("Add evidence")
    HOLD_EVIDENCE = "hold_evidence", _("Put cases under legal hold")
    VIEW_DUTIES = "view_duties", _("See what units owe")
    EXTEND_LIMIT = "extend_limit", _("Extend limits")
    EDIT_LIMITS = "edit_limits", _("Change limits, weights and authority")
    VIEW_METRICS = "view_metrics", _("See figures")
    ISSUE_PAPER = "issue_paper", _("Issue official papers")
    EDIT_TEMPLATES = "edit_templates", _("Change templates")
    IMPORT_DATA = "import_data", _("Import files")
    EXPORT_DATA = "export_data", _("Export files")


class Role(models.TextChoices):
    VIEWER = "viewer", _("Head-office viewer")
    LEADER = "leader", _("Branch leadership")
    OFFICE_HEAD = "office_head", _("Head of the Office")
    COMPLAINT_OFFICER = "complaint_officer", _("Complaint officer")
    INSPECTOR = "inspector", _("Inspector")
    DEPARTMENT = "department", _("Department")
    SUB_BRANCH_HEAD = "sub_branch_head", _("Head of sub-branch")
    OUTLET_HEAD = "outlet_head", _("Head of outlet")
    SERVICE_MANAGER = "service_manager", _("Service manager")
    LOBBY_MANAGER = "lobby_manager", _("Lobby manager")
    STAFF = "staff", _("Staff")
    PANEL_MEMBER = "panel_member", _("Panel member")
    ADMINISTRATOR = "administrator", _("Administrator")
    AUDITOR = "auditor", _("Auditor")


_P = Permission
_SEES = frozenset({_P.VIEW_UNIT, _P.VIEW_CALENDAR, _P.VIEW_PREMISES})
_READS = _SEES | {
    _P.VIEW_COMPLAINT,
    _P.VIEW_METRICS,
    _P.VIEW_DUTIES,
    _P.VIEW_HANDBOOK,
    _P.VIEW_RECTIFICATION,
    _P.VIEW_INSPECTION,
}
#: What an outlet does about its own service.
_AT_THE_OUTLET = frozenset({_P.ANSWER_FINDING, _P.CHECK_ONESELF, _P.CONFIRM_SHEET, _P.REPORT_FAULT})

#: role -> permissions. The administrator has no business data; the auditor reads all and changes nothing.
MATRIX: dict[str, frozenset[Permission]] = {
    Role.VIEWER: _READS,
    Role.LEADER: _READS
    | {
        _P.CHANGE_VERDICT,
        _P.DECIDE_COMPLAINT,
        _P.SUPERVISE,
        _P.EXTEND_LIMIT,
        _P.VIEW_RESTRICTED,
        _P.EXPORT_DATA,
        _P.APPROVE_NOTICE,
        _P.WAIVE_FINDING,
        _P.VIEW_RECORDING,
        _P.APPROVE_RECORDING,
        _P.SETTLE_SHEET,
        _P.VIEW_MYSTERY,
    },
    Role.OFFICE_HEAD: _READS
    | {
        _P.EDIT_CALENDAR,
        _P.REGISTER_COMPLAINT,
        _P.HANDLE_COMPLAINT,
        _P.CHANGE_VERDICT,
        _P.DECIDE_COMPLAINT,
        _P.TELL_CUSTOMER,
        _P.SUPERVISE,
        _P.VIEW_RESTRICTED,
        _P.REVEAL_PERSONAL,
        _P.ERASE_PERSONAL,
        _P.ADD_EVIDENCE,
        _P.HOLD_EVIDENCE,
        _P.EXTEND_LIMIT,
        _P.EDIT_LIMITS,
        _P.ISSUE_PAPER,
        _P.EDIT_TEMPLATES,
        _P.IMPORT_DATA,
        _P.EXPORT_DATA,
        _P.EDIT_HANDBOOK,
        _P.RAISE_FINDING,
        _P.ISSUE_NOTICE,
        _P.APPROVE_NOTICE,
        _P.RECHECK_FINDING,
        _P.WAIVE_FINDING,
        _P.PLAN_INSPECTION,
        _P.INSPECT,
        _P.SETTLE_SHEET,
        _P.VIEW_MYSTERY,
        _P.VIEW_RECORDING,
        _P.REQUEST_RECORDING,
        _P.APPROVE_RECORDING,
        _P.REPORT_FAULT,
        _P.MANAGE_DEVICES,
    },
    Role.COMPLAINT_OFFICER: _READS
    | {
        _P.REGISTER_COMPLAINT,
        _P.HANDLE_COMPLAINT,
        _P.TELL_CUSTOMER,
        _P.SUPERVISE,
        _P.VIEW_RESTRICTED,
        _P.REVEAL_PERSONAL,
        _P.ADD_EVIDENCE,
        _P.ISSUE_PAPER,
        _P.IMPORT_DATA,
        _P.EXPORT_DATA,
        _P.RAISE_FINDING,
        _P.ISSUE_NOTICE,
        _P.RECHECK_FINDING,
    },
    Role.INSPECTOR: _SEES
    | {
        _P.VIEW_METRICS,
        _P.VIEW_DUTIES,
        _P.ADD_EVIDENCE,
        _P.EXPORT_DATA,
        _P.VIEW_HANDBOOK,
        _P.VIEW_RECTIFICATION,
        _P.RAISE_FINDING,
        _P.ISSUE_NOTICE,
        _P.RECHECK_FINDING,
        _P.VIEW_INSPECTION,
        _P.INSPECT,
        _P.VIEW_RECORDING,
        _P.REQUEST_RECORDING,
        _P.REPORT_FAULT,
    },
    Role.DEPARTMENT: _READS | {_P.REGISTER_COMPLAINT, _P.PROPOSE_OUTCOME, _P.ADD_EVIDENCE, _P.ANSWER_FINDING, _P.MEND},
    Role.SUB_BRANCH_HEAD: _READS
    | _AT_THE_OUTLET
    | {
        _P.EDIT_ROSTER,
        _P.EDIT_PREMISES,
        _P.REGISTER_COMPLAINT,
        _P.PROPOSE_OUTCOME,
        _P.DECIDE_COMPLAINT,
        _P.TELL_CUSTOMER,
        _P.ADD_EVIDENCE,
        _P.EXPORT_DATA,
    },
    Role.OUTLET_HEAD: _READS
    | _AT_THE_OUTLET
    | {
        _P.EDIT_ROSTER,
        _P.EDIT_PREMISES,
        _P.REGISTER_COMPLAINT,
        _P.PROPOSE_OUTCOME,
        _P.DECIDE_COMPLAINT,
        _P.TELL_CUSTOMER,
        _P.ADD_EVIDENCE,
        _P.EXPORT_DATA,
    },
    Role.SERVICE_MANAGER: _READS
    | _AT_THE_OUTLET
    | {_P.EDIT_ROSTER, _P.EDIT_PREMISES, _P.REGISTER_COMPLAINT, _P.PROPOSE_OUTCOME, _P.ADD_EVIDENCE},
    Role.LOBBY_MANAGER: _SEES
    | {
        _P.VIEW_COMPLAINT,
        _P.REGISTER_COMPLAINT,
        _P.ADD_EVIDENCE,
        _P.VIEW_HANDBOOK,
        _P.VIEW_RECTIFICATION,
        _P.VIEW_INSPECTION,
        _P.CHECK_ONESELF,
        _P.REPORT_FAULT,
    },
    Role.STAFF: frozenset({_P.VIEW_UNIT, _P.VIEW_CALENDAR, _P.VIEW_HANDBOOK}),
    Role.PANEL_MEMBER: frozenset({_P.VIEW_UNIT, _P.VIEW_CALENDAR, _P.VIEW_METRICS}),
    # Each kind of file asks for a right of its own besides, so these import units, people, rosters and holidays only.
    Role.ADMINISTRATOR: _SEES
    | {
        _P.EDIT_UNIT,
        _P.EDIT_ROSTER,
        _P.EDIT_CALENDAR,
        _P.EDIT_PREMISES,
        _P.MANAGE_USERS,
        _P.MANAGE_DEVICES,
        _P.EDIT_TEMPLATES,
        _P.IMPORT_DATA,
    },
    Role.AUDITOR: _READS | {_P.VIEW_MYSTERY, _P.VIEW_RECORDING, _P.VIEW_AUDIT, _P.VIEW_RESTRICTED, _P.EXPORT_DATA},
}

#: The role that a post brings with it.
ROLE_OF_POST: dict[str, Role] = {
    PostKind.PRESIDENT: Role.LEADER,
    PostKind.VICE_PRESIDENT: Role.LEADER,
    PostKind.OFFICE_HEAD: Role.OFFICE_HEAD,
    PostKind.COMPLAINT_OFFICER: Role.COMPLAINT_OFFICER,
    PostKind.INSPECTOR: Role.INSPECTOR,
    PostKind.DEPARTMENT_HEAD: Role.DEPARTMENT,
    PostKind.DEPARTMENT_STAFF: Role.DEPARTMENT,
    PostKind.SUB_BRANCH_HEAD: Role.SUB_BRANCH_HEAD,
    PostKind.OUTLET_HEAD: Role.OUTLET_HEAD,
    PostKind.SERVICE_MANAGER: Role.SERVICE_MANAGER,
    PostKind.LOBBY_MANAGER: Role.LOBBY_MANAGER,
    PostKind.TELLER: Role.STAFF,
}

#: Posts in a department whose reach is the whole unit that the department serves, and all below it.
REACHES_PARENT = frozenset({PostKind.OFFICE_HEAD, PostKind.COMPLAINT_OFFICER, PostKind.INSPECTOR})

#: Roles that stand alone: while a user has one, no other role can be given, and posts bring them no more than any clerk has.
KEEP_APART: frozenset[str] = frozenset({Role.ADMINISTRATOR, Role.AUDITOR})

#: Where a group of permissions begins in their order, for the page that shows the matrix.
GROUPS: dict[str, Any] = {
    _P.VIEW_UNIT: pgettext_lazy("group of rights", "Network"),
    _P.MANAGE_USERS: pgettext_lazy("group of rights", "System"),
    _P.VIEW_PREMISES: _("Premises and personal data"),
    _P.VIEW_COMPLAINT: _("Complaints"),
    _P.VIEW_HANDBOOK: _("Handbook and rectification"),
    _P.VIEW_INSPECTION: _("Inspections"),
    _P.ADD_EVIDENCE: _("Evidence and limits"),
    _P.VIEW_METRICS: _("Figures, papers, files"),
}
