"""The one style sheet: what every role looks like, filled in with the tokens of a theme."""

from string import Template
from typing import Final

from pscp_desktop.ui.tokens import DENSITY, RADIUS, THEMES, TONES

SHEET: Final = Template("""
* { outline: none; }
QLabel { background: transparent; color: $ink; }
QWidget#window, QWidget[role="page"], QMainWindow, QDialog { background: $canvas; }
QWidget[role="sheet"] { background: $surface; }
QFrame[role="rail"] { background: $sunken; border: none; border-right: 1px solid $line; }
QFrame[role="aside"] { background: $canvas; border: none; border-right: 1px solid $line; }
QFrame[role="head"], QFrame[role="foot"] { background: $surface; border: none; }
QFrame[role="head"] { border-bottom: 1px solid $line; }
QFrame[role="foot"] { border-top: 1px solid $line; }
QFrame[role="card"] { background: $surface; border: 1px solid $line; border-radius: $large; }
QFrame[role="option"] { background: $surface; border: 1px solid $line; margin: 2px;
  border-radius: $large; }
QFrame[role="option"][chosen="true"] { border: 3px solid $accent; margin: 0; }
QFrame[role="cell"] { background: $canvas; border: 1px solid $line; border-radius: $medium; }
QFrame[role="rule"] { background: $line; border: none; max-height: 1px; min-height: 1px; }
QFrame[role="entry"] { border: 1px solid transparent; border-radius: $medium; }
QFrame[role="entry"]:hover { background: $sunken; }
QFrame[role="entry"][chosen="true"] { background: $accent_soft; border-color: $chosen_edge; }
QFrame[role="still"] { border: 1px solid transparent; }
QLabel[role="caption"], QLabel[role="muted"], QLabel[role="group"], QLabel[role="count"] {
  color: $muted; }
QLabel[role="keys"] { color: $muted; background: $canvas; border: 1px solid $line;
  border-radius: $small; padding: 1px 5px; }
QLabel[role="now"] { color: $accent; }
QLabel[role="badge"] { color: $on_accent; background: $accent; border-radius: 10px;
  min-width: 20px; min-height: 20px; max-height: 20px; }
QLabel[role="person"] { color: $accent; background: $accent_soft; border-radius: 16px; }
QFrame[role="tone"] { border: 1px solid $soft_edge; border-radius: $medium; }
QFrame[role="pill"] { border: 1px solid $soft_edge; border-radius: 12px; }
QFrame[role="pill"][tone="plain"] { background: $sunken; }
$tone_rules
QPushButton { icon-size: 18px; color: $ink; background: $surface; border: 1px solid $edge;
  padding: 0 14px; border-radius: $medium; min-height: $target_in; }
QPushButton:hover { background: $sunken; }
QPushButton:pressed { background: $line; }
QPushButton:disabled { color: $muted; border-color: $line; background: $canvas; }
QPushButton[role="primary"] { color: $on_accent; background: $accent; border-color: $accent;
  padding: 0 18px; }
QPushButton[role="primary"]:hover { background: $accent_hover; border-color: $accent_hover; }
QPushButton[role="primary"]:disabled { color: $muted; background: $sunken; border-color: $line; }
QPushButton[role="harm"] { color: $on_danger; background: $danger; border-color: $danger;
  padding: 0 18px; }
QPushButton[role="harm"]:disabled { color: $muted; background: $sunken; border-color: $line; }
QPushButton[role="quiet"] { background: transparent; border-color: transparent; padding: 0 10px; }
QPushButton[role="quiet"]:hover { background: $sunken; }
QPushButton[role="map"], QPushButton[role="icon"] { padding: 0; min-width: $target_in;
  max-width: $target_in; }
QPushButton[role="icon"] { background: transparent; border-color: transparent; }
QPushButton[role="map"]:checked { background: $accent_soft; border: 2px solid $accent; }
QPushButton[role="icon"]:hover { background: $line; }
QPushButton[role="link"] { color: $accent; background: transparent; border: none; padding: 0 2px;
  min-height: 26px; }
QPushButton[role="link"]:hover { color: $accent_hover; text-decoration: underline; }
QPushButton[role="chip"] { color: $accent; background: $accent_soft; border-color: $chosen_edge;
  padding: 0 8px; min-height: 24px; icon-size: 12px; }
QPushButton[role="place"] { text-align: left; background: transparent; padding: 0 10px;
  border-color: transparent; }
QPushButton[role="place"]:hover { background: $line; }
QPushButton[role="place"]:checked { background: $accent_soft; color: $accent;
  border-color: $chosen_edge; }
QPushButton[role="choice"] { padding: 0 15px; }
QPushButton[role="choice"]:checked { background: $accent_soft; color: $accent;
  border: 2px solid $accent; padding: 0 14px; min-height: $chosen_in; icon-size: 14px; }
QLineEdit, QPlainTextEdit, QComboBox, QDateEdit, QTimeEdit, QDateTimeEdit, QSpinBox {
  color: $ink; background: $surface; border: 1px solid $edge; border-radius: $medium;
  padding: 0 10px; min-height: $target_in;
  selection-background-color: $accent; selection-color: $on_accent; }
QLineEdit, QPlainTextEdit { placeholder-text-color: $muted; }
QLineEdit:read-only, QPlainTextEdit:read-only { background: $canvas; border-color: $line; }
QPlainTextEdit { padding: 5px 7px; }
QComboBox { padding-left: 12px; }
QLineEdit[role="search"] { border-color: $search_edge; }
QLineEdit[role="finder"], QPlainTextEdit[role="finder"] { border: none; background: transparent; }
QLineEdit[wrong="true"], QPlainTextEdit[wrong="true"], QComboBox[wrong="true"],
QDateEdit[wrong="true"] { border: 2px solid $danger; }
QLineEdit[wrong="true"] { padding: 0 9px; }
QComboBox::drop-down, QDateEdit::drop-down { border: none; width: 28px; }
QComboBox::down-arrow, QDateEdit::down-arrow { image: url($marks/down.svg); width: 12px;
  height: 12px; }
QComboBox QAbstractItemView { background: $surface; border: 1px solid $edge; padding: 4px; }
QSpinBox::up-button, QSpinBox::down-button, QTimeEdit::up-button, QTimeEdit::down-button {
  width: 0; border: none; }
QCheckBox, QRadioButton { color: $ink; spacing: 10px; min-height: $row; background: transparent; }
QCheckBox::indicator, QRadioButton::indicator { width: 16px; height: 16px;
  border: 1px solid $edge; background: $surface; }
QCheckBox::indicator { border-radius: $small; }
QRadioButton::indicator { border-radius: 9px; }
QCheckBox::indicator:checked { background: $accent; border-color: $accent;
  image: url($marks/check.svg); }
QRadioButton::indicator:checked { border: 5px solid $accent; width: 8px; height: 8px; }
QProgressBar { background: $line; border: none; border-radius: 3px; max-height: 6px; }
QProgressBar::chunk { background: $accent; border-radius: 3px; }
QListView, QTreeView, QTableView { background: transparent; border: none; }
QListView::item:selected { background: $accent_soft; color: $ink; }
QScrollArea, QScrollArea > QWidget > QWidget[role="plain"] { background: transparent;
  border: none; }
QScrollBar:vertical { background: transparent; width: 10px; margin: 2px; }
QScrollBar:horizontal { background: transparent; height: 10px; margin: 2px; }
QScrollBar::handle { background: $edge; border-radius: 3px; }
QScrollBar::handle:vertical { min-height: 32px; }
QScrollBar::handle:horizontal { min-width: 32px; }
QScrollBar::add-line, QScrollBar::sub-line, QScrollBar::add-page, QScrollBar::sub-page {
  background: none; border: none; height: 0; width: 0; }
QMenu { background: $surface; color: $ink; border: 1px solid $edge; padding: 4px; }
QMenu::item { padding: 8px 24px 8px 12px; border-radius: $small; }
QMenu::item:selected { background: $accent_soft; color: $accent; }
QMenu::separator { height: 1px; background: $line; margin: 4px 8px; }
QToolTip { color: $ink; background: $surface; border: 1px solid $edge; padding: 4px 8px; }
""")
TONE_RULE: Final = Template("""
QFrame[role="pill"][tone="$tone"], QFrame[role="tone"][tone="$tone"] { background: $soft; }
QFrame[role="pill"][tone="$tone"] QLabel,
QLabel[tone="$tone"], QFrame[role="tone"][tone="$tone"] QLabel[role="strong"] { color: $strong; }
""")


def sheet(theme: str, density: str) -> str:
    """The style sheet of `theme`, with targets as tall as `density` asks."""
    known, target, strict = THEMES[theme], DENSITY[density], theme == "contrast"
    tones = "".join(
        TONE_RULE.substitute(tone=tone, soft=known[f"{tone}_soft"], strong=known[tone])
        for tone in TONES
    )
    return SHEET.substitute(
        known,
        **{name: f"{size}px" for name, size in RADIUS.items()},
        marks=f"marks:{theme}",
        tone_rules=tones,
        target_in=f"{target - 2}px",
        chosen_in=f"{target - 4}px",
        row=f"{target - 6}px",
        # High contrast draws every edge; the other themes let the ground do that work.
        soft_edge="#000000" if strict else "transparent",
        chosen_edge=known["accent"] if strict else "transparent",
        search_edge=known["edge"] if strict else known["line"],
    )
