"""What is taken away from a call's table comes back corrected: the file of the rows, pasted or chosen again."""

import datetime as dt

import pytest
from django.urls import reverse

from events.models import Event, Occurrence
from tests.events.factories import make_event
from tests.events.views.import_pages import take
from tests.events.views.list_pages import paste
from tests.events.views.test_organize_list_sample import SAMPLE

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon", "without_gazetteer")]


@pytest.fixture
def call(client, call_of_a_day):
    take(client, paste(client, call_of_a_day, SAMPLE), step="publish", zone="new york")
    return call_of_a_day


def file_of(client, call, language):
    address = reverse("events:organize-call-table-csv", args=[call.slug])
    return client.get(address, headers={"accept-language": language}).content.decode()


@pytest.mark.parametrize("language", ["en", "ar"])
def test_the_file_as_it_was_saved_changes_nothing(client, call, language):
    overview = client.get(paste(client, call, file_of(client, call, language))).context["overview"]

    assert [row.cells for row in overview.new] == []
    assert [(row.cells["title"], row.differences) for row in overview.changed] == []
    assert (len(overview.unchanged), overview.vanished, list(overview.left_out)) == (9, [], ["heading"])


@pytest.mark.parametrize("language", ["en", "ar"])
def test_what_was_corrected_in_the_spreadsheet_is_taken(client, call, language):
    corrected = file_of(client, call, language).replace("18:00", "18:30", 1)

    address = paste(client, call, corrected)
    changed = client.get(address).context["overview"].changed
    take(client, address)

    assert [[(one.cell, one.said) for one in row.differences] for row in changed] == [[("hour", "18:30")]]
    assert Occurrence.objects.get(event__town="Carrow Falls").start_time == dt.time(18, 30)


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("kind", Event.Kind.values)
def test_every_kind_is_known_again(client, call, language, kind):
    make_event(organization=call.statement.organization, call=call, kind=kind, title="Together", town="Zell")

    overview = client.get(paste(client, call, file_of(client, call, language))).context["overview"]

    assert [(row.cells.get("kind", "other"), row.twin is not None) for row in overview.new] == [(kind, True)]


@pytest.mark.parametrize("language", ["en", "ar"])
def test_the_text_as_it_was_sent_round_changes_nothing(client, call, language):
    call.statement.language = language
    call.statement.save()
    text = client.get(reverse("events:organize-call-table-text", args=[call.slug])).content.decode()

    overview = client.get(paste(client, call, text)).context["overview"]

    assert [row.cells for row in overview.new] == []
    assert [(row.cells["title"], row.differences) for row in overview.changed] == []
    assert (len(overview.unchanged), overview.vanished) == (9, [])
