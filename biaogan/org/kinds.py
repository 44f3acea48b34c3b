"""The words of the organisation: levels of units, kinds of posts, why a post counts as vacant."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Level(models.TextChoices):
    BANK = "bank", _("Head office")
    REGION = "region", _("Regional branch")
    BRANCH = "branch", _("City branch")
    SUB_BRANCH = "sub_branch", _("Sub-branch")
    OUTLET = "outlet", _("Outlet")
    DEPARTMENT = "department", _("Department")


class Department(models.TextChoices):
    """What a department does. A bank may import others, by a code of its own."""

    OFFICE = "office", _("Office")
    OPERATIONS = "operations", _("Operations")
    RETAIL = "retail", _("Retail banking")
    CORPORATE = "corporate", _("Corporate banking")
    IT = "it", _("Technology")
    COMPLIANCE = "compliance", _("Internal control and compliance")
    DISCIPLINE = "discipline", _("Discipline inspection")


class PostKind(models.TextChoices):
    PRESIDENT = "president", _("President of the branch")
    VICE_PRESIDENT = "vice_president", _("Vice-president in charge of service")
    OFFICE_HEAD = "office_head", _("Head of the Office")
    COMPLAINT_OFFICER = "complaint_officer", _("Complaint officer")
    INSPECTOR = "inspector", _("Inspector")
    DEPARTMENT_HEAD = "department_head", _("Head of department")
    DEPARTMENT_STAFF = "department_staff", _("Department clerk")
    SUB_BRANCH_HEAD = "sub_branch_head", _("Head of sub-branch")
    OUTLET_HEAD = "outlet_head", _("Head of outlet")
    SERVICE_MANAGER = "service_manager", _("Service manager")
    LOBBY_MANAGER = "lobby_manager", _("Lobby manager")
    TELLER = "teller", _("Teller")


class VacancyReason(models.TextChoices):
    NOBODY = "nobody", _("Nobody is named")
    IDLE = "idle", _("The holder met no recurring duty")
