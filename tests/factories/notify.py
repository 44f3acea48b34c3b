"""Messages for tests."""

from __future__ import annotations

from biaogan.notify.templates import MESSAGES, Message, register_message

CODE = "test.something"


def make_message(code: str = CODE) -> str:
    """Register a message with the placeholders «number» and «due», once a run."""
    if code not in MESSAGES:
        register_message(
            Message(
                code,
                subject_zh="{number} 待办",
                subject_en="{number} is waiting",
                body_zh="请于 {due} 前办结。",
                body_en="Please finish it by {due}.",
            )
        )
    return code
