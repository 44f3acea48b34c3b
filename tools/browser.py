"""Install Debian's chromium and the Chinese fonts where this may be done; elsewhere say plainly what is left out."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

PACKAGES = ["chromium", "fonts-noto-cjk", "poppler-utils"]
CHROMIUM = Path("/usr/bin/chromium")


def main() -> None:
    if CHROMIUM.exists() and shutil.which("pdftoppm"):
        return
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        print("Left out: browser tests, since Debian's chromium is absent and cannot be installed by this user.")
        return
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in (
        ["apt-get", "update", "-q"],
        ["apt-get", "install", "-q", "-y", "--no-install-recommends", *PACKAGES],
    ):
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
        if done.returncode:
            print(f"Left out: browser tests, since «{' '.join(command)}» failed: {done.stderr.strip()[-300:]}")
            return


if __name__ == "__main__":
    main()
