"""Sync: sealing, chains of statements, the hub's judgement, the engine's rules, sticks."""

# ruff: noqa: FBT003 (truth is a value here)

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import msgspec

from sync.members import Verdict
from sync.protocol import Snapshot, read_message
from sync.statements import COORDINATOR
from tests.replacing import Replacements, always, does_nothing, value


def _counts_acknowledged(original: Callable[..., Any]) -> Callable[..., Any]:
    """What was handed to the line counts as delivered."""

    def ask(asker: Any, **given: Any) -> Any:
        asked, sent = original(asker, **given)
        for kept in sent:
            asker._ledger.drop(kept)
        return asked, sent

    return ask


def _as_numbered(_original: object) -> Callable[..., Any]:
    """What an earlier life left unsealed is sealed under its own numbers."""

    def seal(sealer: Any, scope: bytes) -> None:
        for stream in sealer._ledger.streams():
            while sealer._seal_one(scope, stream):
                pass

    return seal


def _own_only(original: Callable[..., Any]) -> Callable[..., Any]:
    """Nothing is relayed for others."""
    return lambda asker, scope: [
        kept for kept in original(asker, scope) if kept.device == asker._belief.desk.device
    ]


def _as_met(_original: object) -> Callable[..., Any]:
    """Envelopes are pushed in the order they came in."""
    return lambda asker, scope: asker._ledger.outside(scope)


def _all_before(_original: object) -> Callable[..., Any]:
    """What was met in the log is put outside it with the rest."""

    def give_back(mender: Any, kept: Any, last: int) -> bool:
        before = [
            one
            for one in mender._ledger.envelopes(kept.scope)
            if one.stream == kept.stream and last < one.first < kept.first and one.seq
        ]
        for one in before:
            mender._ledger.keep(replace(one, seq=0))
        return bool(before)

    return give_back


def _stands_at_once(original: Callable[..., Any]) -> Callable[..., Any]:
    """A snapshot stands for what the log lost as soon as its maker offers it."""

    def offer(peer: Any, snapshot: bytes, pieces: list[bytes]) -> Any:
        told = read_message(snapshot, Snapshot)
        result = original(peer, snapshot, pieces)
        with peer.hub.store.transaction():
            peer._heal(peer.hub.store.scope(told.scope, lock=True), told)
        return result

    return offer


def _each_alone(_original: object) -> Callable[..., Any]:
    """Every change is a saving of its own."""
    return lambda changes: ([one] for one in changes)


def _to_the_end(_original: object) -> Callable[..., Any]:
    """A file is taken for what it says, whoever signed it."""
    return lambda file, _belief: file.seek(0, 2)


def _folds_on(original: Callable[..., Any]) -> Callable[..., Any]:
    """A record is written into its making even after it was written apart."""

    def add(saving: Any, op: Any) -> Any:
        made = dict(saving._made)
        dot = original(saving, op)
        saving._made = {**made, **saving._made}
        return dot

    return add


def _one_part(_original: object) -> Callable[..., Any]:
    """A saving is one change, however large."""
    return lambda saving, _size: saving._parts[-1]


def _newest_only(original: Callable[..., Any]) -> Callable[..., Any]:
    """Of two values the one with the later clock stays."""

    def written(cell: Any, *given: Any) -> Any:
        after = original(cell, *given)
        last = sorted(after.heads.items(), key=lambda item: (item[1].stamp, item[0]))[-1:]
        return replace(after, heads=dict(last))

    return written


def _forgets_early(original: Callable[..., Any]) -> Callable[..., Any]:
    """What was replaced before it came is not remembered."""
    return lambda *given: replace(original(*given), replaced=frozenset())


def _forgets_their_early(original: Callable[..., Any]) -> Callable[..., Any]:
    """What the other side knows as replaced is not taken away here."""
    return lambda ours, theirs, *given: original(
        ours, replace(theirs, replaced=frozenset()), *given
    )


def _two_steps(_original: object) -> Callable[..., Any]:
    """The cursor is written first, and what it stands for afterwards."""

    def read(engine: Any, news: Any, place: Any, _receipt: object) -> None:
        engine._behind[news.scope] = news.head
        with engine.transaction():
            engine.ledger.set_position(engine.reader.read(news, place))
        with engine.transaction():
            engine.merger.merge(news.scope)

    return read


