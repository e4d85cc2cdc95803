"""Sync: sealing, chains of statements, the hub's judgement, the engine's rules, sticks."""

from tests.replacing import Replacements, always

ROWS: dict[str, Replacements] = {
    "sync.seal.verify": {"sync.seal.verify": always(True)},  # noqa: FBT003
    "sync.seal.bomb": {"sync.seal.expand": always(b"")},
}
