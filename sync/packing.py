"""What reading packed bytes of a stranger can raise: all of it means that they are none of ours."""

from typing import Final

import msgspec

UNREADABLE: Final = (msgspec.MsgspecError, RecursionError, UnicodeDecodeError)
"""Lists within lists without end, and text that is none, are told apart from the rest by the library."""
