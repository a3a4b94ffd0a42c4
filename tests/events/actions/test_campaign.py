import datetime as dt

import pytest

from events.actions.campaign import (
    CampaignDetails,
    create_campaign,
    delete_campaign_draft,
    edit_campaign,
    publish_campaign,
)
from events.actions.campaign_parts import (
    Citation,
    add_demand,
    add_milestone,
    add_source,
    add_target,
    edit_demand,
    edit_milestone,
    edit_target,
    remove_part,
)
from events.errors import EditClash, EventsError
from events.models import Campaign, Milestone, Schedule, Target
from tests.events.factories import NOW, make_call, make_event, make_organization, make_statement, make_user

pytestmark = pytest.mark.django_db

DETAILS = CampaignDetails(title="Halden Pharmacies", kind="boycott", start_on=dt.date(2027, 2, 1))
SOURCE = Citation(title="Land register", url="https://register.example/114", read_on=dt.date(2027, 2, 1))
LATER = NOW + dt.timedelta(hours=1)


def make_draft(**changes):
    details = CampaignDetails(**{"title": "Halden", "kind": "boycott", "start_on": dt.date(2027, 2, 1), **changes})
    return create_campaign(make_organization(), details=details, by=None, now=NOW)


def name_target(campaign, **changes):
    values = {"name": "Halden Ltd", "kind": "company", "reason": "It bought the land.", "sources": [SOURCE]}
    return add_target(campaign, **{**values, "since": NOW.date(), "by": None, "now": NOW, **changes})


def make_public(**changes):
    campaign = make_draft(**changes)
    add_demand(campaign, asked="Withdraw the closures", of_whom="Halden Ltd", by=None, now=NOW)
    return publish_campaign(campaign, by=None, now=NOW)


def test_campaign_begins_as_a_draft_with_an_address_of_its_own():
    organization = make_organization()

    first = create_campaign(organization, details=DETAILS, by=None, now=NOW)
    second = create_campaign(organization, details=DETAILS, by=None, now=NOW)

    assert (first.slug, second.slug) == ("halden-pharmacies", "halden-pharmacies-2")
    assert list(Campaign.objects.public()) == []


def test_address_has_a_kind_and_a_day_where_the_title_has_no_letters():
    assert make_draft(title="١٣").slug == "13"
    assert make_draft(title="!!!").slug == "boycott-2027-02-01"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"title": "  "}, "title"),
        ({"title": "x" * 201}, "title"),
        ({"title": "bell\x07"}, "title"),
        ({"title": "\ud800"}, "title"),
        ({"kind": "riot"}, "kind"),
        ({"description": "x" * 20_001}, "description"),
        ({"start_on": dt.date(1, 1, 1)}, "start_on"),
        ({"end_on": dt.date(2027, 1, 31)}, "end_on"),
        ({"language": "<b>"}, "language"),
    ],
)
def test_what_makes_no_sense_is_refused_by_its_field_and_nothing_is_saved(changes, field):
    with pytest.raises(EventsError) as refused:
        make_draft(**changes)

    assert refused.value.field == field
    assert Campaign.objects.count() == 0


def test_calls_are_quoted_as_they_stand_now():
    organization = make_organization()
    call = make_call(statement=make_statement(organization=organization))

    details = CampaignDetails(title="Halden", kind="boycott", start_on=dt.date(2027, 2, 1), calls=[call])
    campaign = create_campaign(organization, details=details, by=None, now=NOW)

    [answered] = campaign.answered_calls.all()
    assert (answered.call, answered.anchor, answered.linked_at) == (call, call.anchors.get(), NOW)


def test_a_call_that_others_may_not_answer_is_refused():
    with pytest.raises(EventsError) as refused:
        make_draft(calls=[make_call()])

    assert refused.value.field == "calls"


def test_nothing_is_published_that_aims_at_nobody_and_asks_nothing():
    campaign = make_draft()

    with pytest.raises(EventsError):
        publish_campaign(campaign, by=None, now=NOW)

    assert list(Campaign.objects.public()) == []


def test_publishing_twice_is_publishing_once():
    campaign = make_public()

    again = publish_campaign(campaign, by=None, now=LATER)

    assert again.published_at == NOW


