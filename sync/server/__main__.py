"""`python -m sync.server COMMAND`: run a hub, and look after one.

Founding, inviting, approving and revoking are not here: they are signed on a desk.
"""

import argparse
import json
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import psycopg

from sync import seal
from sync.server import certificate, copies, serving, upkeep
from sync.server.blobs import blobs_at
from sync.server.certificate import BadCertificate, write_private
from sync.server.copies import BadCopy
from sync.server.database import Unsuited, migrate
from sync.server.embedded import CannotStart
from sync.server.held import hold
from sync.server.settings import ENVIRONMENT, BadSettings, Settings

Options = argparse.Namespace


def serve(settings: Settings, options: Options) -> int:
    if getattr(options, "held", False):
        hold()
    return serving.serve(settings, getattr(options, "processes", 1))


def back_up(settings: Settings, options: Options) -> int:
    public = bytes.fromhex(options.to.read_text(encoding="ascii").strip())
    with (
        serving.database_of(settings) as (owner, _),
        psycopg.connect(owner, autocommit=True) as session,
    ):
        size = copies.back_up(
            session, blobs_at(settings.blobs), settings.folder, options.out, public
        )
    _tell(bytes=size)
    return 0


def restore(settings: Settings, options: Options) -> int:
    pair = seal.pair_of(bytes.fromhex(options.key.read_text(encoding="ascii").strip()))
    with serving.database_of(settings) as (owner, _):
        migrate(owner)
        with psycopg.connect(owner, autocommit=True) as session:
            blobs = blobs_at(settings.blobs)
            count = copies.restore(session, blobs, settings.folder, options.copy, pair)
            wrong = upkeep.begin_epochs(session)
    again = serving.order_again(settings)
    _tell(items=count, counters_set_right=wrong, orders_given_again=again)
    return 0


def compact(settings: Settings, _options: Options) -> int:
    policy = settings.policy
    with (
        serving.database_of(settings) as (owner, _),
        psycopg.connect(owner, autocommit=True) as session,
    ):
        gone = upkeep.compact(session, serving.clock(), policy.keep_days, policy.quiet_days)
    _tell(bodies=gone)
    return 0


def verify(settings: Settings, _options: Options) -> int:
    faults = 0
    with (
        serving.database_of(settings) as (owner, _),
        psycopg.connect(owner, autocommit=True) as session,
    ):
        for fault in upkeep.verify(session, blobs_at(settings.blobs)):
            faults += 1
            _tell(**fault._asdict())
    _tell(faults=faults)
    return 1 if faults else 0


def quiet(settings: Settings, options: Options) -> int:
    since = serving.clock() - options.days * upkeep.DAY
    with (
        serving.database_of(settings) as (owner, _),
        psycopg.connect(owner, autocommit=True) as session,
    ):
        for one in upkeep.quiet(session, since):
            seen = datetime.fromtimestamp(one.seen / 1000, UTC).isoformat() if one.seen else "never"
            _tell(device=one.device.hex(), seen=seen)
    return 0


def show_certificate(settings: Settings, options: Options) -> int:
    folder = settings.folder / "tls"
    if options.what == "change":
        certificate.change(folder)
    shown = (
        certificate.following(folder, settings.names, serving.clock())
        if options.what == "next"
        else serving.tls_of(settings, serving.clock())[0]
    )
    pem = shown.read_bytes()
    _tell(certificate=str(shown), fingerprint=certificate.fingerprint(pem).hex())
    return 0


def copy_key(_settings: Settings, options: Options) -> int:
    """A pair for backups. Made on a machine that is not the hub; only the public half goes there."""
    pair = seal.new_pair(os.urandom)
    options.out.mkdir(mode=0o700, parents=True, exist_ok=True)
    write_private(options.out / "copies.key", pair.private.hex().encode())
    write_private(options.out / "copies.public", pair.public.hex().encode())
    return 0


def _tell(**facts: object) -> None:
    sys.stdout.write(json.dumps(facts) + "\n")


def _parser() -> argparse.ArgumentParser:
    names = "\n".join(f"  {name:<26}{what}" for name, what in ENVIRONMENT.items())
    parser = argparse.ArgumentParser(
        prog="run.py hub",
        description=(__doc__ or "").split("\n", 2)[2],
        epilog=f"environment:\n{names}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.set_defaults(command="serve")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND")
    made = commands.add_parser(
        "serve", help="answer desks until asked to end (also without a command)"
    )
    made.add_argument("--processes", type=int, default=1, help="how many share the port (1)")
    made.add_argument("--held", action="store_true", help="end when the standard input closes")
    made = commands.add_parser("back-up", help="one sealed file with all the hub keeps")
    made.add_argument("--out", type=Path, required=True)
    made.add_argument("--to", type=Path, required=True, help="copies.public of `copy-key`")
    made = commands.add_parser("restore", help="a copy into an empty database, with new epochs")
    made.add_argument("copy", type=Path)
    made.add_argument("--key", type=Path, required=True, help="copies.key of `copy-key`")
    commands.add_parser("compact", help="let bodies go that an attested snapshot stands for")
    commands.add_parser("verify", help="the whole log, each signature and each piece")
    made = commands.add_parser("quiet", help="devices not seen for some days")
    made.add_argument("--days", type=int, default=14)
    made = commands.add_parser(
        "certificate", help="its fingerprint; the next one; change to the next"
    )
    made.add_argument("what", nargs="?", choices=["show", "next", "change"], default="show")
    made = commands.add_parser("copy-key", help="a pair for sealed copies, made away from the hub")
    made.add_argument("--out", type=Path, required=True)
    return parser


COMMANDS: Final[Mapping[str, Callable[[Settings, Options], int]]] = {
    "serve": serve,
    "back-up": back_up,
    "restore": restore,
    "compact": compact,
    "verify": verify,
    "quiet": quiet,
    "certificate": show_certificate,
    "copy-key": copy_key,
}
REFUSED: Final = (BadSettings, BadCertificate, BadCopy, CannotStart, Unsuited, OSError, ValueError)


def main(given: Sequence[str]) -> int:
    """The exit code: 0, 1 where something was found or refused, 2 for a command that is none."""
    options = _parser().parse_args(given)
    try:
        return COMMANDS[options.command or "serve"](Settings.read(os.environ), options)
    except REFUSED as reason:
        sys.stderr.write(f"{reason}\n")
        return 1
    except psycopg.Error as reason:
        sys.stderr.write(f"The database refused: {type(reason).__name__}\n")
        return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
