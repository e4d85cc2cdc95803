"""Sync: sealing, chains of statements, the hub's judgement, the engine's rules, sticks."""

# ruff: noqa: FBT003 (truth is a value here)

from sync.members import Verdict
from tests.replacing import Replacements, always, does_nothing

ROWS: dict[str, Replacements] = {
    "sync.seal.verify": {"sync.seal.verify": always(True)},
    "sync.seal.bomb": {"sync.seal.expand": always(b"")},
    "sync.protocol.request": {"sync.protocol.request_stands": always(True)},
    "sync.directory.author": {"sync.directory.Directory._check_author": does_nothing},
    "sync.directory.rank": {"sync.directory.Directory._may": always(True)},
    "sync.directory.follows": {"sync.directory.follows": always(True)},
    "sync.directory.approvals": {"sync.directory.Asked.counts": always(True)},
    "sync.members.author": {"sync.members.Members._may": always(True)},
    "sync.members.stale": {"sync.members.Members.stale": always(False)},
    "sync.members.late": {"sync.members._judge_device": does_nothing},
    "sync.hub.judge": {"sync.members.Members.judge": always(Verdict("ok"))},
    "sync.keyring.circles": {"sync.members.Members.circles": always([])},
}
