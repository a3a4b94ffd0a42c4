"""What belongs to an organisation is changed by its organisers alone, whatever address, form or number is tried."""

import pytest
from django.test import Client

from accounts.models import Invitation, Membership
from events.actions.signature import sign_revision
from events.models import Event, Signature
from tests.events.factories import (
    NOW,
    make_call,
    make_campaign,
    make_event,
    make_organization,
    make_place,
    make_statement,
    make_user,
)
from tests.hostile.addresses import addresses
from tests.hostile.forms import CALL, CAMPAIGN, EVENT, HONEST, STATEMENT, problems_in
from tests.hostile.world import stored

EVERYTHING = {
    **EVENT,
    **STATEMENT,
    **CALL,
    **CAMPAIGN,
    "step": "publish",
    "names": "x",
    "role": "owner",
    "email": "a@b.example",
}

# Where anybody with a group of their own may begin.
NEW = [f"/organize/{name}/new/" for name in ("events", "campaigns", "statements")]


def client_of(user):
    client = Client(raise_request_exception=False)
    client.force_login(user)
    return client


@pytest.fixture
def intruders(world):
    """Owners of another group, and members of this one who may not edit."""
    found = {"another group": make_organization(owner=make_user()).members.get()}
    for role in ("helper", "moderator"):
        found[role] = make_user()
        Membership.objects.create(user=found[role], organization=world.group, role=role)
    found["nobody's member"] = make_user()
    return {who: client_of(user) for who, user in found.items()}


def private(world):
    every = addresses(world, token="A" * 43)
    every = [path for path in every if path not in NEW]
    own = [path for path in every if path.startswith(("/organize/", "/accounts/organizations/", "/start/"))]
    drafts = [path.replace("hands-off", "draft-event") for path in own]
    drafts = [path.replace("no-city", "draft-statement").replace("bank-campaign", "draft-campaign") for path in drafts]
    return sorted({*own, *drafts, *(path for path in every if path.startswith(("/admin/", "/accounts/mail-box/")))})


@pytest.mark.parametrize("who", ["another group", "helper", "moderator", "nobody's member"])
def test_nothing_of_a_group_is_shown_to_or_changed_by_others(world, intruders, who):
    Invitation.objects.create(organization=world.group, role="helper", sha256="0" * 64, expires_at=NOW)
    before = stored()
    client, paths = intruders[who], private(world)

    looked = {path: client.get(path) for path in paths}
    posted = {path: client.post(path, EVERYTHING | {"version": "1"}) for path in paths}

    assert stored() == before
    assert [path for path, answer in posted.items() if answer.status_code >= 500] == []
    names = (
        "clinic-watch",
        "hands-off",
        "draft-event",
        "no-city",
        "draft-statement",
        "rally-everywhere",
        "bank-campaign",
    )
    own = [path for path in paths if any(name in path for name in names) and not path.endswith("/sign/")]
    assert len(own) > 60
    assert {looked[path].status_code for path in own} <= {302, 403, 404, 405}
    assert {posted[path].status_code for path in own} <= {302, 403, 404, 405}


def test_organisers_change_actions_but_neither_members_nor_the_group(world):
    organizer = make_user()
    membership = Membership.objects.create(user=organizer, organization=world.group, role="organizer")
    client, before = client_of(organizer), stored()
    page = "/accounts/organizations/clinic-watch/"

    for path in ("", "invitations/", f"members/{membership.pk}/", f"members/{membership.pk}/remove/"):
        assert client.post(page + path, EVERYTHING).status_code in (403, 404)
    assert stored() == before


def test_strangers_are_led_to_the_sign_in_page(world, stranger):
    before = stored()

    for path in private(world):
        for answer in (stranger.get(path), stranger.post(path, EVERYTHING)):
            assert answer.status_code in (302, 403, 404, 405) or path == "/start/"
            if answer.status_code == 302:
                assert "/login/" in answer["Location"] or path.startswith("/admin/")
    assert stored() == before


@pytest.fixture
def foreign():
    """Of another group: what this group's organisers could name by its number."""
    group = make_organization(owner=make_user(), name="Other People")
    statement = make_statement(organization=group)
    return {
        "organization": group.pk,
        "campaign": make_campaign(organization=group).pk,
        "call": make_call(statement=statement).pk,
        "second_call": make_call(statement=statement, exact="We have counted").pk,
        "calls": make_call(statement=make_statement(organization=group)).pk,
    }


@pytest.mark.parametrize(
    ("door", "field"), [("event", "call"), ("event", "second_call"), ("event", "campaign"), ("campaign", "calls")]
)
def test_numbers_of_other_groups_are_no_choices(world, organiser, foreign, door, field):
    _who, path, honest = HONEST[door]
    before = stored()

    response = organiser.post(path, {**honest, field: [str(foreign[field])]})

    assert (response.status_code, field in problems_in(response)) == (422, True)
    assert stored() == before


def test_nobody_posts_in_the_name_of_another_group(world, organiser, foreign):
    make_organization(owner=world.owner)  # with two of one's own the form asks in whose name
    for door in ("event", "statement", "campaign"):
        _who, path, honest = HONEST[door]
        before = stored()
        response = organiser.post(path, {**honest, "organization": str(foreign["organization"])})
        assert (response.status_code, "organization" in problems_in(response)) == (422, True)
        assert stored() == before


def test_nobody_signs_or_takes_back_a_signature_for_another_group(world, organiser, foreign):
    theirs = make_statement(slug="theirs")
    signer = make_organization(owner=make_user())
    signature = sign_revision(theirs.current, organization=signer, by=signer.members.get(), now=NOW)

    response = organiser.post("/organize/statements/theirs/sign/", {"organization": str(signer.pk)})
    gone = organiser.post(f"/organize/statements/theirs/signatures/{signature.pk}/withdraw/")

    assert (response.status_code, gone.status_code) == (422, 404)
    assert list(Signature.objects.values_list("organization", "withdrawn_at")) == [(signer.pk, None)]


def test_parts_of_another_campaign_are_not_reached_through_one_s_own(world, organiser):
    target = make_campaign().targets.create(kind="company", name="X", reason="Y", state_since=NOW.date())

    for path in (f"targets/{target.pk}/", f"targets/{target.pk}/remove/", f"targets/{target.pk}/sources/new/"):
        answer = organiser.post(f"/organize/campaigns/bank-campaign/{path}", {"name": "Z"})
        assert answer.status_code == 404
    target.refresh_from_db()
    assert target.name == "X"


def test_a_date_of_another_event_is_not_reached_through_one_s_own(world, organiser, stranger):
    other = make_event(place=make_place(), start_on=NOW.date().replace(day=25))
    day = other.occurrences.get().date_slug

    assert organiser.post(f"/organize/events/hands-off/{day}/cancel/", {"note": "x"}).status_code == 404
    assert stranger.get(f"/events/hands-off/{day}/").status_code == 404
    assert Event.objects.get(pk=other.pk).occurrences.get().state == "scheduled"
