"""The language of a terminal, for commands that load the product."""

from biaogan.server.words import speaks_chinese


def speak() -> None:
    """Let the product's sentences come in the language of the terminal."""
    from django.utils import translation

    translation.activate("zh-hans" if speaks_chinese() else "en")
