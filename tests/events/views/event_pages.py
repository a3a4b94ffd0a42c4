"""What organisers type into the form of an action in the tests of its pages, and what those answer."""

from tests.events.factories import make_event, make_place

FORM = {
    "title": "Hands off our clinics",
    "kind": "rally",
    "start_on": "2027-03-13",
    "start_time": "17:30",
    "end_time": "19:30",
    "place": "Clock Tower Square, 112 Market St, Ashford",
    "takes_rsvps": "on",
    "language": "en",
    "step": "draft",
}
NEW = "/organize/events/new/"


def make_own(organiser, **fields):
    return make_event(organization=organiser.group, **{"place": make_place(organization=organiser.group), **fields})


def own(event, rest=""):
    return f"/organize/events/{event.slug}/{rest}"


def fields_as_shown(page):
    """What a browser sends of the form of a page that nobody has touched."""
    form = page.context["form"]
    shown = {name: form[name].value() for name in form.fields}
    return {name: _sent(value) for name, value in shown.items() if value not in (None, "", False, [])}


def _sent(value):
    if isinstance(value, list | tuple):
        return [str(one) for one in value]
    return "on" if value is True else str(value)
