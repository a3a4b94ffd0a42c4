import datetime as dt
import logging
import re

import pytest
import time_machine
from django.core import mail
from django.urls import reverse

from accounts.limits import BUCKETS
from events.actions.occurrence import move_occurrence
from events.models import RSVP, Occurrence
from events.rsvp_links import open_link
from notifications.models import Delivery
from tests.events.answers import AMAL, confirm, deliver, join, minutes, token_in
from tests.events.factories import NOW, make_event, make_place

pytestmark = pytest.mark.django_db
SATURDAYS = [dt.date(2027, 3, 13), dt.date(2027, 3, 20), dt.date(2027, 3, 27)]
HIDDEN_INPUT = re.compile(r'<input type="hidden" name="(\w+)" value="([^"]*)"')


@pytest.fixture(autouse=True)
def on_the_first_of_march():
    BUCKETS.clear()
    with time_machine.travel(NOW, tick=False):
        yield


def post(client, event, **typed):
    data = {"dates": "2027-03-13", "party_size": "1", "answer": "going", "email": "", "name": "", **typed}
    return client.post(f"/events/{event.slug}/rsvp/", data)


def text_of(response):
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def act(client, token, action, **data):
    return client.post(f"/rsvps/{token}/", {"action": action, **data})


# --- The form on the event's page


def test_event_page_offers_the_form_without_token_or_cookie(client):
    event = make_event()

    response = client.get(event.get_absolute_url())

    page = response.content.decode()
    assert f'action="/events/{event.slug}/rsvp/"' in page
    assert "csrf" not in page
    assert not response.cookies
    assert "We erase our copy on 27 March" in text_of(response)
    assert "Other people do not see who comes" in page


def test_form_lists_twelve_coming_dates_with_the_next_ticked(client):
    days = [dt.date(2027, 2, 20) + dt.timedelta(weeks=week) for week in range(20)]
    event = make_event(dates=days, rule="FREQ=WEEKLY")

    page = client.get(event.get_absolute_url()).content.decode()

    boxes = re.findall(r'<input type="checkbox" name="dates" value="([^"]+)"([^>]*)>', page)
    assert [value for value, _rest in boxes] == [day.isoformat() for day in days[2:14]]
    assert [value for value, rest in boxes if "checked" in rest] == [days[2].isoformat()]


def test_page_of_one_date_ticks_that_date(client):
    event = make_event(dates=SATURDAYS, rule="FREQ=WEEKLY")

    page = client.get(event.occurrences.get(original_on=SATURDAYS[1]).get_absolute_url()).content.decode()

    boxes = re.findall(r'<input type="checkbox" name="dates" value="([^"]+)"([^>]*)>', page)
    assert [value for value, rest in boxes if "checked" in rest] == ["2027-03-20"]


@pytest.mark.parametrize("fields", [{"takes_rsvps": False}, {"cancelled_at": NOW}])
def test_page_of_an_event_that_takes_no_answers_has_no_form(client, fields):
    event = make_event(**fields)

    assert "/rsvp/" not in client.get(event.get_absolute_url()).content.decode()


def test_form_without_mail_offers_no_reminder(client, settings):
    settings.EMAIL_IS_OFF = True
    event = make_event()

    page = client.get(event.get_absolute_url()).content.decode()

    assert 'name="email"' not in page
    assert "nobody is reminded" in page
    assert post(client, event).status_code == 200
    assert RSVP.objects.get().state == "confirmed"


# --- Saying "I'm coming"


def test_post_with_address_answers_itself_and_shows_the_address_as_typed(client):
    event = make_event()

    response = post(client, event, email="AMAL@inbox.example", name="Amal")

    assert (response.status_code, response["Cache-Control"]) == (200, "no-store")
    assert response["Referrer-Policy"] == "same-origin"
    assert not response.cookies
    assert "Not counted yet: open the link in our mail We wrote to AMAL@inbox.example" in text_of(response)
    assert "Wrong? Correct it" in text_of(response)
    assert RSVP.objects.get().state == "unconfirmed"


def test_correcting_shows_the_form_as_it_was_typed_and_saves_nothing(client):
    event = make_event(dates=SATURDAYS, rule="FREQ=WEEKLY")

    response = post(
        client, event, email="amal@inbx.example", name="Amal", party_size="٣", dates=["2027-03-20"], correct="1"
    )

    page = response.content.decode()
    assert (response.status_code, response["Cache-Control"]) == (200, "no-store")
    assert 'value="amal@inbx.example"' in page
    assert 'value="Amal"' in page
    assert 'value="٣"' in page
    assert re.search(r'value="2027-03-20"[^>]*checked', page)
    assert (RSVP.objects.count(), Delivery.objects.count()) == (0, 0)