ROWS: dict[str, Replacements] = {
    "sync.seal.verify": {"sync.seal.verify": always(True)},
    "sync.seal.bomb": {"sync.seal.expand": always(b"")},
    "sync.protocol.request": {"sync.protocol.request_stands": always(True)},
    "sync.directory.author": {"sync.directory.Directory._check_author": does_nothing},
    "sync.directory.ends": {"sync.directory.Directory.owes_end": always(True)},
    "sync.directory.unvouched": {
        "sync.directory.Directory._leads": lambda _: (
            lambda known, said: known.rank(known.user_of(said.by)) >= COORDINATOR
        ),
    },
    "sync.directory.rank": {"sync.directory.Directory._may": always(True)},
    "sync.directory.follows": {"sync.directory.follows": always(True)},
    "sync.directory.approvals": {"sync.directory.Asked.counts": always(True)},
    "sync.members.author": {"sync.members.Members._may": always(True)},
    "sync.members.stale": {"sync.members.Members.stale": always(False)},
    "sync.members.late": {"sync.members._judge_device": does_nothing},
    "sync.sealing.leaving": {
        "sync.engine.keyring.Keyring.to_leave_with": always((None, 0)),
    },
    "sync.hub.judge": {"sync.members.Members.judge": always(Verdict("ok"))},
    "sync.keyring.circles": {"sync.members.Members.circles": always([])},
    "sync.engine.heal": {
        "sync.engine.mending.Mender.rewind": lambda _: lambda _mender, _news, place: place,
    },
    "sync.engine.lost_chains": {"sync.engine.mending.Mender.give_back_chain": does_nothing},
    "sync.sealing.earlier_life": {
        "sync.engine.sealing.Sealer.seal": _as_numbered,
    },
    "sync.upkeep.owed": {"sync.engine.upkeep.Upkeep._pay": does_nothing},
    "sync.hub.stood": {"tests.sync_model.memory_hub.MemoryHub.stands": always(False)},
    "sync.belief.rights_stay": {"sync.engine.belief._forgettable": always(True)},
    "sync.belief.hear": {
        "sync.engine.belief.Belief.hear": lambda _: (
            lambda belief, chains: [belief.take(raws) for raws in chains]
        ),
    },
    "sync.asking.in_order": {
        "sync.engine.asking.Asker._ordered": _as_met,
        "sync.engine.mending.Mender.give_back_stream": _all_before,
    },
    "sync.hub.heals_confirmed": {"sync.hub.offers.Offers.offer": _stands_at_once},
    "sync.belief.let_go": {"sync.engine.belief.Belief._let_go": does_nothing},
    "sync.keyring.lacked": {"sync.engine.keyring.Keyring.miss": does_nothing},
    "sync.members.lacked_often": {"sync.members.Members.may_lack": always(True)},
    "sync.engine.read_back": {"sync.engine.asking.Asker.ask": _counts_acknowledged},
    "sync.engine.relay": {"sync.engine.asking.Asker._ordered": _own_only},
    "sync.reading.sole": {"sync.engine.reading.Reader.demand_sole": does_nothing},
    "sync.reading.head": {"sync.engine.reading.Reader._head_signed": always(True)},
    "sync.envelope.bound": {"sync.envelope.Envelope.signed_by": always(True)},
    "sync.hub.chain": {
        "sync.hub.hub.HubPeer._checked": lambda _: lambda _peer, row, _place: (row, False),
        "sync.hub.hub._same": lambda _: (
            lambda row, place: (row.members, row.head) == (place.members, place.seq)
        ),
    },
    "sync.reading.one_step": {"sync.engine.engine.Engine._read": _two_steps},
    "sync.reading.chain": {"sync.engine.reading.Reader._demand_chain": does_nothing},
    "sync.merge.both": {"sync.merge.Cell.written": _newest_only},
    "sync.merge.joined": {"sync.merge.Cell.joined": _forgets_early},
    "sync.merging.poison": {"sync.engine.merging.Merger._skip_damaged": does_nothing},
    "sync.merging.kept": {
        "sync.engine.merging.Merger._mark_bad": does_nothing,
        "sync.engine.merging.DAMAGED": value("merged, as it were"),
    },
    "sync.snapshots.quiet": {"sync.engine.merging.Merger.quiet": always(True)},
    "sync.snapshots.another": {
        "sync.engine.snapshots.Snapshots._stands_behind": always(True),
    },
    "sync.merging.parts": {"sync.engine.merging._savings": _each_alone},
    "sync.merging.state": {"sync.engine.merging.Merger._check_state": does_nothing},
    "sync.merging.seen": {"sync.engine.merging.Merger._check_seen": does_nothing},
    "sync.merging.name": {"sync.engine.merging._user": does_nothing},
    "store.ledger.join_early": {"sync.merge.Cell.joined": _forgets_their_early},
    "store.ledger.move_later": {
        "pscp_desktop.store.ledger.moving._rename_later": does_nothing,
    },
    "store.ledger.move": {
        "pscp_desktop.store.ledger.moving.renamed": lambda _: lambda body, _rename: body
    },
    "store.parts.room": {"pscp_desktop.store.parts.Parts._with_room": _one_part},
    "store.parts.fold": {"pscp_desktop.store.parts.Parts.add": _folds_on},
    "store.parts.most": {"pscp_desktop.store.parts.MOST": value(1 << 40)},
    "sync.packing.strangers": {"sync.packing.UNREADABLE": value((msgspec.MsgspecError,))},
    "sync.bundle.signed": {"sync.bundle._demand_signed": _to_the_end},
    "sync.bundle.most_frame": {"sync.bundle.MOST_FRAME": value(1 << 40)},
    "sync.bundle.most_bytes": {"sync.bundle.MOST_BYTES": value(1 << 40)},
    "sync.bundle.beside": {"sync.bundle._beside": lambda _: lambda path: path},
    "sync.bundle.read_back": {"sync.bundle._demand_signed": _to_the_end},
}
