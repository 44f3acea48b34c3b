"""What is stored of a complaint, from registration to closing."""

from biaogan.complaints.models.category import Category
from biaogan.complaints.models.complaint import ComplainedOf, Complaint, ComplaintQuerySet, CustomerMessage, StateChange
from biaogan.complaints.models.figures import Authority, Threshold
from biaogan.complaints.models.handling import Decision, Extension, Proposal, Suspension, Telling, Verdict
from biaogan.complaints.models.supervision import SupervisionOrder, SupervisionProgress

__all__ = [
    "Authority",
    "Category",
    "ComplainedOf",
    "Complaint",
    "ComplaintQuerySet",
    "CustomerMessage",
    "Decision",
    "Extension",
    "Proposal",
    "StateChange",
    "SupervisionOrder",
    "SupervisionProgress",
    "Suspension",
    "Telling",
    "Threshold",
    "Verdict",
]
