import csv
import datetime as dt
import html
import io
import re

import pytest

from events.actions.host import make_host_link, use_host_link
from events.hosts import open_host
from events.models import Event, Host, HostCheck
from notifications.models import Delivery
from tests.events.answers import deliver
from tests.events.factories import (
    NOW,
    make_call,
    make_event,
    make_organization,
    make_place,
    make_proposal,
    make_statement,
    make_user,
)
from tests.events.html_text import marked_runs

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]

NADIA = "nadia@inbox.example"
TBA = {"hours": "tba", "duration": None}
HOSTILE = '<script>alert("x")</script>'
LINK = re.compile(r"/hosts/([\w-]{43})/")


@pytest.fixture
def call(owner):
    organization = make_organization(owner=owner, name="Clinic Workers United")
    return make_call(statement=make_statement(organization=organization), is_open_to_hosts=True)


def at(call, rest="/"):
    return f"/organize/calls/{call.slug}/table{rest}"


def own_event(call, town="Ashford", **fields):
    organization = call.statement.organization
    place = None if fields.get("place_is_pending") else make_place(organization=organization, locality=town)
    return make_event(**{"organization": organization, "call": call, "place": place, "town": town, **fields})


def hosted(call, town="Ashford", **fields):
    event = own_event(call, town, **fields)
    host, _token = make_host_link(event, by=None, language="en", now=NOW, address=NADIA)
    use_host_link(host, now=NOW)
    Delivery.objects.all().delete()
    return event


def listed(call, name="Birkdale Mothers", town="Birkdale", **fields):
    event = own_event(call, town, **fields)
    event.listed_host = call.statement.listed_names.create(name=name, role="host")
    event.save()
    return event


def page(client, address):
    answer = client.get(address)
    assert answer.status_code == 200
    return plain(answer)


