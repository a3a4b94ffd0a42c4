import datetime as dt
import re

import pytest
from django.core import mail

from accounts.limits import BUCKETS
from events.actions.leave import ask_to_leave, leave_everything, open_held
from events.models import Call, Event, Host, Proposal
from events.zone_choices import read_zone_choice, zone_choices
from notifications.models import Delivery
from tests.events.answers import deliver, token_in
from tests.events.answers import join as rsvp
from tests.events.factories import NOW, make_event, make_kit, make_statement
from tests.events.proposals import DAY, RIMA, make_open_call, propose
from tests.events.views.pages import text_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]
INPUT = re.compile(r'<(?:input|select|textarea)[^>]* name="([a-z_]+)"[^>]*>')
TYPED = {
    "town": "Beirut",
    "start_on": DAY.isoformat(),
    "start_time": "",
    "place": "",
    "kind": "rally",
    "host_name": "Birkdale Tenants",
    "email": RIMA,
}


def path(call):
    return f"/calls/{call.slug}/host/"


def post(client, call, **typed):
    return client.post(path(call), {**TYPED, **typed})


def shown_fields(page):
    """What stands open on the page, without what is folded and hidden."""
    form = page.split('<form class="form"')[1].split("</form>")[0]
    unfolded = re.sub(r"<details.*?</details>", "", form, flags=re.DOTALL)
    return [name for name in INPUT.findall(unfolded) if name != "version"]


# --- The form


def test_form_has_seven_fields_the_quote_and_what_the_kit_gives(client):
    call = make_open_call()
    make_kit(call=call, description="We stand **quietly**.", questions=["step-free", "toilet"])

    response = client.get(path(call))

    page = response.content.decode()
    assert shown_fields(page) == ["town", "start_on", "start_time", "kind", "place", "host_name", "email"]
    assert "On March 13 we call on every city to rally" in page
    assert "<strong>quietly</strong>" in page
    assert re.findall(r'name="access_([a-z-]+)"', page) == ["step-free", "toilet"]
    assert ("csrf" in page, bool(response.cookies)) == (False, False)


def test_form_asks_no_day_where_the_call_names_one_and_no_kind_of_a_teach_in(client):
    call = make_open_call(window_start_on=DAY, window_end_on=DAY, asks_for="teach-in")

    page = client.get(path(call)).content.decode()

    assert shown_fields(page) == ["town", "start_time", "place", "host_name", "email"]
    assert "Saturday 13 March" in page
    post(client, call, start_on="2027-04-01", kind="riot")
    assert (Proposal.objects.get().start_on, Proposal.objects.get().kind) == (DAY, "teach-in")


def test_form_offers_the_days_of_the_window_and_the_town_that_led_here(client):
    page = client.get(path(make_open_call()) + "?town=Carrow%20Falls").content.decode()

    assert 'min="2027-03-08"' in page
    assert 'max="2027-03-13"' in page
    assert 'value="Carrow Falls"' in page
    assert "The call asks for: Monday 8 – Saturday 13 March" in page


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"is_open_to_hosts": False}, "has not opened it"),
        ({"window_start_on": dt.date(2027, 2, 1), "window_end_on": dt.date(2027, 2, 27)}, "Its last day is over."),
    ],
)
def test_call_that_takes_none_says_so_and_leads_back(client, fields, said):
    call = make_open_call(**fields)

    response = client.get(path(call))

    assert (response.status_code, said in text_of(response)) == (404, True)
    assert call.get_absolute_url() in response.content.decode()
    assert post(client, call).status_code == 404
    assert Proposal.objects.count() == 0


def test_call_of_an_unpublished_statement_is_not_there(client):
    call = make_open_call(statement=make_statement(published=False))

    assert (client.get(path(call)).status_code, client.get("/calls/none-such/host/").status_code) == (404, 404)
    assert call.title not in client.get(path(call)).content.decode()


def test_site_without_mail_says_so(client, settings):
    settings.EMAIL_IS_OFF = True

    assert "sends no mail" in text_of(client.get(path(make_open_call())))


# --- Sent


def test_post_answers_itself_and_asks_for_the_link_in_the_mail(client):
    call = make_open_call()

    response = post(client, call, start_time="٥:٣٠ م", place="Clock Tower Square")

    assert (response.status_code, response["Cache-Control"]) == (200, "no-store")
    assert (response["Referrer-Policy"], bool(response.cookies)) == ("same-origin", False)
    said = text_of(response)
    assert "Not proposed yet: open the link in our mail We wrote to rima@inbox.example" in said
    assert "Saturday 13 March , 17:30" in said
    proposal = Proposal.objects.get()
    assert (proposal.state, proposal.start_time, proposal.zone) == ("unconfirmed", dt.time(17, 30), "Asia/Beirut")
    assert (proposal.country, proposal.language) == ("LB", call.statement.language)
    assert [message.to for message in deliver()] == [[RIMA]]


