"""A laptop in words: when and how it was last met, what it told, its lease, and how its end stands."""

from datetime import date, datetime
from typing import Final

from pscp_desktop.domain.dossiers import Service
from pscp_desktop.domain.laptops import ContactWay, OutReason, Settled
from pscp_desktop.domain.mediation import State
from pscp_desktop.i18n import N_, tr, trn
from pscp_desktop.services.reconciling.told import HeldFile, Laptop, Manifest, Stage
from pscp_desktop.ui.days import plain_day, whole_moment

PILLS: Final = {
    Stage.OUT: (N_("Out"), "plain", "stop"),
    Stage.ASKED: (N_("Not confirmed yet"), "warn", "due"),
    Stage.ENDED: (N_("Destroyed"), "ok", "done"),
    Stage.SETTLED: (N_("Closed"), "plain", "check"),
}


def whose(one: Laptop) -> str:
    """Whose laptop it is."""
    name = one.worker or tr("Somebody")
    return tr("{name} · this laptop").format(name=name) if one.mine else name


def met(one: Laptop, today: date) -> str:
    """When it was last met, and by which way where it told one."""
    if one.last_seen is None:
        return tr("nothing heard yet")
    return tr("last contact {when}").format(when=moment(one, today))


def moment(one: Laptop, today: date) -> str:
    """When it was last met, and by which way where it told one, for a line that says what it is."""
    if one.last_seen is None:
        return tr("nothing heard yet")
    said = whole_moment(one.last_seen, today)
    return f"{said} {tr(ContactWay.label_of(one.way))}" if one.way else said


def told(one: Laptop) -> str:
    """What it said of itself; the most that can be so where it said nothing yet."""
    if one.held is None:
        return trn("{n} file at most", "{n} files at most", one.files).format(n=one.files)
    files = trn("{n} file on it", "{n} files on it", one.held).format(n=one.held)
    return f"{files} · {unsent(one)}"


def unsent(one: Laptop) -> str:
    """How many changes had not left it when it last told."""
    count = one.unsent or 0
    return trn("{n} change not sent", "{n} changes not sent", count).format(n=count)


def changes(count: int) -> str:
    """So many changes."""
    return trn("{n} change", "{n} changes", count).format(n=count)


def lease(one: Laptop, now: datetime) -> tuple[str, str, str] | None:
    """Words, tone and icon of how long it may go on alone; None where nothing limits it."""
    if one.runs_until is None:
        return None
    day = plain_day(one.runs_until.date())
    if one.over(now):
        return tr("Lease over since {day}").format(day=day), "warn", "warn"
    return tr("Lease until {day}").format(day=day), "plain", "due"


def ending(one: Laptop, today: date) -> str:
    """How its end stands: asked, carried out, closed by a person."""
    end = one.end
    said = []
    if end.asked_at is not None:
        asked = tr("Put out {when}") if one.stage is Stage.OUT else tr("Asked {when}")
        said.append(asked.format(when=whole_moment(end.asked_at, today)))
    if end.reason:
        said.append(tr(OutReason.label_of(end.reason)))
    if end.confirmed_at is not None:
        said += [
            tr("it said {when} that its vault is destroyed").format(
                when=whole_moment(end.confirmed_at, today)
            ),
            lost(end.lost),
        ]
    if end.settled and one.stage is Stage.SETTLED:
        said.append(tr(Settled.label_of(end.settled)))
    if end.settled_on is not None and one.stage is Stage.SETTLED:
        said.append(plain_day(end.settled_on))
    return " · ".join(said)


def waits(one: Laptop, today: date) -> tuple[str, str]:
    """What there is to do about a laptop, and what is known of it."""
    name = one.worker or tr("Somebody")
    if one.stage is Stage.ASKED:
        said = tr("{name}: it has not said that its vault is destroyed")
        return said.format(name=name), ending(one, today)
    said = tr("{name} no longer works here, and the laptop is still let in")
    return said.format(name=name), " · ".join((met(one, today), told(one)))


def lost(count: int) -> str:
    """What ended with the laptop."""
    if not count:
        return tr("nothing on it was unsent")
    return trn(
        "{n} change on it was in no log: it is lost, unless it waits for a coordinator",
        "{n} changes on it were in no log: they are lost, unless they wait for a coordinator",
        count,
    ).format(n=count)


def warning(one: Laptop) -> str:
    """What is to be known before a laptop is put out."""
    count = one.files if one.held is None else one.held
    files = trn("{n} file may be on it.", "{n} files may be on it.", count).format(n=count)
    left = (
        tr("It has not told how much of it is unsent.")
        if one.unsent is None
        else trn(
            "When it last told, {n} change on it had not been sent.",
            "When it last told, {n} changes on it had not been sent.",
            one.unsent,
        ).format(n=one.unsent)
    )
    return " ".join((
        tr("Nothing newer is sent to it. At its next contact, or when it reads a stick with the order, "
           "it destroys its vault and says so. This cannot be taken back."),
        files, left,
        tr("What it has not sent by then is lost. A laptop that never calls again keeps what it has, "
           "behind its passphrase."),
    ))  # fmt: skip


def unconfirmed() -> str:
    """What follows while a laptop does not say that its vault is destroyed."""
    return tr(
        "Until it does, count on what is listed below being on it, behind its passphrase. If it is not in "
        "your hands, tell the data protection officer now: within 72 hours the officer decides whether the "
        "authority and the people concerned must be told (GDPR, articles 33 and 34). Bring the order on a "
        "stick if the laptop is within reach. A laptop can say that it obeyed only through the hub."
    )


def unknown(found: Manifest) -> str:
    """How many more it said it had."""
    return trn(
        "and {n} more, of which this laptop knows nothing",
        "and {n} more, of which this laptop knows nothing",
        found.unknown,
    ).format(n=found.unknown)


def file_said(one: HeldFile) -> tuple[str, str]:
    """What a file is called for whoever may open it; its number and nothing more for anybody else."""
    what = " · ".join(filter(None, (one.number, one.title))) or tr("A file without a number")
    state = tr(State.label_of(one.state)) if one.state in set(State) else ""
    about = [tr(Service.label_of(one.service)) if one.service else "", state]
    if not one.open:
        about.append(tr("not yours to open"))
    if one.withdrawn:
        about.append(tr("closed to its person since"))
    return what, " · ".join(filter(None, about))
