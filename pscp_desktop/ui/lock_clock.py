"""When the desk covers itself and when it locks: plain values, with no window in them."""

import hashlib
import hmac
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum
from typing import Final

PIN_DIGITS: Final = 6
PIN_TRIES: Final = 3
JUMP_SECONDS: Final = 30.0
"""How far the two clocks may part between two ticks before the laptop counts as having slept."""
LATE_SECONDS: Final = 60.0
"""How late a tick may come before the laptop counts as having slept."""
HOUR: Final = 3600.0


class Level(IntEnum):
    """How closed the desk is. It only ever opens by a right PIN, or by a new process."""

    OPEN = 0
    COVERED = 1
    LOCKED = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """After how many seconds what happens."""

    cover: float = 180.0
    lock: float = 600.0
    longest: float = 12 * HOUR


class Pin:
    """A short secret of this session: kept in memory only, as a digest that costs time to try."""

    __slots__ = ("_digest", "_salt")

    def __init__(self, digits: str) -> None:
        if not well_formed(digits):
            raise ValueError("six digits, not all the same")
        self._salt = secrets.token_bytes(16)
        self._digest = self._derive(digits)

    def fits(self, digits: str) -> bool:
        """Whether `digits` is it."""
        return hmac.compare_digest(self._digest, self._derive(digits))

    def _derive(self, digits: str) -> bytes:
        return hashlib.scrypt(digits.encode(), salt=self._salt, n=2**13, r=8, p=1, dklen=32)


def well_formed(digits: str) -> bool:
    """Whether `digits` can be a PIN: six figures, not one figure six times."""
    plain = digits.isascii() and digits.isdigit()
    return plain and len(digits) == PIN_DIGITS and len(set(digits)) > 1


class LockClock:
    """Two thresholds, one limit, and everything that locks at once.

    `monotonic` and `wall` are read, never trusted alone: where they part, the laptop slept or its
    clock was set, and both lock.
    """

    def __init__(
        self, limits: Limits, *, monotonic: Callable[[], float], wall: Callable[[], float]
    ) -> None:
        self.level = Level.OPEN
        self.why = ""
        self._limits = limits
        self._monotonic, self._wall = monotonic, wall
        self._pin: Pin | None = None
        self._tries = PIN_TRIES
        self._opened = self._touched = monotonic()
        self._last = (monotonic(), wall())

    @property
    def has_pin(self) -> bool:
        """Whether a cover can be lifted without the passphrase."""
        return self._pin is not None

    @property
    def tries_left(self) -> int:
        """How many wrong PINs are still forgiven."""
        return self._tries

    @property
    def idle(self) -> float:
        """Seconds since somebody last did something at the open desk."""
        return self._monotonic() - self._touched

    def take_pin(self, digits: str) -> None:
        """Use `digits` to lift covers until the lock; only while the desk is open."""
        if self.level is Level.OPEN:
            self._pin = Pin(digits)

    def touched(self) -> None:
        """Somebody typed or pointed. Under a cover that counts for nothing."""
        if self.level is Level.OPEN and self.tick() is Level.OPEN:
            self._touched = self._monotonic()

    def tick(self) -> Level:
        """Look at both clocks; gives the level that holds now."""
        if self.level is Level.LOCKED:
            return self.level
        now = self._monotonic()
        if self._slept(now):
            return self.lock("clock")
        if self._open_too_long(now):
            return self.lock("longest")
        if self._idle_for(self._limits.lock, now):
            return self.lock("idle")
        return self.cover() if self._idle_for(self._limits.cover, now) else self.level

    def _slept(self, now: float) -> bool:
        """Whether the two clocks parted since the last look, or that was too long ago."""
        wall = self._wall()
        passed, shown = now - self._last[0], wall - self._last[1]
        self._last = (now, wall)
        return abs(passed - shown) > JUMP_SECONDS or passed > LATE_SECONDS

    def _open_too_long(self, now: float) -> bool:
        return now - self._opened >= self._limits.longest

    def _idle_for(self, seconds: float, now: float) -> bool:
        return now - self._touched >= seconds

    def cover(self) -> Level:
        """Cover the desk, by hand or for being idle. The time to the lock runs on."""
        self.level = max(self.level, Level.COVERED)
        return self.level

    def uncover(self, digits: str) -> Level:
        """Lift the cover with the PIN; the third wrong one locks."""
        if self.tick() is Level.COVERED and self.prove(digits):
            self.level = Level.OPEN
            self._touched = self._monotonic()
        return self.level

    def prove(self, digits: str) -> bool:
        """Whether `digits` is the PIN of whoever opened the desk; the third wrong one locks."""
        if self.level is Level.LOCKED or self._pin is None:
            return False
        if self._pin.fits(digits):
            self._tries = PIN_TRIES
            return True
        self._tries -= 1
        if self._tries <= 0:
            self.lock("pin")
        return False

    def lock(self, why: str) -> Level:
        """Lock at once: the system slept or was locked, the panic key, or a limit. No way back."""
        if self.level is not Level.LOCKED:
            self.level, self.why, self._pin = Level.LOCKED, why, None
        return self.level
