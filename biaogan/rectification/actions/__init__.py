"""What can be done with findings and notices: one function per use case."""

from biaogan.rectification.actions.answering import extend, recheck, reply
from biaogan.rectification.actions.drafting import (
    assign,
    draft_notice,
    edit_notice,
    put_on,
    submit_notice,
    take_off,
)
from biaogan.rectification.actions.ending import waive, withdraw_finding
from biaogan.rectification.actions.figures import set_figure
from biaogan.rectification.actions.issuing import (
    approve_notice,
    issue_notice,
    receive_notice,
    revise_notice,
    withdraw_notice,
)
from biaogan.rectification.actions.links import link_actor, make_link, reply_by_link, revoke_link
from biaogan.rectification.actions.raising import Wrong, raise_finding, raise_many
from biaogan.rectification.actions.root_causes import open_root_cause, open_root_causes, withdraw_root_causes

__all__ = [
    "Wrong",
    "approve_notice",
    "assign",
    "draft_notice",
    "edit_notice",
    "extend",
    "issue_notice",
    "link_actor",
    "make_link",
    "open_root_cause",
    "open_root_causes",
    "put_on",
    "raise_finding",
    "raise_many",
    "receive_notice",
    "recheck",
    "reply",
    "reply_by_link",
    "revise_notice",
    "revoke_link",
    "set_figure",
    "submit_notice",
    "take_off",
    "waive",
    "withdraw_finding",
    "withdraw_notice",
    "withdraw_root_causes",
]
