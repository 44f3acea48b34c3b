"""What readers of the audit trail call the events of the complaint desk."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from biaogan.audit.names import Named, References, register_names, register_references
from biaogan.complaints.models import Complaint


def register_event_names() -> None:
    register_names(
        {
            "complaint.registered": _("registered the complaint"),
            "complaint.accepted": _("accepted the complaint"),
            "complaint.passed_on": _("passed it on"),
            "complaint.declined": _("declined the complaint"),
            "complaint.taken_over": _("answered and closed it"),
            "complaint.stepped_in": _("stepped in"),
            "complaint.handed_over": _("handed the complaint over"),
            "complaint.verdict_given": _("gave a verdict"),
            "complaint.verdict_changed": _("changed the verdict"),
            "complaint.outcome_proposed": _("proposed an outcome"),
            "complaint.decided": _("approved the proposal"),
            "complaint.proposal_given_back": _("gave the proposal back"),
            "complaint.customer_told": _("told the customer"),
            "complaint.closed": _("closed the complaint"),
            "complaint.withdrawn": _("wrote down the customer's withdrawal"),
            "complaint.merged": _("merged the complaint"),
            "complaint.restarted": _("started the period anew"),
            "complaint.limit_extended": _("extended the limit"),
            "complaint.suspended": _("stopped the clocks"),
            "complaint.resumed": _("let the clocks run"),
            "complaint.time_agreed": _("agreed on a day with the customer"),
            "complaint.staff_named": _("named staff complained of"),
            "complaint.interest_declared": _("declared an interest"),
            "complaint.order_issued": _("issued a supervision order"),
            "complaint.order_reported_on": _("reported on a supervision order"),
            "complaint.order_closed": _("closed a supervision order"),
            "complaint.message_added": _("added a message"),
            "complaint.read_in": _("read the complaint in from a file"),
            "complaint.told_of_acceptance": _("kept the proof of telling the acceptance"),
            "complaint.told_of_decision": _("kept the proof of telling the decision"),
            "complaint.told_of_extension": _("kept the proof of telling the extension"),
            "complaint.told_of_suspension": _("kept the proof of telling the suspension"),
            "complaint.told_of_decline": _("kept the proof of telling the refusal"),
            "authority.set": _("set an authority"),
            "threshold.set": _("set a threshold"),
        },
        icon="message-report",
    )
    register_references("complaints.complaint", References(_("Complaint"), _read))


def _read(idents: set[str]) -> dict[str, Named]:
    rows = Complaint.objects.filter(pk__in=[int(ident) for ident in idents]).select_related("case")
    return {str(row.pk): Named(row.case.number) for row in rows}
