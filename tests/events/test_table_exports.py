import csv
import datetime as dt
import io

import pytest

from events.models import Call, HostCheck
from events.reading.call_table import Show, read_table
from events.reading.passages import passage_for, with_passages
from events.table_exports import table_csv, table_text
from tests.events.factories import (
    NOW,
    make_call,
    make_event,
    make_organization,
    make_place,
    make_statement,
    make_user,
)

pytestmark = pytest.mark.django_db

TBA = {"hours": "tba", "duration": None}
SITE = "http://testserver.example"


@pytest.fixture(autouse=True)
def site_url(settings):
    settings.SITE_URL = SITE


@pytest.fixture
def user():
    return make_user()


@pytest.fixture
def call(user):
    organization = make_organization(owner=user, name="Clinic Workers United")
    return make_call(statement=make_statement(organization=organization), is_open_to_hosts=True)


def own_event(call, **fields):
    return make_event(**{"organization": call.statement.organization, "call": call, **fields})


def text(call, user, **chosen):
    loaded = with_passages(Call.objects.select_related("statement__organization", "statement__current")).get()
    table = read_table(loaded, user=user, now=NOW, **chosen)
    return table_text(table, anchor=passage_for(loaded, language="en"))


def lines(call, user, language="en", **chosen):
    written = table_csv(read_table(call, user=user, now=NOW, **chosen), language)
    return list(csv.DictReader(io.StringIO(written.removeprefix("\ufeff"))))


def test_text_goes_town_by_town_with_the_passage_first(call, user):
    organization = call.statement.organization
    second = own_event(call, title="Vigil", place=make_place(organization=organization, locality="Carrow Falls"))
    first = own_event(call, title="Rally", town="Birkdale", place_is_pending=True, **TBA)
    first.listed_host = call.statement.listed_names.create(name="Birkdale Mothers", role="host")
    first.save()

    assert text(call, user) == "\n".join(
        [
            "Rally at every town hall",
            "“On March 13 we call on every city to rally”",
            f"{SITE}/calls/{call.slug}/",
            "",
            "Birkdale: Rally",
            "Saturday 13 March, hour to be announced",
            "Birkdale; the place will be announced",
            "Host: Birkdale Mothers",
            f"{SITE}/events/{first.slug}/",
            "",
            "Carrow Falls: Vigil",
            "Saturday 13 March, 17:30 – 19:30",
            "Clock Tower Square, 112 Market St, Carrow Falls",
            "Host: Clinic Workers United",
            f"{SITE}/events/{second.slug}/",
            "",
        ]
    )


def test_text_holds_no_draft_nothing_hidden_and_nothing_that_is_over(call, user):
    secret = make_place(organization=call.statement.organization, name="Secret Cellar")
    own_event(
        call, title="Hidden", place=secret, shown_place=None, place_visibility="confirmed", public_area="Old town"
    )
    own_event(call, title="Draft", published=False)
    own_event(call, title="Past", start_on=dt.date(2027, 2, 1))

    said = text(call, user)

    assert "Hidden" in said
    assert "Old town" in said
    for absent in ("Secret Cellar", "Draft", "Past"):
        assert absent not in said


def test_text_is_in_the_language_of_the_statement_and_says_what_is_cancelled(call, user):
    call.statement.language = "ar"
    call.statement.save()
    event = own_event(call, title="وقفة", town="القدس")
    event.occurrences.update(state="cancelled")

    said = text(call, user)

    assert "القدس: وقفة" in said
    assert "السبت ١٣ آذار، ١٧:٣٠ – ١٩:٣٠ (ملغاة)" in said


def test_csv_says_what_the_table_says_in_the_words_of_the_reader(call, user):
    event = own_event(call, title="Rally", town="Birkdale", country="GB", place_is_pending=True, **TBA)
    HostCheck.objects.create(event=event, answer="on", answered_at=NOW - dt.timedelta(days=1))
    event.occurrences.update(going_in_person=12)

    (line,) = lines(call, user)

    assert line == {
        "Town": "Birkdale",
        "Country": "GB",
        "Day": "2027-03-13",
        "Hour": "",
        "Status": "public",
        "Kind": "Rally",
        "Title": "Rally",
        "Place": "",
        "Host": "Clinic Workers United",
        "Still missing": "hour and place",
        "Still on?": "yes, yesterday",
        "Last change": "new, today",
        "Going": "12",
        "Page of the action": f"{SITE}/events/{event.slug}/",
    }


def test_csv_holds_the_rows_that_are_shown_and_begins_with_a_byte_order_mark(call, user):
    own_event(call, title="Public")
    own_event(call, title="Draft", published=False)

    (line,) = lines(call, user, show=Show.DRAFTS)

    assert (line["Title"], line["Status"], line["Page of the action"]) == ("Draft", "draft", "")
    assert table_csv(read_table(call, user=user, now=NOW), "en").encode().startswith(b"\xef\xbb\xbf")


@pytest.mark.parametrize("title", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "＝1"])
def test_no_cell_of_a_csv_is_a_formula(call, user, title):
    own_event(call, title=title, town='=HYPERLINK("http://evil.example")')

    (line,) = lines(call, user)

    assert line["Title"] == f"'{title}"
    assert line["Town"].startswith("'=")


@pytest.mark.parametrize(
    ("title", "said"),
    [("Rally;=1+1", "Rally;'=1+1"), ("a;b;@SUM(A1);-2", "a;b;'@SUM(A1);'-2"), ("5-7; a=b", "5-7; a=b")],
)
def test_no_part_of_a_cell_is_a_formula_where_semicolons_stand_between_cells(call, user, title, said):
    own_event(call, title=title)

    assert lines(call, user)[0]["Title"] == said


def test_csv_names_no_hidden_place_and_no_address_of_a_host(call, user):
    secret = make_place(organization=call.statement.organization, name="Secret Cellar")
    own_event(call, place=secret, shown_place=None, place_visibility="confirmed")

    assert "Secret Cellar" not in table_csv(read_table(call, user=user, now=NOW), "en")
    assert lines(call, user)[0]["Place"] == "told to people who have confirmed"
