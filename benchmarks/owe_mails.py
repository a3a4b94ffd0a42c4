"""`python -m benchmarks.owe_mails N`: N people say that they come; each is owed a mail with a link, now."""

import sys

import django
from django.utils import timezone

django.setup()

from events.actions.rsvp import Wish, join_occurrences
from events.models import Occurrence


def owe_mails(number: int) -> None:
    now = timezone.now()
    occurrence = Occurrence.objects.select_related("event").filter(starts_at__gt=now).order_by("starts_at").last()
    assert occurrence is not None, "there is no upcoming event: manage.py demo --events 1000"
    for person in range(number):
        join_occurrences(occurrence.event, [occurrence], wish=Wish(address=f"person{person}@example.org"), now=now)


if __name__ == "__main__":
    owe_mails(int(sys.argv[1]))