def plain(answer):
    """Every piece of text with a space between, as it is read out."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", answer.text)).split())


def test_a_long_title_is_folded_and_whole_where_it_leads(client, call):
    title = "We call on every town and every village of the valley to gather, with a teach-in for those who are new"
    event = own_event(call, "", title=title, place_is_pending=True)
    own_event(call, "Ashford")

    page = client.get(at(call)).text

    folded = re.findall(r'<a class="town-name fold-3" title="([^"]*)" id="town-(\d+)" href="([^"]*)"', page)
    assert folded == [(title, str(event.pk), f"/organize/events/{event.slug}/")]
    assert title in client.get(folded[0][2]).text
    assert '<span class="whole-word">teach-in</span>' in page


@pytest.mark.parametrize("number", [1, 3])
def test_the_page_takes_the_same_queries_however_many_answer(client, django_assert_num_queries, call, number):
    for n in range(number):
        listed(call, name=f"Group {n}", town=f"Town {n}")
        hosted(call, town=f"Other {n}")
        make_event(call=call, town=f"Elsewhere {n}")

    with django_assert_num_queries(14):
        said = page(client, at(call))

    assert f"{3 * number} actions in {3 * number} towns." in said


def test_the_page_begins_with_the_passage_and_what_is_missing(client, call):
    own_event(call)
    own_event(call, "Birkdale", place_is_pending=True, **TBA)
    hosted(call, "Carrow Falls", **TBA)
    make_proposal(call=call)

    answer = client.get(at(call))
    said = plain(answer)

    assert marked_runs(answer.text) == "On March 13 we call on every city to rally"
    assert "3 actions in 3 towns. 2 without an hour 1 without a place 3 not confirmed this week" in said
    assert '<a class="missing" href="?show=missing">1 without a place</a>' in answer.text
    assert '<a class="missing" href="?show=unconfirmed">3 not confirmed this week</a>' in answer.text
    assert "1 proposal waits for you." in said
    assert "Ask the one: is it still on?" in said
    assert "Birkdale Rally to come to come Clinic Workers United not asked yet new, today 0" in said


def test_a_call_that_nobody_answers_says_what_to_do(client, call):
    said = page(client, at(call))

    assert "Nothing answers this call yet." in said
    assert "Paste the list as it is" in said
    assert f"/calls/{call.slug}/host/" in client.get(at(call)).text


def test_what_has_no_town_is_called_by_its_title(client, call):
    own_event(call, "", title="Whose health?", attendance="online")
    own_event(call, "Ashford", title="Rally in Ashford")

    said = page(client, at(call))

    assert "Whose health? Rally" in said
    assert "Rally in Ashford" not in said


def test_filters_show_their_rows_and_how_many_there_are(client, call):
    own_event(call, "Ashford")
    own_event(call, "Birkdale", place_is_pending=True)
    own_event(call, "Carrow Falls", published=False)

    text = client.get(at(call, "/?show=missing")).text

    assert "Birkdale" in text
    assert "Ashford" not in text
    assert "Hour or place to come 1" in page(client, at(call, "/?show=missing"))
    assert "Carrow Falls" in client.get(at(call, "/?show=drafts")).text
    assert "Ashford" in client.get(at(call, "/?show=nonsense&order=%00")).text


def test_names_from_elsewhere_are_text(client, call):
    listed(call, name=HOSTILE, town=HOSTILE, title=HOSTILE)

    for rest in ("/", "/print/", "/ask/"):
        text = client.get(at(call, rest)).text
        assert HOSTILE not in text
        assert "&lt;script&gt;" in text


def test_what_is_cancelled_is_struck_and_stays(client, call):
    own_event(call).occurrences.update(state="cancelled")

    text = client.get(at(call)).text

    assert '<tr class="cancelled">' in text
    assert "0 actions" not in text


@pytest.mark.parametrize("rest", ["/", ".txt", ".csv", "/print/", "/ask/"])
def test_nobody_else_sees_the_table(client, call, rest):
    event = own_event(call)
    client.logout()
    assert client.get(at(call, rest))["Location"].startswith("/accounts/login/")
    client.force_login(make_organization(owner=make_user()).members.get())

    answer = client.get(at(call, rest))

    assert answer.status_code == 404
    assert event.title not in answer.text


@pytest.mark.parametrize("rest", ["/note/", "/publish/"])
def test_buttons_change_nothing_by_get(client, call, rest):
    own_event(call, published=False)

    assert client.get(at(call, rest)).status_code == 405
    assert not Event.objects.public().exists()


def test_those_ticked_are_shown_before_anybody_is_asked_and_then_get_one_mail(client, call):
    asked, other = hosted(call), hosted(call, "Birkdale")

    shown = client.post(at(call, "/ask/"), {"event": [asked.pk]})

    assert "1 person gets a mail" in plain(shown)
    assert (HostCheck.objects.count(), Delivery.objects.count()) == (0, 0)
    answer = client.post(at(call, "/ask/"), {"event": [asked.pk], "step": "send", "note": "We print tomorrow."})
    assert answer["Location"] == at(call)
    (mail,) = deliver()
    assert (mail.to, asked.title in mail.body, other.title in mail.body) == ([NADIA], True, False)
    assert "Asked about 1 action." in page(client, at(call))
    assert "not answered asked today" in page(client, at(call))


def test_the_button_asks_all_that_are_not_confirmed_and_says_who_cannot_be_asked(client, call):
    hosted(call)
    listed(call)
    done = hosted(call, "Dunmore")
    HostCheck.objects.create(event=done, answer="on", answered_at=NOW)

    shown = client.get(at(call, "/ask/?show=unconfirmed"))

    said = plain(shown)
    assert "1 action is asked about." in said
    assert "No address is known: give them a host link Birkdale" in said
    assert "Dunmore" not in said


def test_all_that_are_shown_may_be_ticked_at_once(client, call):
    hosted(call)
    hosted(call, "Birkdale", published=False)

    client.post(at(call, "/ask/"), {"all": "1", "show": "drafts", "step": "send"})

    assert HostCheck.objects.get().event.town == "Birkdale"


def test_a_line_that_is_too_long_is_refused_beside_its_field(client, call):
    event = hosted(call)

    answer = client.post(at(call, "/ask/"), {"event": [event.pk], "step": "send", "note": "x" * 301})

    assert answer.status_code == 422
    assert 'id="id_note_error"' in answer.text
    assert HostCheck.objects.count() == 0


def test_events_of_others_that_are_not_in_the_table_are_not_asked(client, call):
    foreign = make_event()

    client.post(at(call, "/ask/"), {"event": [foreign.pk], "step": "send"})

    assert HostCheck.objects.count() == 0


def test_what_was_heard_on_the_telephone_is_noted(client, call):
    event = own_event(call)

    answer = client.post(at(call, "/note/"), {"event": [event.pk]})

    assert answer["Location"] == at(call)
    assert "Noted: 1 action is on." in page(client, at(call))
    assert "yes, today" in page(client, at(call))


def test_drafts_that_are_ticked_become_public(client, call):
    first, second = own_event(call, published=False), own_event(call, "Birkdale", published=False)

    client.post(at(call, "/publish/"), {"event": [first.pk], "show": "drafts"})

    assert list(Event.objects.public()) == [first]
    assert "1 action is public now." in page(client, at(call))
    assert second.town in page(client, at(call, "/?show=drafts"))


def test_a_host_link_goes_by_mail_and_nobody_sees_the_address_again(client, call):
    event = listed(call)
    for which in (event.town, event.host_name):  # the actions of a call have one title
        assert f"<bdi>{which}</bdi>" in client.get(at(call, f"/{event.pk}/host-link/")).text

    answer = client.post(at(call, f"/{event.pk}/host-link/"), {"email": NADIA, "language": "en", "step": "send"})

    assert answer["Location"] == at(call)
    (mail,) = deliver()
    assert mail.to == [NADIA]
    assert open_host(LINK.search(mail.body)[1]).event == event
    for rest in ("/", "/?show=unconfirmed", "/ask/", ".txt", ".csv", "/print/", f"/{event.pk}/host-link/"):
        assert "nadia" not in client.get(at(call, rest)).content.decode().lower()
    assert "nadia" not in str(list(Delivery.objects.values())).lower()
    assert "host link, not opened yet" in page(client, at(call))


def test_a_host_link_is_shown_once_to_be_passed_on_and_kills_the_old_one(client, call):
    event = listed(call)
    _host, old = make_host_link(event, by=None, language="en", now=NOW)

    shown = client.post(at(call, f"/{event.pk}/host-link/"), {"language": "ar", "step": "show"})

    new = LINK.search(shown.text)[1]
    assert (shown.status_code, shown["Cache-Control"]) == (200, "no-store")
    assert open_host(old) is None
    assert (open_host(new).event, open_host(new).language) == (event, "ar")
    assert new not in client.get(at(call, f"/{event.pk}/host-link/")).text
    assert deliver() == []


def test_the_mail_budget_of_an_address_is_kept_and_not_told(client, call):
    first, second = listed(call), listed(call, name="Dunmore Tenants", town="Dunmore")
    sent = {"email": NADIA, "language": "en", "step": "send"}

    for event in (first, second):
        client.post(at(call, f"/{event.pk}/host-link/"), sent)

    assert len(deliver()) == 1
    assert page(client, at(call)).count("The link is on its way") == 2


@pytest.mark.parametrize("fields", [{"email": ""}, {"email": "nobody"}, {"email": NADIA, "language": "xx"}])
def test_a_link_without_an_address_to_go_to_is_refused_beside_the_field(client, call, fields):
    event = listed(call)

    answer = client.post(at(call, f"/{event.pk}/host-link/"), {"language": "en", "step": "send", **fields})

    assert answer.status_code == 422
    assert Host.objects.count() == 0


def test_nobody_gives_a_link_to_an_action_of_others(client, call):
    event = make_event(call=call)

    assert client.get(at(call, f"/{event.pk}/host-link/")).status_code == 404
    assert client.post(at(call, f"/{event.pk}/host-link/"), {"language": "en", "step": "show"}).status_code == 404
    assert Host.objects.count() == 0


def test_text_file_and_paper_hold_the_rows_that_are_shown(client, call):
    own_event(call, "Ashford")
    own_event(call, "Birkdale", place_is_pending=True)

    text, file = client.get(at(call, ".txt?show=missing")), client.get(at(call, ".csv?show=missing"))
    paper = client.get(at(call, "/print/?show=missing"))

    assert text["Content-Type"] == "text/plain; charset=utf-8"
    assert file["Content-Disposition"] == f'attachment; filename="{call.slug}-2027-03-01.csv"'
    assert [line["Town"] for line in csv.DictReader(io.StringIO(file.text.removeprefix("\ufeff")))] == ["Birkdale"]
    for answer in (text, file, paper):
        assert "Birkdale" in answer.text
        assert "Ashford" not in answer.text
        assert "no-store" in answer["Cache-Control"] or answer is paper


def test_an_arabic_reader_gets_arabic_digits_and_the_towns_as_they_are_written(client, call):
    own_event(call, "القدس")

    text = client.get(at(call), HTTP_ACCEPT_LANGUAGE="ar").text

    assert "١٧:٣٠" in text
    assert "<bdi>القدس</bdi>" in text


def test_a_helper_of_the_organisation_that_calls_has_no_table(client, call):
    helper = make_user()
    call.statement.organization.memberships.create(user=helper, role="helper")
    client.force_login(helper)

    assert client.get(at(call)).status_code == 404


def test_days_are_said_where_there_are_several(client, call):
    own_event(call)
    assert "13 March" not in page(client, at(call)).partition("Town")[2]
    own_event(call, "Birkdale", start_on=dt.date(2027, 3, 14))

    assert "14 March" in page(client, at(call))
