"""Sees from outside when a program's window stands there painted with the keyboard in it.

A client of the X server like any other, so that our window, a bare one and another program's are judged
alike. There is no window manager on a screen of its own: giving a new window the keyboard is done here.
"""

import ctypes
import time
from collections.abc import Iterator
from contextlib import contextmanager
from ctypes import POINTER, Structure, byref, c_char, c_int, c_long, c_uint, c_ulong, c_void_p
from typing import Any, Final

LARGE: Final = 300
"""Pixels from which a window is one to work in, not a tip or a splash."""
LOOK_SECONDS: Final = 0.002
MAPPED: Final = 2
ALL_PLANES: Final = 0xFFFFFFFF
AS_PIXELS: Final = 2
TO_PARENT: Final = 2


class _Attributes(Structure):
    """XWindowAttributes, as far as the state of the map."""

    _fields_ = (
        ("x", c_int), ("y", c_int), ("width", c_int), ("height", c_int), ("border", c_int),
        ("depth", c_int), ("visual", c_void_p), ("root", c_ulong), ("kind", c_int),
        ("bit_gravity", c_int), ("win_gravity", c_int), ("backing_store", c_int),
        ("backing_planes", c_ulong), ("backing_pixel", c_ulong), ("save_under", c_int),
        ("colormap", c_ulong), ("map_installed", c_int), ("map_state", c_int),
        ("all_events", c_long), ("your_events", c_long), ("no_propagate", c_long),
        ("override_redirect", c_int), ("screen", c_void_p),
    )  # fmt: skip


class _Image(Structure):
    """XImage, as far as its bytes."""

    _fields_ = (
        ("width", c_int), ("height", c_int), ("xoffset", c_int), ("format", c_int),
        ("data", POINTER(c_char)), ("byte_order", c_int), ("bitmap_unit", c_int),
        ("bitmap_bit_order", c_int), ("bitmap_pad", c_int), ("depth", c_int),
        ("bytes_per_line", c_int),
    )  # fmt: skip


class Eye:
    """Looks at one screen."""

    def __init__(self, display: str) -> None:
        x: Any = ctypes.CDLL("libX11.so.6")
        x.XOpenDisplay.restype = c_void_p
        x.XDefaultRootWindow.restype = c_ulong
        x.XDefaultRootWindow.argtypes = [c_void_p]
        x.XQueryTree.argtypes = [c_void_p, c_ulong, *[c_void_p] * 4]
        x.XGetWindowAttributes.argtypes = [c_void_p, c_ulong, c_void_p]
        x.XSetInputFocus.argtypes = [c_void_p, c_ulong, c_int, c_ulong]
        x.XGetInputFocus.argtypes = [c_void_p, c_void_p, c_void_p]
        x.XGetImage.restype = POINTER(_Image)
        x.XGetImage.argtypes = [
            c_void_p, c_ulong, c_int, c_int, c_uint, c_uint, c_ulong, c_int,
        ]  # fmt: skip
        x.XFree.argtypes = x.XCloseDisplay.argtypes = [c_void_p]
        x.XDestroyImage.argtypes = [c_void_p]
        self._x, self._display = x, x.XOpenDisplay(display.encode())
        if not self._display:
            raise ConnectionError(display)
        self._root = x.XDefaultRootWindow(self._display)
        # A window may go between being listed and being asked: an answer of nothing is enough.
        self._deaf = ctypes.CFUNCTYPE(c_int, c_void_p, c_void_p)(lambda _display, _error: 0)
        x.XSetErrorHandler(self._deaf)

    def close(self) -> None:
        """Look away."""
        self._x.XCloseDisplay(self._display)

    def wait(self, most_seconds: float) -> None:
        """Return once a window to work in is painted and has the keyboard. Raises TimeoutError."""
        last = time.monotonic() + most_seconds
        while time.monotonic() < last:
            for window in self._windows():
                self._x.XSetInputFocus(self._display, window, TO_PARENT, 0)
                if self._painted(window) and self._has_keyboard(window):
                    return
            time.sleep(LOOK_SECONDS)
        raise TimeoutError("no window came")

    def gone(self) -> None:
        """Return once no such window is left: the next one seen is the next program's."""
        last = time.monotonic() + 10
        while any(self._windows()) and time.monotonic() < last:
            time.sleep(LOOK_SECONDS)

    def _windows(self) -> Iterator[int]:
        root, parent, count = c_ulong(), c_ulong(), c_uint()
        children = POINTER(c_ulong)()
        self._x.XQueryTree(
            self._display, self._root, byref(root), byref(parent), byref(children), byref(count)
        )
        found = [children[number] for number in range(count.value)]
        if count.value:
            self._x.XFree(children)
        for window in found:
            about = _Attributes()
            known = self._x.XGetWindowAttributes(self._display, window, byref(about))
            large = min(about.width, about.height) >= LARGE
            if known and about.map_state == MAPPED and large and not about.override_redirect:
                yield window

    def _has_keyboard(self, window: int) -> bool:
        held, back = c_ulong(), c_int()
        self._x.XGetInputFocus(self._display, byref(held), byref(back))
        return held.value == window

    def _painted(self, window: int) -> bool:
        """Whether there is more than one colour in it: nobody has painted a window of one."""
        about = _Attributes()
        if not self._x.XGetWindowAttributes(self._display, window, byref(about)):
            return False
        image = self._x.XGetImage(
            self._display, window, 0, 0, about.width, about.height, ALL_PLANES, AS_PIXELS
        )
        if not image:
            return False
        held = image.contents
        seen = ctypes.string_at(held.data, held.bytes_per_line * held.height)
        self._x.XDestroyImage(image)
        return seen != seen[:4] * (len(seen) // 4)


@contextmanager
def eye(display: str) -> Iterator[Eye]:
    """An eye on a screen."""
    opened = Eye(display)
    try:
        yield opened
    finally:
        opened.close()
