"""How tests follow: through the verbs and the outbox, with what the mails say."""

import re

from django.core import mail

from events.actions.follow import FollowWish, ask_to_follow, confirm_follows
from events.follow_links import open_follow
from events.models import Follow
from tests.events.answers import AMAL, deliver
from tests.events.factories import NOW

LINK = re.compile(r"/follows/([\w-]{43})/")


def ask(path="/events/", query="", *, address=AMAL, now=NOW, zone="America/New_York", **wish):
    ask_to_follow(FollowWish(path=path, query=query, address=address, zone=zone, **wish), now=now)


def token_to(address=AMAL):
    """The link in the newest mail to `address`."""
    found = (LINK.search(message.body) for message in reversed(mail.outbox) if message.to == [address])
    return next(link[1] for link in found if link)


def follow(path="/events/", query="", *, address=AMAL, now=NOW, **wish):
    """Asked for, mailed, confirmed: the token and the row."""
    ask(path, query, address=address, now=now, **wish)
    deliver(now)
    token = token_to(address)
    link = open_follow(token)
    confirm_follows([link.follow], address=link.address, now=now)
    return token, Follow.objects.get(pk=link.follow.pk)


def news(now):
    """What is sent then, without other mails."""
    return [message for message in deliver(now) if "/follows/" in message.body]


def many_follow(queries, *, each, path="/events/"):
    """`each` confirmed follows of every query, without a mail and a key for any."""
    Follow.objects.bulk_create(
        Follow(
            path=path,
            query=query,
            zone="UTC",
            language="en",
            state="confirmed",
            sealed_address=b"",
            sealed_token=b"",
            token_sha256=f"{query}{number}",
            created_at=NOW,
            confirmed_at=NOW,
            told_until=NOW,
        )
        for query in queries
        for number in range(each)
    )
