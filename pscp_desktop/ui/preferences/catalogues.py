"""The lists of the team: rooms and places, where people are referred to, and pieces of text."""

from collections.abc import Callable
from functools import partial
from typing import Any, Final

from pscp_desktop.domain.catalogues import CatalogueEntry, CatalogueKind, Snippet
from pscp_desktop.domain.record import NAMELESS
from pscp_desktop.i18n import N_, tr
from pscp_desktop.services.catalogues import Catalogues, Snippets
from pscp_desktop.services.desk import Loaded
from pscp_desktop.ui.forms.form import FormWords, RecordForm
from pscp_desktop.ui.preferences.kept_list import Editing, Kept, KeptList, KeptSection
from pscp_desktop.ui.preferences.kit import Kit

ICONS: Final = {
    CatalogueKind.DISPUTE: "mediation",
    CatalogueKind.VENUE: "pin",
    CatalogueKind.DESTINATION: "refer",
}
EMPTY: Final = {
    CatalogueKind.DISPUTE: N_(
        "None of your own yet. The fifteen kinds every desk knows are always offered; what is written "
        "here is offered after them, and the list of files can be narrowed to it."
    ),
    CatalogueKind.VENUE: N_(
        "No place yet. What is written here is offered wherever a session is called or an act is "
        "drawn up, so that nobody types an address twice."
    ),
    CatalogueKind.DESTINATION: N_(
        "No service yet. What is written here is offered wherever somebody is referred."
    ),
}
ADD: Final = {
    CatalogueKind.DISPUTE: N_("Add a kind of dispute"),
    CatalogueKind.VENUE: N_("Add a place"),
    CatalogueKind.DESTINATION: N_("Add a service"),
}

OF_A_KIND: Final = FormWords(
    helps={
        "words": N_("In a few neutral words: the object of a document is proposed from them."),
        "details": N_("What belongs to it and what does not. It is shown here alone."),
    }
)


class CataloguesSection(KeptSection):
    """What is offered to everybody who types; whoever coordinates keeps it."""

    id = "catalogues"
    name = N_("Lists")
    lead = N_(
        "Kinds, places and services that are offered while you type. A line out of use is offered no more; "
        "where it was written it stays as it was."
    )
    icon = "list"
    notice = N_("Only whoever coordinates or supervises changes these lists.")
    why = N_("Another place or service can be typed all the same, wherever one is asked for.")

    def __init__(self, kit: Kit) -> None:
        super().__init__(kit)
        self._catalogues = Catalogues(kit.tools.desk)

    def read(self) -> tuple[KeptList, ...]:
        entries, may = self._catalogues.entries(), self._catalogues.may_change()
        return tuple(
            KeptList(
                name=tr(kind.label),
                icon=ICONS[kind],
                empty=tr(EMPTY[kind]),
                lines=tuple(_shown(one) for one in entries if one.record.kind == kind),
                may=may,
                add=tr(ADD[kind]),
                kind=kind,
            )
            for kind in CatalogueKind
        )

    def edit(self, kind: Any, kept: Kept | None) -> Editing:
        loaded = kept.loaded if kept else None
        of = kind or (loaded.record.kind if loaded else "")
        form = RecordForm(
            self.kit.tools, CatalogueEntry, ["words", "details"], loaded=loaded,
            draft=f"catalogue.{kind or ''}", words=OF_A_KIND if of == CatalogueKind.DISPUTE else None,
        )  # fmt: skip
        if kept is None:
            return Editing(
                title=tr(ADD[kind]), form=form, keep=partial(self._added, form, str(kind))
            )
        retired = kept.retired
        return Editing(
            title=kept.what,
            form=form,
            keep=partial(_changed, form, self._catalogues.change),
            aside=tr("Offer it again") if retired else tr("Take it out of use"),
            put_aside=partial(self._catalogues.retire, kept.loaded, retired=not retired),
        )

    def _added(self, form: RecordForm, kind: str) -> Callable[[], object]:
        return partial(self._catalogues.add, form.new_record(kind=kind))


class SnippetsSection(KeptSection):
    """Pieces of text that a few letters and a key put into any text."""

    id = "snippets"
    name = N_("Texts")
    lead = N_(
        "Write the letters of a text in any field of several lines and press Ctrl+J: the text takes "
        "their place. Without letters, Ctrl+J shows them all. Write nothing about anybody here: your "
        "own texts are offered to you alone, but they lie with what your team shares."
    )
    icon = "note"

    def __init__(self, kit: Kit) -> None:
        super().__init__(kit)
        self._snippets = Snippets(kit.tools.desk)

    def read(self) -> tuple[KeptList, ...]:
        entries = self._snippets.entries()
        teams = self._snippets.may_change_the_teams()
        return tuple(
            KeptList(
                name=name,
                icon="note",
                empty=empty,
                lines=tuple(
                    Kept(
                        loaded=one,
                        what=one.record.abbreviation,
                        detail=" ".join(one.record.words.split()),
                    )
                    for one in entries
                    if (one.record.owner == NAMELESS) is team
                ),
                may=may,
                add=tr("Add a text"),
                kind=team,
            )
            for name, empty, team, may in (
                (tr("Your own"), tr("None of your own yet."), False, True),
                (
                    tr("Those of the team"),
                    tr("None yet. Whoever coordinates writes those that everybody is offered."),
                    True,
                    teams,
                ),
            )
        )

    def edit(self, kind: Any, kept: Kept | None) -> Editing:
        form = RecordForm(
            self.kit.tools, Snippet, ["abbreviation", "words"],
            loaded=kept.loaded if kept else None, draft=f"snippet.{kind}" if kept is None else "snippet",
        )  # fmt: skip
        if kept is None:
            title = tr("A text of the team") if kind else tr("A text of your own")
            return Editing(title=title, form=form, keep=partial(self._added, form, team=bool(kind)))
        return Editing(
            title=kept.what,
            form=form,
            keep=partial(_changed, form, self._snippets.change),
            aside=tr("Take it away"),
            put_aside=partial(self._snippets.remove, kept.loaded),
        )

    def _added(self, form: RecordForm, *, team: bool) -> Callable[[], object]:
        return partial(self._snippets.add, form.new_record(), team=team)


def _shown(one: Loaded[CatalogueEntry]) -> Kept:
    entry = one.record
    return Kept(
        loaded=one,
        what=entry.words,
        detail=" ".join(entry.details.split()),
        retired=entry.retired_on is not None,
    )


def _changed(
    form: RecordForm, change: Callable[[Loaded[Any], dict[str, Any]], None]
) -> Callable[[], object]:
    changes, shown = form.changes(), form.to_save()
    return partial(change, shown, changes) if changes else _nothing


def _nothing() -> None:
    """Nothing was changed, so nothing is kept."""


__all__ = ["CataloguesSection", "SnippetsSection"]
