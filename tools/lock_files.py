"""Fail where a lock file names a host: the same file must serve a mirror inside a bank."""

from __future__ import annotations

import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
ADDRESS = re.compile(r'"resolved"|(?<!")https?://|--index-url|--find-links')
PROJECT_LINKS = re.compile(r'"(?:url|funding|homepage|license)":')


def offences(path: Path) -> list[str]:
    lines = path.read_text(encoding="utf-8").splitlines()
    return [
        f"{path.name}:{number}: {line.strip()[:100]}"
        for number, line in enumerate(lines, 1)
        if ADDRESS.search(line) and not PROJECT_LINKS.search(line)
    ]


def main() -> int:
    found = offences(ROOT / "requirements.lock") + offences(ROOT / "frontend/package-lock.json")
    if (ROOT / ".git").exists():
        import subprocess

        tracked = subprocess.run(
            ["git", "ls-files", "uv.lock"], cwd=ROOT, capture_output=True, text=True, check=False
        ).stdout
        found += ["uv.lock names hosts and must not be committed"] if tracked.strip() else []
    print("\n".join(found), end="\n" if found else "")
    return int(bool(found))


if __name__ == "__main__":
    sys.exit(main())
