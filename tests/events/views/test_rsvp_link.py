import datetime as dt
import logging
import re

import pytest
from django.core import mail
from django.urls import reverse

from events.actions.occurrence import move_occurrence
from events.actions.purge import purge
from events.models import RSVP, Occurrence
from events.rsvp_links import open_link
from notifications.models import Delivery
from tests.events.answers import AMAL, confirm, deliver, join, minutes, token_in
from tests.events.factories import NOW, make_event, make_place
from tests.events.views.pages import text_of
from tests.events.views.rsvp_pages import SATURDAYS, act, post

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]


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


def test_erasing_one_of_several_shows_the_others_under_the_same_link(client):
    event = make_event(dates=SATURDAYS, rule="FREQ=WEEKLY")
    token, _rsvps = confirm(event, *event.occurrences.all())

    response = act(client, token, "erase", rsvp=open_link(token).rsvp.pk)

    assert set(re.findall(r"/rsvps/([\w-]{43})/", response.content.decode())) == {token}
    assert client.get(f"/rsvps/{token}/").status_code == 200
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


def test_one_click_unsubscribe_works_after_the_first_of_several_dates_was_purged(client):
    event = make_event(dates=SATURDAYS, rule="FREQ=WEEKLY")
    _token, (first, _second, third) = confirm(event, *event.occurrences.all())
    confirmed = next(message for message in deliver() if "List-Unsubscribe" in message.extra_headers)
    path = confirmed.extra_headers["List-Unsubscribe"].strip("<>").removeprefix("http://127.0.0.1:8000")
    purge(now=first.occurrence.ends_at + dt.timedelta(days=14))

    response = client.post(path, {"List-Unsubscribe": "One-Click"})

    assert "You get no more mail about this." in text_of(response)
    assert set(RSVP.objects.values_list("wants_mail", flat=True)) == {False}
    assert deliver(third.occurrence.starts_at - dt.timedelta(hours=23)) == []


def test_one_click_unsubscribe_claims_nothing_where_nothing_is_held(client):
    response = client.post(f"/rsvps/{'a' * 43}/unsubscribe/", {"List-Unsubscribe": "One-Click"})

    assert response.status_code == 404
    assert "Nothing is held here" in text_of(response)
    assert "no more mail" not in text_of(response)


def test_mails_about_one_action_can_be_sorted_and_watch_nobody(client):
    confirm(make_event(slug="hands-off"))
    deliver()

    asked, *later = mail.outbox
    assert "List-Id" not in asked.extra_headers
    assert {message.extra_headers["List-Id"] for message in later} == {"<hands-off.events.127.0.0.1>"}
    html = "".join(body for message in mail.outbox for body, _type in message.alternatives)
    assert len(later) > 0
    assert re.findall(r"<(?:img|script|link|iframe)\b|url\(", html) == []
    assert set(re.findall(r"https?://([^/\"<]+)", html)) == {"127.0.0.1:8000"}


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
