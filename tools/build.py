"""Build what is not kept in the repository: styles, scripts, icons, fonts of papers, catalogues of translations.

Each part is built again only where what it is made from has changed since the last time.
"""

from __future__ import annotations

import compileall
import hashlib
from collections.abc import Callable, Iterable
from pathlib import Path

from tools import messages
from tools.node import FRONTEND, ROOT, npm

BUILT = ROOT / "biaogan/core/static/built"
FONTS = ROOT / "biaogan/papers/fonts"
FONT_FILES = FRONTEND / "node_modules/@expo-google-fonts/noto-sans-sc"
SKIPPED = {"node_modules", "build"}
WEIGHTS = {"400Regular": "NotoSansSC_400Regular.ttf", "700Bold": "NotoSansSC_700Bold.ttf"}


def main() -> None:
    lock = [FRONTEND / "package-lock.json"]
    _unless_built(FRONTEND / "node_modules/.biaogan", lock, _packages)
    sources = [
        path for path in FRONTEND.rglob("*") if path.is_file() and not SKIPPED & set(path.relative_to(FRONTEND).parts)
    ]
    _unless_built(BUILT / ".biaogan", [*sources, *_naming_icons()], lambda: npm("run", "build"))
    _unless_built(FONTS / ".biaogan", lock, _fonts)
    for app in messages.apps():
        messages.compile_catalogue(app)
    # Where Python writes no bytecode of its own, every start would compile the product again.
    compileall.compile_dir(ROOT / "biaogan", quiet=1)


def _naming_icons() -> Iterable[Path]:
    yield from (ROOT / "biaogan").rglob("*.html")
    yield from (path for path in (ROOT / "biaogan").rglob("*.py") if b"icon" in path.read_bytes())


def _packages() -> None:
    print("Fetching the packages of the pages …")
    npm("ci", "--no-audit", "--no-fund")


def _fonts() -> None:
    FONTS.mkdir(parents=True, exist_ok=True)
    for folder, name in WEIGHTS.items():
        (FONTS / name).write_bytes((FONT_FILES / folder / name).read_bytes())


def _unless_built(mark: Path, sources: Iterable[Path], build: Callable[[], None]) -> None:
    print_of = _fingerprint(sources)
    if mark.exists() and mark.read_text() == print_of:
        return
    build()
    mark.parent.mkdir(parents=True, exist_ok=True)
    mark.write_text(print_of)


def _fingerprint(paths: Iterable[Path]) -> str:
    digest = hashlib.sha256()
    for path in sorted(paths):
        digest.update(f"{path.relative_to(ROOT)}\0".encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


if __name__ == "__main__":
    main()
