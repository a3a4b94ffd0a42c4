import datetime as dt

import django_filters as filters
import pytest
from django.http import QueryDict

from events.filters import FilterError, narrow_occurrences
from events.filters.occurrence import OccurrenceFilter, days_of, describe_filter
from events.models import Occurrence, OldSlug
from events.search import search_text_of
from tests.events.factories import (
    NOW,
    make_call,
    make_campaign,
    make_event,
    make_organization,
    make_place,
    make_statement,
)

pytestmark = pytest.mark.django_db


def found(query):
    return [one.event_id for one in narrow_occurrences(Occurrence.objects.public(), QueryDict(query), now=NOW)]


def refused(query):
    with pytest.raises(FilterError) as error:
        found(query)
    return list(error.value.problems)


def test_kind_may_be_given_more_than_once():
    rally, vigil, _march = make_event(kind="rally"), make_event(kind="vigil"), make_event(kind="march")

    assert found("kind=vigil") == [vigil.pk]
    assert found("kind=vigil&kind=rally") == [rally.pk, vigil.pk]


def test_empty_values_of_a_form_ask_for_nothing():
    event = make_event()

    assert found("q=&kind=&when=&after=&online=&call=") == [event.pk]


def test_words_are_found_whatever_their_marks():
    event = make_event(search_text=search_text_of("Café au lait", "وقفةٌ تضامنيّةٌ ضدّ الإغلاق"))
    make_event(search_text=search_text_of("Something else"))

    for query in ("q=cafe", "q=LAIT+caf", "q=تضامنية", "q=اغلاق"):
        assert found(query) == [event.pk]
    assert found("q=afe") == []


def test_what_people_type_is_no_pattern():
    make_event(search_text=search_text_of("one hundred percent"))

    assert found("q=hundr_d") == []
    assert found("q=one_") == []


@pytest.mark.parametrize(
    ("when", "days"),
    [
        ("today", (13, 13)),
        ("tomorrow", (14, 14)),
        ("weekend", (13, 14)),
        ("week", (13, 19)),
    ],
)
def test_relative_days_on_a_saturday(when, days):
    assert tuple(day.day for day in days_of(when, dt.date(2027, 3, 13))) == days


def test_weekend_is_the_coming_one_from_monday_on_and_its_rest_on_sunday():
    assert days_of("weekend", dt.date(2027, 3, 8)) == (dt.date(2027, 3, 13), dt.date(2027, 3, 14))
    assert days_of("weekend", dt.date(2027, 3, 14)) == (dt.date(2027, 3, 14), dt.date(2027, 3, 14))


def test_window_has_its_first_day_and_not_its_last():
    first = make_event(start_on=dt.date(2027, 3, 13))
    make_event(start_on=dt.date(2027, 3, 15))

    assert found("after=2027-03-13&before=2027-03-15") == [first.pk]
    assert found("after=%D9%A2%D9%A0%D9%A2%D9%A7-03-13&before=2027-03-15") == [first.pk]


def test_what_began_before_and_goes_on_is_in_the_window():
    camp = make_event(hours="all-day", start_on=dt.date(2027, 3, 10), duration=dt.timedelta(days=5))
    make_event(start_on=dt.date(2027, 3, 12), start_time=dt.time(22))

    assert found("after=2027-03-13") == [camp.pk]


def test_slugs_narrow_to_what_belongs_to_them():
    organization, call, campaign = make_organization(), make_call(), make_campaign()
    event = make_event(organization=organization, call=call, campaign=campaign)
    make_event(call=make_call())

    assert found(f"organization={organization.slug}") == [event.pk]
    assert found(f"call={call.slug}") == [event.pk]
    assert found(f"statement={call.statement.slug}") == [event.pk]
    assert found(f"campaign={campaign.slug}") == [event.pk]


def test_a_translation_has_the_calls_of_its_original():
    call = make_call()
    event = make_event(call=call)
    translation = make_statement(language="ar", translation_of=call.statement.current)

    assert found(f"statement={translation.slug}") == [event.pk]