def test_done_page_offers_what_was_typed_again_and_without_the_address_a_secret_link(client):
    event = make_event()
    page = post(client, event, email=AMAL, party_size="2").content.decode()

    without_address = page.split("take a secret link instead")[0].rsplit("<form", 1)[1]
    fields = dict(HIDDEN_INPUT.findall(without_address))

    assert fields == {"dates": "2027-03-13", "party_size": "2", "answer": "going", "name": ""}
    response = client.post(f"/events/{event.slug}/rsvp/", fields)
    assert "Counted. Keep this link" in text_of(response)


def test_post_without_address_shows_a_link_once_that_opens_the_answer(client):
    event = make_event()

    response = post(client, event, party_size="2")

    assert "We cannot reach you; this page can" in text_of(response)
    (path,) = set(re.findall(r"/rsvps/[\w-]{43}/", response.content.decode()))
    assert "going, 2 people" in text_of(client.get(path))
    assert Occurrence.objects.get().going_unreachable == 2


def test_get_leads_to_the_form(client):
    event = make_event()

    response = client.get(f"/events/{event.slug}/rsvp/")

    assert (response.status_code, response["Location"]) == (302, f"{event.get_absolute_url()}#rsvp")


def test_draft_and_unknown_events_are_not_there(client):
    assert post(client, make_event(published=False)).status_code == 404
    assert client.post("/events/none-such/rsvp/").status_code == 404


@pytest.mark.parametrize(
    ("typed", "field", "said"),
    [
        ({"party_size": "0"}, "party_size", "A whole number from 1 to 10."),
        ({"party_size": "11"}, "party_size", "A whole number from 1 to 10."),
        ({"party_size": "-1"}, "party_size", "A whole number from 1 to 10."),
        ({"party_size": "1.5"}, "party_size", "A whole number from 1 to 10."),
        ({"party_size": "²"}, "party_size", "A whole number from 1 to 10."),
        ({"party_size": "two"}, "party_size", "A whole number from 1 to 10."),
        ({"party_size": ""}, "party_size", "This field is required."),
        ({"party_size": "9" * 400}, "party_size", "at most 20 characters"),
        ({"dates": []}, "dates", "Choose at least one date."),
        ({"dates": ["2027-03-14"]}, "dates", "This date takes no answers"),
        ({"dates": ["x' OR 1=1"]}, "dates", "This date takes no answers"),
        ({"email": "nobody"}, "email", "looks like name@example.org"),
        ({"email": "a@b.example, c@d.example"}, "email", "one address only"),
        ({"email": "a@b.example\r\nBcc: c@d.example"}, "email", "one address only"),
        ({"email": "Amal <amal@inbox.example>"}, "email", "without a name"),
        ({"email": "x" * 65 + "@inbox.example"}, "email", "longer than 64"),
        ({"email": "x" * 5000 + "@inbox.example"}, "email", "at most 320 characters"),
        ({"email": "amal\x00@inbox.example"}, "email", "Null characters are not allowed."),
        ({"name": "x" * 81}, "name", "at most 80 characters"),
        ({"name": "A" * 100_000}, "name", "at most 80 characters"),
        ({"name": "Am\x00al"}, "name", "Null characters are not allowed."),
        ({"name": "Am\x1bal"}, "name", "a character that cannot be shown"),
        ({"answer": "perhaps"}, "answer", "Select a valid choice"),
    ],
)
def test_bad_input_names_the_field_and_saves_nothing(client, typed, field, said):
    event = make_event(dates=SATURDAYS, rule="FREQ=WEEKLY")

    response = post(client, event, **typed)

    assert response.status_code == 422
    panel = response.content.decode().split('id="rsvp"')[1]
    assert said in panel
    assert f'id="id_{field}_error"' in panel or field == "answer"
    assert (RSVP.objects.count(), Delivery.objects.count(), mail.outbox) == (0, 0, [])


def test_lone_surrogate_and_bytes_that_are_no_utf8_are_refused_or_harmless(client):
    event = make_event()
    body = b"dates=2027-03-13&party_size=1&answer=going&email=&name=%ED%A0%80%FF"

    response = client.post(f"/events/{event.slug}/rsvp/", body, content_type="application/x-www-form-urlencoded")

    assert response.status_code in (200, 422)


@pytest.mark.parametrize(("typed", "size"), [("٣", 3), ("۱۰", 10), (" 7 ", 7)])
def test_party_size_in_any_digits(client, typed, size):
    post(client, make_event(), party_size=typed)

    assert RSVP.objects.get().party_size == size


