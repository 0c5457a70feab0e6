"""How a frozen copy is shown on pages: see `governance.rules.shown`."""

from governance.rules.shown import differences_shown, parts_of

__all__ = ["differences_shown", "parts_of"]
