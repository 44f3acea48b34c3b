"""What can be done with devices, and with what they send: one function per use case."""

from biaogan.sync.actions.outbox import Answer, Sent, take_in, work_off
from biaogan.sync.actions.pairing import note_heartbeat, offer_own_pairing, offer_pairing, pair, revoke, revoke_own
from biaogan.sync.actions.uploads import Claimed, announce, claim, sweep_uploads, take_chunk

__all__ = [
    "Answer",
    "Claimed",
    "Sent",
    "announce",
    "claim",
    "note_heartbeat",
    "offer_own_pairing",
    "offer_pairing",
    "pair",
    "revoke",
    "revoke_own",
    "sweep_uploads",
    "take_chunk",
    "take_in",
    "work_off",
]