def test_town_that_is_not_sure_asks_once_for_the_zone_and_keeps_everything(client):
    call = make_open_call()
    typed = {"town": "Ashford", "place": "Clock <Tower>", "access_step-free": "yes", "start_time": "19h"}

    response = post(client, call, **typed)

    page = response.content.decode()
    assert (response.status_code, Proposal.objects.count()) == (422, 0)
    assert "not sure which Ashford this is" in page
    assert '<option value="GB:Europe/London">Ashford, United Kingdom (UTC)</option>' in page
    assert 'value="Clock &lt;Tower&gt;"' in page
    assert 'value="19h"' in page
    assert re.search(r'<option value="yes" selected>', page)
    assert "One thing to mend" in page

    assert post(client, call, **typed, zone="GB:Europe/London").status_code == 200
    proposal = Proposal.objects.get()
    assert (proposal.town, proposal.zone, proposal.country) == ("Ashford", "Europe/London", "GB")


def test_town_with_its_state_behind_it_is_sure_without_a_comma(client):
    assert post(client, make_open_call(), town="Portland OR").status_code == 200

    proposal = Proposal.objects.get()
    assert (proposal.town, proposal.zone, proposal.country) == ("Portland", "America/Los_Angeles", "US")


def test_zone_is_never_taken_from_what_is_not_offered(client):
    for invented in ("XX:Mars/Base", "XX:Europe/Madrid", "Mars/Base"):
        assert post(client, make_open_call(), town="Nowhere-upon-Sea", zone=invented).status_code == 422
    assert post(client, make_open_call(), town="Nowhere-upon-Sea", zone="Europe/Madrid").status_code == 200
    assert Proposal.objects.get().zone == "Europe/Madrid"


def test_without_a_gazetteer_the_zone_is_asked_of_every_town(client, monkeypatch):
    monkeypatch.setattr("events.forms.proposal.find_town", lambda *names, **how: None)
    monkeypatch.setattr("events.zone_choices.towns_named", lambda *names: [])
    call = make_open_call()

    assert post(client, call).status_code == 422
    assert post(client, call, zone="Asia/Beirut").status_code == 200


def test_zone_choices_begin_with_the_towns_of_the_name():
    (named, towns), (near, _zones), (_all, others) = zone_choices(
        "Ashford", near="Europe/Madrid", at=NOW, language="en"
    )

    assert (named, near) == ("Towns of this name", "Near those who call")
    assert towns[0] == ("GB:Europe/London", "Ashford, United Kingdom (UTC)")
    assert len({value for value, _label in towns}) == len(towns)
    assert {("Africa/Cairo", "Cairo (UTC+2)"), ("UTC", "UTC")} <= set(others)
    assert read_zone_choice("GB:Europe/London") == ("Europe/London", "GB")
    assert read_zone_choice("Europe/London") == ("Europe/London", "")


def test_online_only_needs_no_town_and_asks_by_which_clock(client):
    call = make_open_call()
    typed = {"town": "", "is_online": "on", "online_url": "meet.example/x"}

    assert "By which clock?" in post(client, call, **typed).content.decode()
    assert post(client, call, **typed, zone="America/New_York").status_code == 200

    proposal = Proposal.objects.get()
    assert (proposal.attendance, proposal.town, proposal.online_url) == ("online", "", "https://meet.example/x")


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"town": ""}, "Which town?"),
        ({"start_on": ""}, "This is missing."),
        ({"start_on": "2027-03-14"}, "The call does not ask for this day."),
        ({"start_on": "13.3."}, "Write the day as"),
        ({"start_time": "late"}, "There is no hour “late”"),
        ({"host_name": ""}, "This is missing."),
        ({"host_name": "\u200f"}, "This must not be empty."),
        ({"host_name": "A" * 100_000}, "at most 200 characters"),
        ({"place": "Am\x00al"}, "Null characters are not allowed."),
        ({"kind": "riot"}, "Select a valid choice"),
        ({"email": "a@b.example\r\nBcc: c@d.example"}, "one address only"),
        ({"email": ""}, "This is missing."),
        ({"online_url": "javascript:alert(1)"}, "Write a web address"),
    ],
)
def test_bad_input_says_what_to_mend_and_keeps_nothing(client, typed, said):
    response = post(client, make_open_call(), **typed)

    assert (response.status_code, said in text_of(response)) == (422, True)
    assert (Proposal.objects.count(), Host.objects.count(), Delivery.objects.count()) == (0, 0, 0)


