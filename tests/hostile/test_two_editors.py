"""Two organisers open the same form; the second who saves sees both values, and nothing is lost (invariant 16)."""

import re

import pytest
from django.test import Client

from accounts.models import Membership
from tests.events.factories import make_user
from tests.hostile.crawl import Links
from tests.hostile.world import stored

FORMS = {
    "/organize/events/hands-off/edit/": ("title", "events.Event"),
    "/organize/events/draft-event/edit/": ("title", "events.Event"),
    "/organize/events/hands-off/2027-03-13/place/": ("place", "events.Occurrence"),
    "/organize/events/hands-off/2027-03-13/move/": ("start_time", "events.Occurrence"),
    "/organize/statements/no-city/edit/": ("title", "events.Revision"),
    "/organize/calls/rally-everywhere/": ("title", "events.Call"),
    "/organize/calls/rally-everywhere/kit/": ("title", "events.Kit"),
    "/organize/campaigns/bank-campaign/edit/": ("title", "events.Campaign"),
    "/organize/campaigns/bank-campaign/targets/{target}/": ("name", "events.Target"),
    "/organize/campaigns/bank-campaign/demands/{demand}/": ("asked", "events.Demand"),
    "/accounts/organizations/clinic-watch/": ("name", "accounts.Organization"),
}
WORDS = {"start_time": ("18:30", "19:45")}


@pytest.fixture
def second(world):
    user = make_user()
    Membership.objects.create(user=user, organization=world.group, role="owner")
    client = Client(raise_request_exception=False)
    client.force_login(user)
    return client


def typed_into(page, name):
    """What a browser would send of the form that holds a field of this name."""
    for form in re.findall(r"<form\b.*?</form>", page.text, re.DOTALL):
        if f'name="{name}"' in form:
            return sent_by(form)
    raise AssertionError(f"no form with {name}: {page.status_code}")


def sent_by(form):
    values, select = {}, ""
    for tag, attributes in Links(form).tags:
        field, kind = attributes.get("name", ""), attributes.get("type", "text")
        is_box = kind in ("checkbox", "radio")
        if tag == "input" and field and ("checked" in attributes or not is_box):
            values.setdefault(field, []).append(attributes.get("value", "on" if is_box else ""))
        elif tag == "select":
            select = field
        elif tag == "option" and "selected" in attributes:
            values[select] = [attributes.get("value", "")]
    for field, text in re.findall(r'<textarea\b[^>]*?name="(\w+)"[^>]*>\n?(.*?)</textarea>', form, re.DOTALL):
        values[field] = [text]
    return values


@pytest.mark.parametrize("path", FORMS)
@pytest.mark.parametrize("language", ["en", "ar"])
def test_the_second_sees_both_values_and_decides(world, organiser, second, path, language):
    field, model = FORMS[path]
    path = path.format(target=world.campaign.targets.get().pk, demand=world.campaign.demands.get().pk)
    theirs, mine = WORDS.get(field, ("What the first wrote", "What the second wrote"))
    opened, also_opened = organiser.get(path), second.get(path)
    assert organiser.post(path, typed_into(opened, field) | {field: theirs}).status_code == 302
    before = stored()

    clash = second.post(path, typed_into(also_opened, field) | {field: mine}, headers={"Accept-Language": language})

    assert (clash.status_code, clash["Content-Language"]) == (422, language)
    assert theirs in clash.text
    assert mine in clash.text
    assert stored() == before
    again = second.post(path, typed_into(clash, field) | {field: mine})
    assert again.status_code == 302
    assert stored()[model] != before[model]
