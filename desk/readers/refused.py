"""The refusal of a file: a code for programs and tests, a sentence for the person."""


class FileRefused(Exception):  # noqa: N818 -- the name says what happened to the file
    """A file that is not read. `code` names why; `sentence` says what to do about it."""

    def __init__(self, code: str, sentence: str) -> None:
        super().__init__(sentence)
        self.code = code
        self.sentence = sentence
