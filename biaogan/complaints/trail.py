"""What readers of the audit trail call the events of the complaint desk."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from biaogan.audit.names import (
    Named,
    References,
    choice_words,
    register_fact_reference,
    register_fact_words,
    register_names,
    register_references,
)
from biaogan.complaints.choices import Liability, Method, Nature, SuspensionReason
from biaogan.complaints.models import Complaint
from biaogan.core.wording import money_text
from biaogan.org.models import PostKind


def register() -> None:
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
    _register_facts()


#: What the facts of the events refer to.
FACTS = (
    ("complaint.passed_on", "to", "unit"),
    ("complaint.order_issued", "to", "unit"),
    ("complaint", "responsible", "unit"),
    ("complaint", "into", "complaints.complaint"),
    ("complaint", "people", "org.person"),
    ("complaint", "person", "org.person"),
    ("complaint.handed_over", "before", "org.person"),
    ("complaint.handed_over", "after", "org.person"),
)


def _register_facts() -> None:
    for event, key, kind in FACTS:
        register_fact_reference(event, key, kind)
    register_fact_words("complaint", "method", choice_words(Method))
    register_fact_words("complaint.suspended", "reason", choice_words(SuspensionReason))
    register_fact_words("complaint", "amount", money_text)
    register_fact_words("authority", "bound", money_text)
    register_fact_words("authority", "before", money_text)
    register_fact_words("authority", "post", choice_words(PostKind))
    verdict = {**dict(Liability.choices), **dict(Nature.choices)}
    for key in ("old", "new"):
        register_fact_words("complaint", key, lambda value: verdict.get(value, ""))


def _read(idents: set[str]) -> dict[str, Named]:
    rows = Complaint.objects.filter(pk__in=[int(ident) for ident in idents]).select_related("case")
    return {str(row.pk): Named(row.case.number) for row in rows}