def test_all_that_is_to_be_mended_is_said_at_once(client):
    response = post(client, make_open_call(), town="Ashford", zone="", start_on="2027-03-14", start_time="25:30")

    page = text_of(response)
    assert "3 things to mend" in page
    assert "By which clock? One question more" in page
    assert "Day: The call does not ask for this day." in page
    assert "There is no hour “25:30”" in page


def test_correct_shows_the_form_as_it_was_typed_and_keeps_nothing(client):
    response = post(client, make_open_call(), email="rima@inbx.example", is_online="on", correct="1")

    page = response.content.decode()
    assert (response.status_code, response["Cache-Control"]) == (200, "no-store")
    assert 'value="rima@inbx.example"' in page
    assert re.search(r'name="is_online"[^>]* checked', page)
    assert Proposal.objects.count() == 0


def test_sent_page_offers_what_was_typed_again(client):
    page = post(client, make_open_call(), place="Dock & Square").content.decode()

    again = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page))

    assert again["place"] == "Dock &amp; Square"
    assert again["email"] == RIMA


def test_arabic_words_stand_as_they_were_typed(client):
    call = make_open_call()

    response = post(client, call, town="بيروت", host_name="لجنة الحي ‏<b>", place="ساحة الشهداء")

    page = response.content.decode()
    assert response.status_code == 200
    assert "<bdi>لجنة الحي" in page
    assert "&lt;b&gt;" in page
    proposal = Proposal.objects.get()
    assert (proposal.town, proposal.zone) == ("بيروت", "Asia/Beirut")


# --- The same for everybody


def test_fifty_known_and_unknown_addresses_get_the_same_bytes(client):
    call = make_open_call()
    bodies = set()
    for number in range(25):
        propose(call, address=f"known{number:02}@inbox.example", town=f"Town {number}")
    deliver()
    before = len(mail.outbox)

    for address in [f"known{number:02}@inbox.example" for number in range(25)] + [
        f"fresh{number:02}@inbox.example" for number in range(25)
    ]:
        BUCKETS.clear()
        response = post(client, call, email=address)
        assert response.status_code == 200
        bodies.add(re.sub(rb"(known|fresh)\d\d", b"", response.content))

    assert len(bodies) == 1
    deliver()
    assert len(mail.outbox) - before == 25


def test_address_that_wants_no_mail_gets_none_and_the_same_page(client):
    call = make_open_call()
    rsvp(make_event(), address=RIMA)
    deliver()
    ask_to_leave(RIMA, language="en", now=NOW)
    (message,) = deliver()
    leave_everything(open_held(token_in(message), now=NOW), never_again=True, now=NOW)

    response = post(client, call)
    other = post(client, call, email="zzzz@inbox.example")

    assert response.content.replace(b"rima", b"zzzz") == other.content
    assert [message.to for message in deliver()] == [["zzzz@inbox.example"]]


def test_many_from_one_network_are_told_to_wait_and_others_get_through(client):
    call = make_open_call()

    statuses = [post(client, call, email=f"a{number}@inbox.example").status_code for number in range(22)]
    other = client.post(path(call), {**TYPED, "email": "b@inbox.example"}, REMOTE_ADDR="203.0.113.9")

    assert statuses == [200] * 20 + [429] * 2
    assert other.status_code == 200
    assert Proposal.objects.count() == 21


def test_form_of_another_site_is_refused(client):
    response = client.post(path(make_open_call()), TYPED, headers={"origin": "https://evil.example"})

    assert (response.status_code, Proposal.objects.count()) == (403, 0)


def test_proposals_of_strangers_change_nothing_in_public(client):
    call = make_open_call()
    pages = [call.get_absolute_url(), call.statement.get_absolute_url(), "/events/", "/", f"/calls/{call.slug}.ics"]
    before = [client.get(page).content for page in pages]

    for number in range(5):
        propose(call, address=f"a{number}@inbox.example", town=f"Town {number}")

    assert [client.get(page).content for page in pages] == before
    assert (Event.objects.count(), Call.objects.count()) == (0, 1)


def test_get_asks_as_many_queries_for_any_number_of_proposals(client, django_assert_num_queries):
    call = make_open_call()
    make_kit(call=call)
    for number in (1, 3):
        propose(call, address=f"a{number}@inbox.example")
        with django_assert_num_queries(3, using="default"):
            assert client.get(f"{path(call)}?town=Town{number}").status_code == 200
