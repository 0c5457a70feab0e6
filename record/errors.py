"""What a service says when it will not do what was asked."""

from collections.abc import Sequence


class Refusal(Exception):  # noqa: N818 -- the field's word; it is an answer, not a fault
    """A service's "no", in a sentence that says what to do instead.

    code: stable, lower_snake_case; every code has a test that names it.
    status: the HTTP status of the page that shows it; 409 where somebody else was first.
    details: further sentences, one line each (what is missing, row by row).
    """

    def __init__(
        self, message: str, *, code: str, status: int = 400, details: Sequence[str] = ()
    ) -> None:
        super().__init__(message)
        self.code = code
        self.status = status
        self.details = tuple(details)


class ActorMissing(Exception):  # noqa: N818 -- a fault of ours, never a person's
    """A write to a kept model outside any use case: nobody could be named as its author."""