def test_an_old_address_is_understood():
    campaign = make_campaign()
    event = make_event(campaign=campaign)
    OldSlug.objects.create(model="campaign", slug="as-it-was", object_id=campaign.pk)

    assert found("campaign=as-it-was") == [event.pk]


def test_a_draft_is_as_unknown_as_what_does_not_exist():
    draft = make_campaign(published=False)
    make_event(campaign=draft)

    with pytest.raises(FilterError) as of_draft:
        found(f"campaign={draft.slug}")
    with pytest.raises(FilterError) as of_nothing:
        found("campaign=nothing")

    assert str(of_draft.value).replace(draft.slug, "nothing") == str(of_nothing.value)


def test_online_and_language():
    online = make_event(attendance="online", language="ar")
    both = make_event(attendance="both")
    in_person = make_event()

    assert found("online=true") == [online.pk, both.pk]
    assert found("online=no") == [in_person.pk]
    assert found("language=ar") == [online.pk]


@pytest.mark.parametrize(
    ("query", "key"),
    [
        ("kind=riot", "kind"),
        ("when=someday", "when"),
        ("after=13.3.2027", "after"),
        ("before=2027-02-30", "before"),
        ("before=9999-12-31", "before"),
        ("organization=no-such", "organization"),
        ("call=a%20b", "call"),
        ("statement=%00", "statement"),
        ("campaign=" + "x" * 61, "campaign"),
        ("language=%27%3B--", "language"),
        ("online=perhaps", "online"),
        ("q=" + "x" * 201, "q"),
        ("q=%00", "q"),
    ],
)
def test_what_makes_no_sense_is_refused_by_its_key(query, key):
    assert refused(query) == [key]


def test_several_mistakes_are_all_named():
    assert refused("kind=riot&after=x&online=y") == ["kind", "after", "online"]


HIDDEN = {"place_visibility": "confirmed", "shown_place": None}


@pytest.mark.parametrize(
    "query", ["q=canary", "q=birdcage", "kind=rally", "when=month", "after=2027-03-01", "online=false", "language=en"]
)
def test_a_hidden_place_takes_no_part_in_any_key(query):
    event = make_event(search_text=search_text_of("Picket"), **HIDDEN)
    without = answer(query)

    event.place = make_place(name="Canary House", locality="Birdcage")
    event.online_url = "https://canary.example/birdcage"
    event.save()
    event.occurrences.update(place=event.place, online_url=event.online_url)

    assert answer(query) == without


def answer(query):
    """The rows, and the statement that finds them."""
    rows = narrow_occurrences(Occurrence.objects.public(), QueryDict(query), now=NOW)
    return [one.event_id for one in rows], str(rows.query)


def test_filter_says_in_words_what_it_asks_for():
    call = make_call()
    chosen = OccurrenceFilter(
        QueryDict(f"q=clinic&kind=rally&when=week&online=true&call={call.slug}"), Occurrence.objects.all(), now=NOW
    )
    chosen.check()

    assert describe_filter(chosen) == ["“clinic”", "Rally", "The next 7 days", "Online", "Rally at every town hall"]


class WiderFilter(OccurrenceFilter):
    """With a key more, and nothing else done for it."""

    region = filters.CharFilter(field_name="shown_place__region", label="Region", max_length=50)


def test_a_key_that_is_added_is_said_without_further_ado():
    chosen = WiderFilter(QueryDict("kind=vigil&region=North"), Occurrence.objects.all(), now=NOW)
    chosen.check()

    assert describe_filter(chosen) == ["Vigil", "Region: North"]
    assert chosen.query == "kind=vigil&region=North"


def test_what_may_be_typed_is_known_of_a_key_that_is_added():
    assert OccurrenceFilter.typed() == ["q", "place", "language", "near", "radius_km"]
    assert set(WiderFilter.typed()) - set(OccurrenceFilter.typed()) == {"region"}
