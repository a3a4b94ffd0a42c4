"""The kinds of message that events owes, one module each, listed in settings.MESSAGE_KINDS.

| kind                | urgency | recipient      | topic          | key                                            |
| ------------------- | ------- | -------------- | -------------- | ---------------------------------------------- |
| events.confirmation | 0       | batch:<batch>  | occurrence:<id> | confirmation:<batch>:<UTC second>             |
| events.confirmed    | 0       | batch:<batch>  | occurrence:<id> | confirmed:<batch>:<UTC second>                |
| events.invitation   | 0       | rsvp:<id>      | occurrence:<id> | invitation:<rsvp>:<step>:on, …:off            |
| events.leave        | 0       | leave:<id>     | leave:<id>     | leave:<id>                                     |
| events.change_told  | 0       | rsvp:<id>      | occurrence:<id> | change-told:<id>:<UTC hour>, cancelled-told:… |
| events.proposal     | 0       | host:<id>      | host:<id>      | proposal:<host>                                |
| events.host_link    | 0       | host:<id>      | host:<id>      | host-link:<host>:<UTC microsecond>             |
| events.host_news    | 1       | host:<id>      | host:<id>      | host-online:<host>, host-sent-back:…           |
| events.word         | 1       | rsvp:<id>      | occurrence:<id> | word:<announcement>:<rsvp>                     |
| events.announcement | 1       | rsvp:<id>      | occurrence:<id> | announcement:<announcement>:<rsvp>            |
| events.host_check   | 1       | host:<id>      | occurrence:<id> | host-check:<check>                            |
| events.notice       | 1       | member:<user>  | <subject>:<id> | notice:<subject>[:<id>]:<user>:<UTC hour>     |
| events.unsent       | 1       | member:…, host:… | event:<id>   | unsent:<event>:<kind>:<UTC minute>:<recipient> |
| events.signing      | 1       | signing:<id>   | signing:<id>   | signing:<id>                                  |
| events.follow_confirmation | 0 | follow:<id>  | follow:<id>    | follow-confirmation:<id>                      |
| events.follow_ended | 1       | follow:<id>    | follow:<id>    | follow-ended:<id>                             |
| events.follow_news  | 3       | follow:<id>    | follow:<id>    | follow-news:<id>:<since>:<until>, microseconds |
| events.digest       | 3       | follow:<id>    | follow:<id>    | digest:<id>:<since>:<until>                   |
| events.reminder     | 2       | rsvp:<id>      | occurrence:<id> | reminder:<rsvp>:<rule>:<occurrence>:<moves>   |
| events.push         | 1       | push:<subscription> | push:<occurrence> | push:<subscription>:<key of the mail> |
| events.webhook      | 3       | webhook:<id>   | event:<id>     | webhook:<id>:<type>:<event>:<UTC microsecond> |
| events.host_reminder | 2      | member:, host: | occurrence:<id> | host-reminder:<recipient>:<rule>:<id>:<moves> |

What an organiser's action does: change the rows, write an `Announcement` for each date (nothing else is owed for it:
`events.announcement` plans it) and `withdraw_all([topic_of(...)])`. `moves` is raised only when the date's own start
or state changes, so a new hour reminds again and a new place does not. Where one change concerns several dates that a
person ticked together, they get one mail about all.

Each kind looks at the rows right before sending: what is cancelled, postponed, moved, over or erased by then is
NotOwed. Addresses are opened nowhere else than for the pages of their own person.
"""

from datetime import datetime, timedelta

from notifications.models import Delivery

EMAIL = "email"
# What is ordered so much earlier goes before all other news: nothing that is still told of began so long ago.
AHEAD = timedelta(days=3_650)


def topic_of(occurrence_id: int) -> str:
    """What messages about a date are filed under; `notifications.actions.withdraw_all` takes it."""
    return f"occurrence:{occurrence_id}"


def rsvp_recipient(rsvp_id: int) -> str:
    return f"rsvp:{rsvp_id}"


def batch_recipient(batch: int) -> str:
    return f"batch:{batch}"


def leave_recipient(link_id: int) -> str:
    return f"leave:{link_id}"


def signing_recipient(invitation_id: int) -> str:
    """Somebody who was invited to sign."""
    return f"signing:{invitation_id}"


def follow_recipient(follow_id: int) -> str:
    """Somebody who follows a list or a page."""
    return f"follow:{follow_id}"


def host_recipient(host_id: int) -> str:
    """Somebody who looks after an action by its secret link."""
    return f"host:{host_id}"


def member_recipient(user_id: int) -> str:
    """Somebody with an account, written to at its address."""
    return f"member:{user_id}"


def ended_at(delivery: Delivery) -> datetime:
    """For `settle`, which hears of a delivery once it has ended."""
    return delivery.settled_at or delivery.due_at


def id_of(name: str) -> int:
    """The number in "rsvp:9"."""
    return int(name.rpartition(":")[2])