def test_publishing_touches_the_calendar_entries_that_name_it_from_then_on():
    campaign = make_draft()
    add_demand(campaign, asked="Stop", of_whom="Halden", by=None, now=NOW)
    event = make_event(campaign=campaign)
    other = make_event()

    publish_campaign(campaign, by=None, now=LATER)

    changes = {schedule.event_id: (schedule.change, schedule.sequence) for schedule in Schedule.objects.all()}
    assert changes == {event.pk: (2, 0), other.pk: (1, 0)}


def test_editing_with_an_old_version_shows_what_stands_and_saves_nothing():
    campaign = make_public()
    edit_campaign(campaign, details=changed(campaign, title="Theirs"), by=None, now=NOW, version=campaign.version)

    with pytest.raises(EditClash) as clash:
        edit_campaign(campaign, details=changed(campaign, title="Mine"), by=None, now=NOW, version=campaign.version)

    assert clash.value.theirs["title"] == "Theirs"
    assert Campaign.objects.get().title == "Theirs"


def test_saving_what_stands_already_is_no_clash():
    campaign = make_public()
    edit_campaign(campaign, details=changed(campaign, title="Same"), by=None, now=NOW, version=campaign.version)

    saved = edit_campaign(campaign, details=changed(campaign, title="Same"), by=None, now=NOW, version=1)

    assert saved.title == "Same"


def changed(campaign, **changes):
    standing = CampaignDetails.of(Campaign.objects.get(pk=campaign.pk))
    return CampaignDetails(**{name: getattr(standing, name) for name in standing.__dataclass_fields__} | changes)


def test_another_title_touches_the_milestones_without_a_new_sequence():
    campaign = make_public()
    milestone = add_milestone(campaign, title="Meeting", on=dt.date(2027, 4, 20), by=None, now=NOW)

    edit_campaign(campaign, details=changed(campaign, title="Another"), by=None, now=LATER)

    milestone.refresh_from_db()
    assert (milestone.sequence, milestone.change, milestone.last_modified) == (0, 2, LATER)


def test_nobody_is_named_without_a_reason_and_a_source():
    campaign = make_draft()

    for changes, field in (
        ({"sources": []}, "source_url"),
        ({"reason": " "}, "reason"),
        ({"sources": [Citation(title="", url=SOURCE.url, read_on=SOURCE.read_on)]}, "source_title"),
        ({"sources": [Citation(title="x", url="javascript:alert(1)", read_on=SOURCE.read_on)]}, "source_url"),
        ({"sources": [Citation(title="x", url="https://a:b@example.org/", read_on=SOURCE.read_on)]}, "source_url"),
        ({"sources": [Citation(title="x", url=SOURCE.url, read_on=dt.date(2027, 3, 5))]}, "read_on"),
    ):
        with pytest.raises(EventsError) as refused:
            name_target(campaign, **changes)
        assert refused.value.field == field
    assert Target.objects.count() == 0


def test_target_is_found_by_its_name_and_named_once():
    campaign = make_draft()
    name_target(campaign, name="Halden Ltd")

    with pytest.raises(EventsError) as refused:
        name_target(campaign, name="Halden Ltd")

    assert refused.value.field == "name"
    assert " halden ltd" in Campaign.objects.get().search_text


def test_what_is_over_stays_and_says_since_when():
    campaign = make_public()
    target = name_target(campaign)

    edit_target(
        target,
        name=target.name,
        kind="company",
        reason=target.reason,
        state="won",
        since=dt.date(2027, 2, 28),
        by=None,
        now=NOW,
    )

    target.refresh_from_db()
    assert (target.is_running, target.state, target.state_since) == (False, "won", dt.date(2027, 2, 28))


def test_parts_of_a_draft_can_be_removed_and_public_ones_cannot():
    draft, public = make_draft(), make_public()
    mine, seen = name_target(draft), name_target(public)

    remove_part(mine, by=None, now=NOW)
    with pytest.raises(EventsError):
        remove_part(seen, by=None, now=NOW)

    assert list(Target.objects.all()) == [seen]


