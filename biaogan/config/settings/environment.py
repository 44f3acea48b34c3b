"""The three readers of environment variables; a bad value stops the start with a sentence naming the variable."""

from __future__ import annotations

import os
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

#: Every variable that has been read, with its meaning: what `biaogan doctor` lists.
KNOWN: dict[str, str] = {}


def text(name: str, default: str | None = None, *, meaning: str) -> str:
    KNOWN[name] = meaning
    value = os.environ.get(name, default)
    if value is None:
        raise ImproperlyConfigured(f"The environment variable {name} is missing ({meaning}).")
    return value


def number(name: str, default: int, *, meaning: str) -> int:
    value = text(name, str(default), meaning=meaning)
    try:
        return int(value)
    except ValueError:
        raise ImproperlyConfigured(f"{name} must be a whole number, not {value!r} ({meaning}).") from None


def flag(name: str, default: bool, *, meaning: str) -> bool:
    value = text(name, "yes" if default else "no", meaning=meaning).lower()
    if value not in {"yes", "no", "1", "0", "true", "false"}:
        raise ImproperlyConfigured(f"{name} must be yes or no, not {value!r} ({meaning}).")
    return value in {"yes", "1", "true"}


def secret(name: str, file: Path, *, meaning: str) -> str:
    """Return a secret from the environment or, where it is not set there, from its file in the data folder."""
    KNOWN[name] = meaning
    if value := os.environ.get(name):
        return value
    try:
        return file.read_text().strip()
    except OSError:
        raise ImproperlyConfigured(f"{name} is not set and {file} cannot be read ({meaning}).") from None


def database(url: str, *, variable: str) -> dict[str, object]:
    """Return Django's settings for a `postgresql://` address; a socket folder stands in `?host=`."""
    parts = urlsplit(url)
    if parts.scheme not in {"postgresql", "postgres"}:
        raise ImproperlyConfigured(f"{variable} must begin with postgresql://, not {parts.scheme!r}.")
    query = {name: values[-1] for name, values in parse_qs(parts.query).items()}
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": query.pop("host", parts.hostname or ""),
        "PORT": query.pop("port", str(parts.port or "")),
        "OPTIONS": dict(query),
    }
