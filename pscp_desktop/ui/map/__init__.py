"""The map: layers drawn, asked, selected, compared and printed. Opened first, it loads what it stands on."""
