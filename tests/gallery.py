"""``make gallery``: run the commands of docs/gallery.md, and save small copies of their pictures.

The page is the only list: of commands, and of pictures.
"""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
import tempfile
from pathlib import Path

from PIL import Image

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "gallery.md"
SMALL = ROOT / "docs" / "gallery"
WIDTH = 960
"""Pixels, as shown on a page."""
_COLOURS = 128


def commands() -> list[list[str]]:
    """Return the commands of the page, each as a list of words."""
    blocks = re.findall(
        r"^```\n(.*?)^```", PAGE.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL
    )
    return [shlex.split(line) for block in blocks for line in block.splitlines()]


def pictures() -> list[str]:
    """Return the pictures of the page, as it links them."""
    return re.findall(r"!\[[^\]]+\]\(([^)]+)\)", PAGE.read_text(encoding="utf-8"))


def _made_here() -> list[list[str]]:
    """Return the commands that write originals of small pictures; large ones are committed."""
    return [words for words in commands() if any(word.startswith("gallery/") for word in words)]


def shrink(source: Path, target: Path) -> None:
    """Write a small copy of a picture, the same bytes every time."""
    with Image.open(source) as full:
        height = round(full.height * WIDTH / full.width)
        small = full.convert("RGB").resize((WIDTH, height), Image.Resampling.LANCZOS)
        few = small.quantize(_COLOURS, Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE)
        few.save(target, optimize=True)


def _first(folder: Path, name: str) -> Path:
    """Return the picture of that name from the first command that wrote one."""
    return min(folder.rglob(name), key=lambda path: path.stat().st_mtime_ns)


def main() -> None:
    """Run all commands in a directory that is removed afterwards."""
    with tempfile.TemporaryDirectory() as folder:
        for words in _made_here():
            sys.stderr.write(f"{shlex.join(words)}\n")
            subprocess.run([sys.executable, "-m", "sim", *words[1:]], check=True, cwd=folder,
                           stdout=subprocess.DEVNULL)  # fmt: skip
        SMALL.mkdir(exist_ok=True)
        for old in SMALL.glob("*.png"):
            old.unlink()
        for link in pictures():
            if link.startswith("gallery/"):
                name = Path(link).name
                shrink(_first(Path(folder), name), SMALL / name)


if __name__ == "__main__":
    main()
