"""What stands on a printed document, said without any notion of fonts, pages or screens."""

from dataclasses import dataclass
from enum import Enum
from typing import Final

from pscp_desktop.domain.errors import PscpError

A4_MILLIMETRES: Final = (210, 297)
PREVAILING: Final = "es"
"""The language whose wording counts; any other stands beside it as a courtesy."""


@dataclass
class Unprintable(PscpError):
    """A document has characters for which no font has a shape; they would come out as empty boxes."""

    characters: str = ""


@dataclass(frozen=True, slots=True)
class BilingualPair:
    """A text in Spanish and, where the document has two languages, the same text beside it."""

    spanish: str
    beside: str = ""

    def __bool__(self) -> bool:
        return bool(self.spanish.strip())


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """The title of a part of the document; it never stands alone at the foot of a page."""

    text: BilingualPair


@dataclass(frozen=True, slots=True, kw_only=True)
class Paragraph:
    """Running text. `number` is set by the composition, so that both languages cite the same."""

    text: BilingualPair
    number: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One line of a table of facts: what it is and what it says."""

    label: BilingualPair
    value: BilingualPair


@dataclass(frozen=True, slots=True, kw_only=True)
class FactTable:
    """Facts that belong together: a party, a mediator, a session."""

    rows: tuple[Fact, ...]
    title: BilingualPair = BilingualPair("")


@dataclass(frozen=True, slots=True, kw_only=True)
class ClauseLine:
    """One clause of an agreement: its number, its words, and who owes what and when."""

    number: int
    text: BilingualPair
    details: tuple[Fact, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ClauseList:
    """The clauses of an agreement, in the order in which they were agreed."""

    clauses: tuple[ClauseLine, ...]


class Tone(Enum):
    """How much a notice asks to be read."""

    PLAIN = "plain"
    STRONG = "strong"


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """Words set apart, because the law or fairness wants them to be seen."""

    text: BilingualPair
    tone: Tone = Tone.PLAIN


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """A place to sign: drawn on the screen (`image`, a PNG), left empty for a pen, or refused."""

    name: str
    role: BilingualPair
    image: bytes = b""
    remark: BilingualPair = BilingualPair("")


@dataclass(frozen=True, slots=True, kw_only=True)
class SignatureBlock:
    """The signatures of a document; never torn apart by the end of a page if one page holds them."""

    intro: BilingualPair
    signatures: tuple[Signature, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A picture over the whole width, as PNG, and what it shows for whoever does not see it."""

    image: bytes
    caption: BilingualPair


Block = Heading | Paragraph | FactTable | ClauseList | Notice | SignatureBlock | Picture


@dataclass(frozen=True, slots=True, kw_only=True)
class Letterhead:
    """Who issues the document, at the head of its first page."""

    name: str
    lines: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Footer:
    """What every page repeats: the number and what kind of number it is, and which copy this is."""

    number: BilingualPair
    page_of: BilingualPair
    """With the placeholders {page} and {pages}."""
    watermark: BilingualPair = BilingualPair("")
    remark: BilingualPair = BilingualPair("")


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A document ready to be set: all its words, in one or two languages, in their order."""

    kind: str
    title: BilingualPair
    reference: str
    letterhead: Letterhead
    blocks: tuple[Block, ...]
    footer: Footer
    language: str = PREVAILING
    beside_right_to_left: bool = False

    @property
    def bilingual(self) -> bool:
        """Whether a second language stands beside the Spanish."""
        return self.language != PREVAILING


def texts_of(document: Document) -> tuple[BilingualPair, ...]:
    """Every text of a document in reading order, for reading it aloud and for checking it."""
    spoken = [document.title]
    for block in document.blocks:
        spoken.extend(_texts_of_block(block))
    foot = document.footer
    spoken.extend((foot.number, foot.watermark, foot.remark))
    return tuple(text for text in spoken if text)


def _texts_of_block(block: Block) -> tuple[BilingualPair, ...]:
    match block:
        case Heading() | Paragraph() | Notice():
            return (block.text,)
        case Picture():
            return (block.caption,)
        case FactTable():
            return (block.title, *_texts_of_facts(block.rows))
        case ClauseList():
            return tuple(
                text
                for clause in block.clauses
                for text in (clause.text, *_texts_of_facts(clause.details))
            )
        case SignatureBlock():
            named = (
                (BilingualPair(one.name, one.name), one.role, one.remark)
                for one in block.signatures
            )
            return (block.intro, *(text for texts in named for text in texts))


def _texts_of_facts(facts: tuple[Fact, ...]) -> tuple[BilingualPair, ...]:
    return tuple(text for fact in facts for text in (fact.label, fact.value))
