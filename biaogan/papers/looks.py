"""How papers look in lists and at their head."""

from __future__ import annotations

from biaogan.core.parts import Tone
from biaogan.papers.rules import State

TONES = {State.DRAFT: Tone.REST, State.ISSUED: Tone.PROVEN, State.VOID: Tone.OVER}