def test_arabic_page_prefills_arabic_digits(client):
    page = client.get(make_event().get_absolute_url() + "?lang=ar").content.decode()

    assert re.search(r'name="party_size" value="١"', page)


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
def test_form_of_another_site_is_refused(client, headers):
    event = make_event()
    token, _rsvps = confirm(event)

    for path in (f"/events/{event.slug}/rsvp/", f"/rsvps/{token}/", "/leave/"):
        assert client.post(path, {"action": "erase"}, headers=headers).status_code == 403

    assert [rsvp.state for rsvp in RSVP.objects.all()] == ["confirmed"]


def test_own_origin_is_taken(client):
    event = make_event()

    response = client.post(
        f"/events/{event.slug}/rsvp/",
        {"dates": "2027-03-13", "party_size": "1"},
        headers={"Origin": "http://127.0.0.1:8000", "Sec-Fetch-Site": "same-origin"},
    )

    assert response.status_code == 200


# --- Nobody learns who is known, nobody is flooded


def masked(response, address):
    page = response.content.decode().replace(address, "@")
    return (response.status_code, sorted(response.items()), page)


def test_fifty_known_and_fifty_unknown_addresses_get_the_same_bytes(client):
    event = make_event(capacity_in_person=1)
    known = [f"person{number:02}@inbox.example" for number in range(50)]
    unknown = [f"nobody{number:02}@inbox.example" for number in range(50)]
    for address in known[:25]:
        join(event, address=address)
    for address in known[25:]:
        confirm(event, address=address)  # the first has a place, the others found it full
    addresses = known + unknown

    answers = [masked(post(client, event, email=address), address) for address in addresses]

    assert answers.count(answers[0]) == 100
    assert answers[0][0] == 200


def test_above_the_limit_the_page_is_the_same_and_only_confirmed_addresses_count(client):
    event = make_event()
    first = masked(post(client, event, email="early@inbox.example"), "early@inbox.example")
    for _ in range(40):
        response = post(client, event)

    assert response.status_code == 429
    assert "With an e-mail address yours counts" in text_of(response)
    assert RSVP.objects.count() == 30
    late = masked(post(client, event, email="later@inbox.example"), "later@inbox.example")
    assert late == first
    deliver()
    assert mail.outbox[-1].to == ["later@inbox.example"]


def test_a_thousand_spellings_over_many_actions_are_one_mail(client):
    events = [make_event() for _ in range(4)]
    spellings = ["victim@gmail.com", "v.i.c.t.i.m@gmail.com", "Victim+1@googlemail.com", "VICTIM+zz@GMAIL.com."]

    for event in events:
        for spelling in spellings:
            post(client, event, email=spelling)

    assert len(deliver()) == 1


def test_confirmation_mail_holds_nothing_that_a_stranger_typed(client):
    post(client, make_event(), email=AMAL, name="Visit https://evil.example now")

    (message,) = deliver()

    html = message.alternatives[0][0]
    assert "evil" not in message.body + html + message.subject


# --- The page behind the link


def test_get_changes_nothing_however_often(client):
    join(make_event())
    token = token_in(deliver()[0])

    for _ in range(3):
        response = client.get(f"/rsvps/{token}/")

    assert (response.status_code, response["Cache-Control"]) == (200, "no-store")
    assert response["X-Robots-Tag"] == "noindex"
    assert RSVP.objects.get().state == "unconfirmed"
    assert "Yes, confirm" in text_of(response)


def test_post_confirms_and_the_page_shows_the_answer_without_name_and_address(client):
    join(make_event(), name="Amal Q", party_size=2)
    token = token_in(deliver()[0])

    response = act(client, token, "confirm")

    assert (response.status_code, response["Cache-Control"]) == (200, "no-store")
    text = text_of(response)
    assert "Confirmed. Thank you." in text
    assert "going, 2 people" in text
    assert "a…@i…" in text
    assert AMAL not in text
    assert "Amal" not in text
    assert RSVP.objects.get().state == "confirmed"


def test_confirming_when_it_is_full_says_so(client):
    event = make_event(capacity_in_person=1)
    confirm(event)
    join(event, address="late@inbox.example")
    token = token_in(next(message for message in deliver() if message.to == ["late@inbox.example"]))

    response = act(client, token, "confirm")

    assert response.status_code == 200
    assert "Full; nothing is held for you." in text_of(response)


