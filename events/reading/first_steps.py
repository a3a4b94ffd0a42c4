"""The operator's first five steps, ticked by what exists. Demo content does not count."""

from dataclasses import dataclass

from events.models import RSVP, Announcement, Call, Event, Statement


@dataclass(frozen=True, slots=True)
class FirstSteps:
    statement: bool
    call: bool
    event: bool
    rsvp: bool
    change: bool
    slug: str
    call_slug: str

    @property
    def next(self) -> str:
        """The first that is not done yet; empty when all are."""
        steps = ("statement", "call", "event", "rsvp", "change")
        return next((step for step in steps if not getattr(self, step)), "")

    @property
    def is_done(self) -> bool:
        return not self.next


def read_first_steps() -> FirstSteps:
    """`slug` is of the newest action, for the last two steps, `call_slug` of the newest call, for the third; each is
    empty while there is none."""
    calls = Call.objects.public().filter(statement__is_example=False)
    call = calls.order_by("-id").values_list("slug", flat=True).first()
    newest = Event.objects.public().filter(is_example=False).order_by("-published_at", "-id").first()
    return FirstSteps(
        statement=Statement.objects.public().filter(is_example=False).exists(),
        call=call is not None,
        event=newest is not None,
        rsvp=RSVP.objects.filter(occurrence__event__is_example=False).exists(),
        change=Announcement.objects.changes().filter(event__is_example=False).exists(),
        slug=newest.slug if newest else "",
        call_slug=call or "",
    )
