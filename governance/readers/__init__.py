"""What governance reads from files, in plain values."""

from governance.readers.fields import Unreadable
from governance.readers.quorum_cases import Case, read_cases

__all__ = ["Case", "Unreadable", "read_cases"]
