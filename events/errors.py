"""What can go wrong, in words fit for the reader."""

from collections.abc import Mapping


class EventsError(Exception):
    """A rule was broken. `str(error)` is shown to the reader; `field` names the form field it concerns."""

    def __init__(self, message: str, *, field: str | None = None) -> None:
        super().__init__(message)
        self.message = str(message)
        self.field = field


class EditClash(EventsError):
    """Somebody else saved since the form was opened. `theirs` maps field names to what stands now."""

    def __init__(self, message: str, *, theirs: Mapping[str, object]) -> None:
        super().__init__(message)
        self.theirs = dict(theirs)
