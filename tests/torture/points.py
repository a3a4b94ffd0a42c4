"""Named points at which a drainer ends itself with SIGKILL: what the product calls is wrapped from outside.

`TORTURE_POINT` names one, `TORTURE_PASSES` says at which passing of it. Read by the torture's own programs only.
"""

import os
import signal
from collections.abc import Callable
from functools import wraps
from itertools import count
from typing import Any

from notifications.actions import draining, marks
from notifications.channels.email.smtp import StagedSMTP

AFTER_CLAIM, BEFORE_DATA, AFTER_DOT, BEFORE_SENT = "after claim", "before DATA", "after the final dot", "before `sent`"
POINTS = (AFTER_CLAIM, BEFORE_DATA, AFTER_DOT, BEFORE_SENT)


def die_where_told() -> None:
    point, passes = os.environ.get("TORTURE_POINT"), int(os.environ.get("TORTURE_PASSES", "0"))
    if not point or not passes:
        return
    owner, name, comes_first = {
        AFTER_CLAIM: (draining, "claim", True),
        BEFORE_DATA: (StagedSMTP, "data", False),
        AFTER_DOT: (StagedSMTP, "send", True),
        BEFORE_SENT: (marks, "_write", False),
    }[point]
    is_passing = {
        AFTER_CLAIM: claims_something,
        BEFORE_DATA: always,
        AFTER_DOT: sends_the_dot,
        BEFORE_SENT: marks_something,
    }[point]
    setattr(owner, name, killing(getattr(owner, name), passes=passes, is_after=comes_first, is_passing=is_passing))


def killing(
    function: Callable[..., Any], *, passes: int, is_after: bool, is_passing: Callable[..., bool]
) -> Callable[..., Any]:
    """`function`, and death before or after its `passes`-th call of those that count."""
    numbers = count(1)

    @wraps(function)
    def wrapped(*arguments: Any, **named: Any) -> Any:
        result = function(*arguments, **named) if is_after else None
        if is_passing(result, *arguments) and next(numbers) >= passes:
            os.kill(os.getpid(), signal.SIGKILL)
        return result if is_after else function(*arguments, **named)

    return wrapped


def always(result: Any, *arguments: Any) -> bool:
    return True


def claims_something(claimed: Any, *arguments: Any) -> bool:
    return bool(claimed)


def marks_something(result: Any, marks: Any, *more: Any) -> bool:
    """The first group is only renewed."""
    return bool(marks)


def sends_the_dot(result: Any, connection: Any, sent: Any) -> bool:
    return isinstance(sent, bytes) and sent.endswith(b"\r\n.\r\n")