def test_a_party_too_large_for_what_is_left_may_come_with_fewer(client):
    event = make_event(capacity_in_person=3)
    confirm(event, party_size=2)
    join(event, address="late@inbox.example", party_size=3)
    token = token_in(next(message for message in deliver() if message.to == ["late@inbox.example"]))
    refused = act(client, token, "confirm")
    late = RSVP.objects.get(state="full")

    still = act(client, token, "retry", rsvp=late.pk, party_size="2")
    nonsense = act(client, token, "retry", rsvp=late.pk, party_size="none")
    came = act(client, token, "retry", rsvp=late.pk, party_size="1")
    again = act(client, token, "retry", rsvp=late.pk, party_size="1")

    assert "There is no room for 3 people; nothing is held for you." in text_of(refused)
    assert "There is no room for 2 people; nothing is held for you." in text_of(still)
    assert (nonsense.status_code, "A whole number from 1 to 10." in text_of(nonsense)) == (422, True)
    assert all("Confirmed. Thank you." in text_of(page) for page in (came, again))
    assert Occurrence.objects.get().going_in_person == 3
    assert ["late@inbox.example"] in [message.to for message in deliver()]


def test_link_lists_other_unconfirmed_answers_with_unticked_boxes(client):
    first, second = make_event(), make_event(title="The other one")
    join(first)
    join(second, now=NOW + minutes(1))
    token = token_in(deliver()[0])

    page = client.get(f"/rsvps/{token}/").content.decode()
    (box,) = re.findall(r'<input type="checkbox" name="also" value="(\d+)"([^>]*)>', page)

    assert "checked" not in box[1]
    assert "The other one" in page
    act(client, token, "confirm", also=box[0])
    assert {rsvp.state for rsvp in RSVP.objects.all()} == {"confirmed"}


def test_several_confirmed_at_once_are_counted(client):
    first, second = make_event(), make_event(title="The other one")
    join(first)
    join(second, now=NOW + minutes(1))
    token = token_in(deliver()[0])

    page = act(client, token, "confirm", also=RSVP.objects.get(occurrence__event=second).pk)

    assert "All 2 are confirmed. Each action has a mail and a link of its own." in text_of(page)


def test_whom_no_mail_reaches_reads_what_has_changed(client):
    event = make_event(rule="FREQ=WEEKLY;BYDAY=SA", dates=SATURDAYS)
    dates = list(event.occurrences.order_by("starts_at"))
    token = join(event, *dates, address=None)
    for date in dates:
        move_occurrence(
            date,
            start_on=date.start_on,
            start_time=dt.time(18),
            duration=dt.timedelta(hours=2),
            note="Rain.",
            by=None,
            now=NOW,
        )

    page = client.get(f"/rsvps/{token}/")

    told = text_of(page)
    assert told.count("New time.") == 3
    assert "Saturday 13 March, 18:00 – 20:00 Saturday 13 March, 17:30 – 19:30 Rain." in told


def test_the_language_of_the_mail_stays_after_a_button(client):
    join(make_event(), language="ar")
    token = token_in(deliver()[0])
    page = client.get(f"/rsvps/{token}/?lang=ar")

    assert f'action="/rsvps/{token}/?lang=ar"' in page.text
    assert '<html lang="ar"' in client.post(f"/rsvps/{token}/?lang=ar", {"action": "confirm"}).text


def test_hidden_place_and_link_are_shown_only_after_confirming(client):
    place = make_place(name="A flat on Laundry Lane")
    event = make_event(
        attendance="both",
        place=place,
        shown_place=None,
        place_visibility="confirmed",
        public_area="Ashford",
        online_url="https://meet.example/secret",
        organization=place.organization,
    )
    join(event)
    token = token_in(deliver()[0])

    before = client.get(f"/rsvps/{token}/").content.decode()
    after = act(client, token, "confirm").content.decode()

    assert "Laundry" not in before + mail.outbox[0].body
    assert "meet.example" not in before + mail.outbox[0].body
    assert "A flat on Laundry Lane" in after
    assert "https://meet.example/secret" in after


def test_change_cancel_erase(client):
    event = make_event(capacity_in_person=5)
    token, (rsvp,) = confirm(event)

    changed = act(client, token, "change", rsvp=rsvp.pk, answer="going", party_size="٤")
    assert "Your answer has changed." in text_of(changed)
    assert Occurrence.objects.get().going_in_person == 4

    refused = act(client, token, "change", rsvp=rsvp.pk, answer="going", party_size="6")
    assert (refused.status_code, "There is no room for that many people" in text_of(refused)) == (422, True)

    cancelled = act(client, token, "cancel", rsvp=rsvp.pk)
    assert "You are not coming" in text_of(cancelled)
    assert Occurrence.objects.get().going_in_person == 0

    erased = act(client, token, "erase")
    assert "Nothing is held under this link any more" in text_of(erased)
    assert RSVP.objects.count() == 0


