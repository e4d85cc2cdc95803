"""`found --out DIR`: founds an organisation on this desk, without a network and without a window."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from pscp_desktop.i18n import tr
from pscp_desktop.store import organisation


def main(arguments: Sequence[str]) -> int:
    """Write the public file and the custodians' cards into the folder; 0 when it is done."""
    parser = argparse.ArgumentParser(prog="found", description=__doc__)
    parser.add_argument("--out", type=Path, required=True, help="an empty or new folder")
    parser.add_argument("--name", default="", help="the name of the organisation, not secret")
    given = parser.parse_args(arguments)
    try:
        written = organisation.write(organisation.found(given.name), given.out)
    except FileExistsError as error:
        said = tr("{name} is already there; nothing was written.").format(name=error)
        sys.stderr.write(f"{said}\n")
        return 1
    for path in written:
        sys.stdout.write(f"{path}\n")
    said = tr(
        "Give each card to another custodian, on paper, and delete the three card files. Any two "
        "cards open every vault of the organisation; one card alone opens none."
    )
    sys.stdout.write(f"{said}\n")
    return 0
