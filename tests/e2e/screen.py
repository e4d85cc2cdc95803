"""A screen that nobody sees, as large as a small laptop's. Known before Qt is imported."""

import json
from pathlib import Path
from typing import Final

SCREEN: Final = {"width": 1366, "height": 768}


def without_a_screen(folder: Path) -> str:
    """The platform for windows on such a screen; its description is written into `folder`."""
    about = {"name": "laptop", "x": 0, "y": 0, "logicalDpi": 96, "logicalBaseDpi": 96, "dpr": 1}
    described = folder / "screen.json"
    described.write_text(json.dumps({"screens": [{**about, **SCREEN}]}), encoding="utf-8")
    return f"offscreen:configfile={described}"