def test_erasing_one_of_several_shows_the_link_of_the_others(client):
    event = make_event(dates=SATURDAYS, rule="FREQ=WEEKLY")
    token, _rsvps = confirm(event, *event.occurrences.all())

    response = act(client, token, "erase", rsvp=open_link(token).rsvp.pk)

    assert "Keep this one:" in text_of(response)
    (path,) = set(re.findall(r"/rsvps/[\w-]{43}/", response.content.decode())) - {f"/rsvps/{token}/"}
    assert client.get(path).status_code == 200
    assert RSVP.objects.count() == 2


def test_asked_again_page_asks_and_takes_yes_and_no(client):
    token, (rsvp,) = confirm(make_event())
    RSVP.objects.update(asked_again_at=NOW)
    assert "Can you still come?" in text_of(client.get(f"/rsvps/{token}/"))

    act(client, token, "keep", rsvp=rsvp.pk)
    assert "Can you still come?" not in text_of(client.get(f"/rsvps/{token}/"))

    RSVP.objects.update(asked_again_at=NOW)
    act(client, token, "cancel", rsvp=rsvp.pk)
    assert RSVP.objects.get().state == "cancelled"


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"action": "destroy"},
        {"action": "change", "rsvp": "1"},
        {"action": "change", "rsvp": "x"},
        {"action": "cancel", "rsvp": "9" * 30},
        {"action": "keep"},
        {"action": "change", "party_size": "0"},
    ],
)
def test_nonsense_behind_a_link_is_refused_and_changes_nothing(client, data):
    token, (rsvp,) = confirm(make_event())

    response = client.post(f"/rsvps/{token}/", data)

    assert response.status_code == 422
    rsvp.refresh_from_db()
    assert (rsvp.state, rsvp.party_size) == ("confirmed", 1)


@pytest.mark.parametrize("token", ["x", "a" * 43, "a" * 2000, "٣"])
def test_unknown_link_is_a_kind_404(client, token):
    for response in (client.get(f"/rsvps/{token}/"), client.post(f"/rsvps/{token}/", {"action": "erase"})):
        assert response.status_code == 404
        assert "Nothing is held here" in text_of(response)


def test_one_click_unsubscribe_works_from_anywhere_without_cookies_and_get_does_nothing(client):
    confirm(make_event())
    deliver()
    (header,) = {message.extra_headers["List-Unsubscribe"] for message in mail.outbox[1:]}
    path = header.strip("<>").removeprefix("http://127.0.0.1:8000")

    assert client.get(path).status_code == 302
    assert RSVP.objects.get().wants_mail is True
    response = client.post(path, {"List-Unsubscribe": "One-Click"}, headers={"Origin": "https://mail.example"})

    assert response.status_code == 200
    assert RSVP.objects.get().wants_mail is False
    assert mail.outbox[1].extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_no_more_mail_button(client):
    token, _rsvps = confirm(make_event())

    assert "You get no mail about this" in text_of(act(client, token, "no-mail"))
    assert "We write before it begins" in text_of(act(client, token, "mail"))


def test_with_a_lost_contact_key_answers_are_closed_and_say_why(client, settings):
    event = make_event()
    token, _rsvps = confirm(event)
    settings.CONTACT_KEYS = ["B" * 43 + "="]

    pages = [post(client, event, email=AMAL), client.get(f"/rsvps/{token}/")]

    assert [page.status_code for page in pages] == [503, 503]
    assert all("the operator has to put back the contact key" in text_of(page) for page in pages)
    assert client.get(event.get_absolute_url()).status_code == 200
    assert RSVP.objects.count() == 1


def test_no_address_name_or_token_in_logs_deliveries_or_urls(client, caplog):
    caplog.set_level(logging.DEBUG)
    post(client, make_event(), email="canary@inbox.example", name="Canary")
    token = token_in(deliver()[0])
    client.get(f"/rsvps/{token}/")
    response = act(client, token, "confirm")
    deliver()
    client.get(f"/rsvps/{token[:-1]}/")

    rows = " ".join(str(row) for row in Delivery.objects.values())
    logged = " ".join(record.getMessage() for record in caplog.records if record.name != "django.request")
    for secret in ("canary", "Canary", token):
        assert secret not in rows + logged
    assert "canary" not in response.content.decode()
    assert reverse("events:rsvp-detail", args=[token]) == f"/rsvps/{token}/"
