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

    @property
    def is_done(self) -> bool:
        return self.statement and self.call and self.event and self.rsvp and self.change


def read_first_steps() -> FirstSteps:
    """`slug` is of the newest action, for the last two steps; empty while there is none."""
    newest = Event.objects.public().filter(is_example=False).order_by("-published_at", "-id").first()
    return FirstSteps(
        statement=Statement.objects.public().filter(is_example=False).exists(),
        call=Call.objects.public().filter(statement__is_example=False).exists(),
        event=newest is not None,
        rsvp=RSVP.objects.filter(occurrence__event__is_example=False).exists(),
        change=Announcement.objects.changes().filter(event__is_example=False).exists(),
        slug=newest.slug if newest else "",
    )
