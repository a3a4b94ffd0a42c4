"""What can go wrong here; the text of each error is fit for the reader."""

import traceback


class NotificationsError(Exception):
    """The base of every error that this app raises on purpose."""


class ChannelDown(NotificationsError):
    """A channel cannot be reached at all: nothing was handed over, every message may be tried again."""


def where_it_broke(error: BaseException) -> str:
    """Class and line of an error, for logs and reasons. Never its text, which may quote an address."""
    frames = traceback.extract_tb(error.__traceback__)
    place = f" at {frames[-1].filename.rsplit('/', 1)[-1]}:{frames[-1].lineno}" if frames else ""
    return f"{type(error).__name__}{place}"
