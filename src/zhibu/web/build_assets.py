"""Join the readable styles and scripts into what is sent, and draw the icons: `python build_assets.py`."""

import re
import sys
from pathlib import Path

HERE = Path(__file__).parent
STYLES = HERE / "styles"
SCRIPTS = HERE / "scripts"
SENT = HERE / "static" / "web"
ORDER = [
    "tokens",
    "base",
    "frame",
    "actions",
    "rows",
    "meter",
    "crews",
    "forms",
    "states",
    "tables",
    "sheet",
    "wide",
    "large",
    "old",
    "forced",
    "print",
]
PARTS = ["page", "text_size", "drafts", "queue", "posting", "buttons", "sheets", "swaps", "start"]
DARK = re.compile(r"@dark \{(.*?)\n\}", re.DOTALL)
# Spaces around operators; no string of ours contains one of these.
OPERATORS = re.compile(r" ?(=>|===|!==|&&|\|\||[?=:+,{}]) ")
BODY = re.compile(r"<svg[^>]*>(.*)</svg>", re.DOTALL)


def minified(css: str) -> str:
    """Return the rules without comments, line breaks and the last semicolon of a block."""
    css = re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)
    css = re.sub(r"\s+", " ", css)
    css = re.sub(r"\s*([{};,>])\s*", r"\1", css)
    css = re.sub(r":\s+", ":", css)
    return css.replace(";}", "}").strip()


def with_dark(css: str) -> str:
    """Write the dark tokens twice: for a phone that is dark, and for a person who chose dark."""
    return DARK.sub(
        r"@media screen and (prefers-color-scheme:dark){:root:not([data-theme=light]){\1}}"
        r"\n@media screen{:root[data-theme=dark]{\1}}",
        css,
    )


def style_sheet() -> str:
    """Return the style sheet as it is sent."""
    return (
        minified(with_dark("\n".join((STYLES / f"{name}.css").read_text("utf-8") for name in ORDER))) + "\n"
    )


def script() -> str:
    """Return the parts of the script as one closure, without comment lines and indentation."""
    lines = "\n".join((SCRIPTS / f"{name}.js").read_text("utf-8") for name in PARTS).splitlines()
    kept = [line.strip() for line in lines if line.strip() and not line.strip().startswith("//")]
    return OPERATORS.sub(r"\1", "\n".join(["(() => {", '"use strict";', *kept, "})();", ""]))


def sprite(lucide: Path) -> str:
    """Return one SVG with a symbol for each name in icons.txt, drawn from an unpacked lucide-static."""
    symbols = []
    for name in (HERE / "icons.txt").read_text("utf-8").split():
        drawing = BODY.search((lucide / "icons" / f"{name}.svg").read_text("utf-8"))
        if drawing is None:
            raise ValueError(f"{name}.svg holds no drawing")
        lines = re.sub(r"\s+", " ", drawing[1].replace(" />", "/>")).replace("> <", "><").strip()
        symbols.append(f'<symbol id="{name}" viewBox="0 0 24 24">{lines}</symbol>')
    return f'<svg xmlns="http://www.w3.org/2000/svg">{"".join(symbols)}</svg>\n'


if __name__ == "__main__":
    (SENT / "zhibu.css").write_text(style_sheet(), "utf-8")
    (SENT / "zhibu.js").write_text(script(), "utf-8")
    if len(sys.argv) > 1:
        (SENT / "icons.svg").write_text(sprite(Path(sys.argv[1])), "utf-8")
