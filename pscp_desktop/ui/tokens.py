"""The values of the look: colours, space, type. Plain data, and the proof that it reads."""

from typing import Final

# Roles are named for the job they do; `x_soft` is the ground on which `x` is read.
# fmt: off
THEMES: Final[dict[str, dict[str, str]]] = {
    "light": {
        "canvas": "#F6F5F1", "surface": "#FFFFFF", "sunken": "#EDEBE5", "line": "#E0DDD5",
        "edge": "#88857B", "ink": "#1B2321", "muted": "#55605C", "accent": "#0B5F58",
        "on_accent": "#FFFFFF", "accent_hover": "#084A45", "accent_soft": "#DDECE9",
        "ok": "#1C6638", "ok_soft": "#E0F0E4", "warn": "#7F4600", "warn_soft": "#FBEDD2",
        "danger": "#A3231B", "danger_soft": "#FBE5E2", "info": "#264F86", "info_soft": "#E3EBF6",
        "on_danger": "#FFFFFF", "focus": "#1F62C9",
    },
    "dark": {
        "canvas": "#151A18", "surface": "#1D2422", "sunken": "#101413", "line": "#2F3936",
        "edge": "#7B8883", "ink": "#E8EDEA", "muted": "#A4B0AB", "accent": "#63C6B8",
        "on_accent": "#06211E", "accent_hover": "#84D8CC", "accent_soft": "#1B3A36",
        "ok": "#86D3A0", "ok_soft": "#19372A", "warn": "#F0BA66", "warn_soft": "#3D2F15",
        "danger": "#FF9F95", "danger_soft": "#482320", "info": "#A2C6F5", "info_soft": "#203450",
        "on_danger": "#2B0704", "focus": "#8DBBFF",
    },
    "contrast": {
        "canvas": "#FFFFFF", "surface": "#FFFFFF", "sunken": "#FFFFFF", "line": "#000000",
        "edge": "#000000", "ink": "#000000", "muted": "#1C1C1C", "accent": "#003F39",
        "on_accent": "#FFFFFF", "accent_hover": "#000000", "accent_soft": "#E6F5F2",
        "ok": "#00451D", "ok_soft": "#FFFFFF", "warn": "#5C3000", "warn_soft": "#FFFFFF",
        "danger": "#850000", "danger_soft": "#FFFFFF", "info": "#00307A", "info_soft": "#FFFFFF",
        "on_danger": "#FFFFFF", "focus": "#0038D6",
    },
}
# The five classes of a map: one hue, never the colours of danger, palest where least.
RAMPS: Final = {
    "light": ("#F0E9F2", "#D9C7E0", "#B795C6", "#8A5CA0", "#582C73"),
    "dark": ("#2B2433", "#453454", "#694C80", "#9671B0", "#CBAFE0"),
    "contrast": ("#FFFFFF", "#DCC8E6", "#AE82C4", "#6E3A8C", "#30084A"),
}
# fmt: on

TONES: Final = ("accent", "ok", "warn", "danger", "info")
SPACE: Final = {"none": 0, "xs": 4, "s": 8, "m": 12, "l": 16, "xl": 24, "xxl": 32}
RADIUS: Final = {"small": 4, "medium": 6, "large": 10}
TYPE: Final = {  # role: pixels, weight
    "caption": (13, 400),
    "label": (13, 600),
    "body": (15, 400),
    "strong": (15, 600),
    "section": (17, 600),
    "value": (18, 400),
    "title": (23, 600),
    "display": (31, 600),
}
FAMILIES: Final = (
    "IBM Plex Sans",
    "IBM Plex Sans Arabic",
    "Inter",
    "Segoe UI",
    "Noto Sans",
    "DejaVu Sans Condensed",
    "DejaVu Sans",
)
LINEAR_UNDER: Final = 0.04045  # sRGB, IEC 61966-2-1
DENSITY: Final = {"comfortable": 36, "touch": 44}
SMALLEST: Final = (900, 480)
"""The smallest window in which every page has room: 1366 x 768 with everything half as large again."""


def contrast(one: str, other: str) -> float:
    """WCAG 2 contrast ratio of two colours, 1 to 21."""
    brighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (brighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    red, green, blue = (_linear(int(colour[at : at + 2], 16) / 255) for at in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= LINEAR_UNDER else ((channel + 0.055) / 1.055) ** 2.4


def readable_pairs() -> list[tuple[str, str]]:
    """Every (words, ground) pair the sheet can produce; `too_faint` walks this list."""
    grounds = ("canvas", "surface", "sunken", "accent_soft")
    pairs = [(words, ground) for words in ("ink", "muted", "accent") for ground in grounds]
    pairs += [(tone, ground) for tone in TONES for ground in ("surface", "canvas", f"{tone}_soft")]
    pairs += [(tone, "sunken") for tone in ("warn", "danger", "ok")]
    pairs += [(words, f"{tone}_soft") for words in ("ink", "muted") for tone in TONES]
    pairs += [("on_accent", "accent"), ("on_accent", "accent_hover")]
    return [*pairs, ("on_danger", "danger")]


def too_faint(theme: str) -> list[str]:
    """What fails: words under 4.5 (7 in high contrast), edges and focus under 3."""
    known, least = THEMES[theme], 7.0 if theme == "contrast" else 4.5
    limits = [(*pair, least) for pair in readable_pairs()]
    grounds = ("surface", "canvas")
    limits += [(mark, ground, 3.0) for mark in ("edge", "focus") for ground in grounds]
    found = [(a, b, contrast(known[a], known[b]), limit) for a, b, limit in limits]
    return [f"{theme}: {a} on {b} {got:.2f} < {limit}" for a, b, got, limit in found if got < limit]