def test_a_second_source_stands_beside_the_first():
    target = name_target(make_draft())

    add_source(target, Citation(title="Report", url="https://b.example/", read_on=NOW.date()), by=None, now=NOW)

    assert [source.title for source in target.sources.all()] == ["Land register", "Report"]


def test_demand_that_is_met_says_since_when():
    [demand] = make_public().demands.all()

    edit_demand(
        demand, asked=demand.asked, of_whom=demand.of_whom, status="met", since=dt.date(2027, 2, 20), by=None, now=NOW
    )

    demand.refresh_from_db()
    assert (demand.status, demand.status_since) == ("met", dt.date(2027, 2, 20))


def test_milestone_of_another_day_raises_its_sequence_and_only_its_own():
    campaign = make_public()
    moved = add_milestone(campaign, title="Meeting", on=dt.date(2027, 4, 20), by=None, now=NOW)
    other = add_milestone(campaign, title="Vote", on=dt.date(2027, 5, 1), by=None, now=NOW)

    edit_milestone(
        moved, title="Meeting", on=dt.date(2027, 4, 21), note="", state="scheduled", by=None, now=LATER, version=None
    )

    rows = {row.pk: (row.on.day, row.sequence, row.change, row.last_modified) for row in Milestone.objects.all()}
    assert rows == {moved.pk: (21, 1, 2, LATER), other.pk: (1, 0, 1, NOW)}


def test_milestone_of_a_draft_keeps_sequence_zero():
    milestone = add_milestone(make_draft(), title="Meeting", on=dt.date(2027, 4, 20), by=None, now=NOW)

    edit_milestone(milestone, title="Meeting", on=dt.date(2027, 4, 21), note="", state="scheduled", by=None, now=LATER)

    milestone.refresh_from_db()
    assert (milestone.on.day, milestone.sequence, milestone.change) == (21, 0, 1)


def test_only_drafts_are_deleted():
    draft, public = make_draft(), make_public()

    delete_campaign_draft(draft, by=None, now=NOW)
    with pytest.raises(EventsError):
        delete_campaign_draft(public, by=None, now=NOW)

    assert list(Campaign.objects.all()) == [public]


def verbs_on(campaign, by):
    who = {"by": by, "now": LATER}
    target, demand, milestone = (getattr(campaign, name).get() for name in ("targets", "demands", "milestones"))
    given = {"name": "Other", "kind": "company", "reason": "Why", "since": NOW.date()}
    yield lambda: create_campaign(campaign.organization, details=DETAILS, **who)
    yield lambda: edit_campaign(campaign, details=DETAILS, **who)
    yield lambda: publish_campaign(campaign, **who)
    yield lambda: delete_campaign_draft(campaign, **who)
    yield lambda: add_target(campaign, **given, sources=[SOURCE], **who)
    yield lambda: edit_target(target, **given, state="named", **who)
    yield lambda: add_source(target, SOURCE, **who)
    yield lambda: add_demand(campaign, asked="Other", of_whom="Other", **who)
    yield lambda: edit_demand(demand, asked="Other", of_whom="O", status="open", since=NOW.date(), **who)
    yield lambda: add_milestone(campaign, title="Other", on=dt.date(2027, 4, 20), **who)
    yield lambda: edit_milestone(milestone, title="O", on=dt.date(2027, 4, 20), note="", state="scheduled", **who)
    yield lambda: remove_part(target, **who)


@pytest.mark.parametrize("is_staff", [False, True], ids=["member of another", "operator"])
def test_only_its_own_organisers_change_a_campaign(is_staff):
    campaign = make_draft()
    name_target(campaign)
    add_demand(campaign, asked="Stop", of_whom="Halden", by=None, now=NOW)
    add_milestone(campaign, title="Meeting", on=dt.date(2027, 4, 20), by=None, now=NOW)
    stranger = make_user(is_staff=is_staff)
    make_organization(owner=stranger)
    campaign.refresh_from_db()

    refused = []
    for verb in verbs_on(campaign, stranger):
        with pytest.raises(EventsError) as caught:
            verb()
        refused.append(caught.value.message)

    assert refused == ["Only an owner or organiser of this organisation can do this."] * 12
    assert Campaign.objects.get().version == campaign.version
