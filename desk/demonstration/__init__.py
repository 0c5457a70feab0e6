"""The demonstration: a partnership with a project in every state, all by the services."""

from desk.demonstration.load import cast_of, load_demonstration
from desk.demonstration.stories import tell

__all__ = ["cast_of", "load_demonstration", "tell"]
