import datetime as dt
import logging
import re

import pytest
import time_machine

from accounts.limits import BUCKETS
from events.actions.details import Details
from events.actions.event import edit_event
from events.actions.host import make_host_link
from events.actions.kit import KitTexts, save_kit
from events.actions.proposal import publish_proposal
from events.hosts import open_host
from events.models import RSVP, Announcement, Event, Host, Kit, Occurrence, Proposal
from events.views import host as host_view
from notifications.models import Delivery
from tests.events.answers import confirm as rsvp
from tests.events.answers import deliver, join, token_in
from tests.events.factories import NOW, make_event, make_kit, make_organization, make_user
from tests.events.proposals import DAY, LINK, RIMA, confirm, host_event, host_token, make_open_call, propose
from tests.events.views.pages import text_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]
LATER = NOW + dt.timedelta(minutes=10)


def path(token):
    return f"/hosts/{token}/"


def act(client, token, action, **data):
    version = Event.objects.filter(hosts=open_host(token)).values_list("version", flat=True).first() or ""
    return client.post(path(token), {"action": action, "version": version, **data})


def followed(client, response):
    assert response.status_code == 302, text_of(response)
    return text_of(client.get(response["Location"]))


# --- A secret page


@pytest.mark.parametrize("make", [lambda: confirm(make_open_call())[0], lambda: host_event()[0]])
def test_page_is_in_no_cache_and_no_index_and_sets_no_cookie(client, make):
    response = client.get(path(make()))

    assert (response.status_code, response["Cache-Control"]) == (200, "no-store")
    assert (response["X-Robots-Tag"], response["Referrer-Policy"]) == ("noindex", "same-origin")
    assert not response.cookies
    assert "rima" not in response.content.decode()


@pytest.mark.parametrize("token", ["x" * 43, "0", "new", "a" * 5000])
def test_link_that_opens_nothing_says_so(client, token):
    response = client.get(f"/hosts/{token}/")

    assert (response.status_code, response["Cache-Control"]) == (404, "no-store")
    assert client.post(f"/hosts/{token}/", {"action": "cancel"}).status_code == 404


def test_get_and_head_change_nothing(client):
    token = LINK.search((propose(make_open_call()), deliver())[1][0].body)[1]
    event_token, _host = host_event(address="b@inbox.example")
    rows = [list(model.objects.values()) for model in (Host, Proposal, Event, Occurrence, Delivery)]

    for each in (token, event_token):
        client.get(path(each) + "?action=confirm&done=confirmed")
        client.head(path(each))

    assert [list(model.objects.values()) for model in (Host, Proposal, Event, Occurrence, Delivery)] == rows


def test_post_of_another_site_is_refused(client):
    token, _host = host_event()

    response = client.post(path(token), {"action": "cancel"}, headers={"sec-fetch-site": "cross-site"})

    assert (response.status_code, Event.objects.get().is_cancelled) == (403, False)


def test_logs_hold_no_token(client, caplog):
    caplog.set_level(logging.DEBUG)
    token, _host = host_event()

    client.get(path(token))
    client.get(path("y" * 43))
    act(client, token, "nothing")

    assert token not in caplog.text
    assert "y" * 43 not in caplog.text


# --- A proposal


def test_proposal_is_confirmed_by_its_button(client):
    propose(make_open_call(), place="Dock <Square>")
    token = host_token()

    page = text_of(client.get(path(token)))
    assert "Do you propose this?" in page
    assert "Given with r…@i…" in page

    assert "Your proposal is being looked at" in followed(client, act(client, token, "confirm"))
    assert Proposal.objects.get().state == "waiting"
    assert followed(client, act(client, token, "confirm"))
    assert Host.objects.count() == 1


def test_proposal_confirmed_takes_the_ticked_others_of_the_same_mailbox(client):
    call, event = make_open_call(), make_event()
    propose(call)
    token = host_token()
    with time_machine.travel(LATER, tick=False):
        dunmore, ashford = propose(call, town="Dunmore", now=LATER), propose(call, town="Ashford", now=LATER)
        propose(call, town="Elsewhere", address="other@inbox.example", now=LATER)
        join(event, address=RIMA, now=LATER)
        join(event, address="other@inbox.example", now=LATER)

        page = client.get(path(token)).content.decode()
        assert re.findall(r'name="also_proposal" value="(\d+)"', page) == [str(dunmore.pk), str(ashford.pk)]
        (answer,) = re.findall(r'name="also" value="(\d+)"', page)
        others = Proposal.objects.exclude(host__in=[dunmore.host, ashford.host]).latest("pk").pk
        act(client, token, "confirm", also_proposal=[dunmore.pk, others], also=answer)

    states = dict(Proposal.objects.values_list("town", "state"))
    assert states == {"Birkdale": "waiting", "Dunmore": "waiting", "Ashford": "unconfirmed", "Elsewhere": "unconfirmed"}
    assert RSVP.objects.get(pk=answer).state == "confirmed"
    assert RSVP.objects.exclude(pk=answer).get().state == "unconfirmed"


def test_proposal_is_confirmed_behind_the_link_of_an_answer(client):
    join(make_event(), address=RIMA)
    token = token_in(deliver()[0])
    with time_machine.travel(LATER, tick=False):
        proposal = propose(make_open_call(), host_name="Rima’s <group>", now=LATER)

        page = client.get(f"/rsvps/{token}/").content.decode()
        assert f'name="also_proposal" value="{proposal.pk}"' in page
        assert "Rima’s &lt;group&gt;" in page
        client.post(f"/rsvps/{token}/", {"action": "confirm", "also_proposal": proposal.pk})

        assert Proposal.objects.get().state == "waiting"
        (mail,) = [mail for mail in deliver(LATER) if "/hosts/" in mail.body and mail.to == [RIMA]]
    assert open_host(LINK.search(mail.body)[1]) == proposal.host


def test_proposal_that_was_sent_back_shows_why_and_is_sent_again(client):
    token, proposal = confirm(make_open_call())
    Proposal.objects.update(state="sent-back", reason="Which <square>?", settled_at=NOW)

    page = client.get(path(token)).content.decode()
    assert "Which &lt;square&gt;?" in page
    form = client.get(path(token) + "?change=1").content.decode()
    assert 'value="Birkdale"' in form
    assert 'name="email"' not in form
    assert "Which &lt;square&gt;?" in form

    typed = {"town": "Birkdale", "start_on": DAY.isoformat(), "host_name": "Birkdale Tenants", "kind": "march"}
    assert act(client, token, "resend", **{**typed, "start_on": "2027-04-01"}).status_code == 422
    assert "Sent again" in followed(client, act(client, token, "resend", **typed, place="Dock Square"))
    proposal.refresh_from_db()
    assert (proposal.state, proposal.place, proposal.kind) == ("waiting", "Dock Square", "march")
    assert proposal.zone == "America/New_York"


def test_proposal_is_withdrawn_and_its_form_is_shown_no_more(client):
    token, _proposal = confirm(make_open_call())

    assert "You have withdrawn it" in followed(client, act(client, token, "withdraw"))
    assert "You have withdrawn it" in text_of(client.get(path(token) + "?change=1"))


def test_proposal_that_is_not_mine_is_erased(client):
    propose(make_open_call())
    token = host_token()

    assert "Nothing is left of this proposal." in text_of(act(client, token, "withdraw"))
    assert (Host.objects.count(), client.get(path(token)).status_code) == (0, 404)


def test_confirming_a_closed_call_says_so(client):
    call = make_open_call()
    propose(call)
    token = host_token()
    call.is_open_to_hosts = False
    call.save()

    response = act(client, token, "confirm")

    assert (response.status_code, "no proposals any more" in text_of(response)) == (422, True)


# --- An action


def test_page_shows_what_stands_what_is_missing_first_and_counts_only(client):
    token, _host = host_event()
    rsvp(open_host(token).event, address="amal@inbox.example", name="Amal Haddad", party_size=3)

    page = client.get(path(token)).content.decode()

    said = text_of(client.get(path(token)))
    assert "hour to be announced" in said
    assert "3 coming · 0 maybe" in said
    assert re.findall(r'<details class="more" id="([a-z-]+)"( open)?>', page) == [
        ("move", " open"),
        ("place", " open"),
        ("postpone", ""),
        ("cancel", ""),
        ("text", ""),
    ]
    assert not re.search("Amal|amal|Haddad", page)
    assert f"/hosts/{token}/still-on/" in page


def test_hour_is_set_and_told_to_those_who_come(client):
    token, _host = host_event()
    rsvp(open_host(token).event)
    deliver(NOW)

    response = act(client, token, "move", start_on=DAY.isoformat(), start_time="١٧:٣٠", end_time="19")

    assert "The hour is set. Who is coming is told." in followed(client, response)
    date = Occurrence.objects.get()
    assert (date.start_time, date.duration) == (dt.time(17, 30), dt.timedelta(minutes=90))
    assert [mail.subject for mail in deliver(NOW + dt.timedelta(minutes=2))] == [
        "The hour is set: Rally at every town hall, Saturday 13 March, 17:30 – 19:00"
    ]


def test_hour_that_is_taken_away_is_to_be_announced_again(client):
    token, _host = host_event(start_time=dt.time(17, 30))

    followed(client, act(client, token, "move", start_on=DAY.isoformat(), start_time=""))

    assert Occurrence.objects.get().hours == "tba"


def test_day_stays_in_the_window_of_the_call(client):
    token, _host = host_event()

    outside = act(client, token, "move", start_on="2027-03-14", start_time="17:30")
    inside = act(client, token, "move", start_on="2027-03-12", start_time="17:30")

    assert (outside.status_code, "The call does not ask for this day." in text_of(outside)) == (422, True)
    assert "Another day" not in outside.content.decode().split('id="move"')[0]
    assert inside.status_code == 302
    assert Occurrence.objects.get().start_on == dt.date(2027, 3, 12)


def test_place_is_set_in_its_town_and_taken_back(client):
    token, _host = host_event()

    assert "The place is changed" in followed(
        client, act(client, token, "place", town="Birkdale", place="Dock Square, 1 Quay Rd")
    )
    event = Event.objects.get()
    assert (event.shown_place.one_line, event.town, event.country) == (
        "Dock Square, 1 Quay Rd, Birkdale",
        "Birkdale",
        "US",
    )
    assert 'value="Dock Square, 1 Quay Rd"' in client.get(path(token)).content.decode()

    followed(client, act(client, token, "place", town="Birkdale", place=""))
    event.refresh_from_db()
    assert (event.place, event.place_is_pending, event.town) == (None, True, "Birkdale")


def test_place_form_left_as_it_is_changes_nothing(client):
    token, _host = host_event(place="Dock Square, 1 Quay Rd")
    version = Event.objects.get().version

    followed(client, act(client, token, "place", town="Birkdale", place="Dock Square, 1 Quay Rd"))

    assert (Event.objects.get().version, Announcement.objects.count()) == (version, 0)


def test_text_and_accessibility_are_the_hosts_own_from_then_on(client):
    call = make_open_call()
    kit = make_kit(call=call, questions=["step-free"])
    token, _host = host_event(call)
    page = client.get(path(token)).content.decode()
    assert kit.description in page
    assert re.findall(r'name="access_([a-z-]+)"', page) == ["step-free"]

    followed(client, act(client, token, "text", **{"description": "Bring **candles**.", "access_step-free": "yes"}))

    event = Event.objects.get()
    assert (event.description, event.accessibility) == ("Bring **candles**.", {"step-free": "yes"})
    assert "description" not in event.inherited
    assert "title" in event.inherited


def test_postponed_gets_a_new_date_also_outside_the_window(client):
    token, _host = host_event()

    assert "It is postponed" in followed(client, act(client, token, "postpone", note="Storm"))
    assert Occurrence.objects.get().state == "postponed"
    assert "It is still on: say so" not in text_of(client.get(path(token)))

    followed(client, act(client, token, "new-date", start_on="2027-03-20", start_time="17:30"))
    date = Occurrence.objects.get()
    assert (date.state, date.start_on, date.start_time) == ("scheduled", dt.date(2027, 3, 20), dt.time(17, 30))


def test_cancelled_is_told_and_can_take_place_after_all(client):
    token, _host = host_event()
    rsvp(open_host(token).event)
    deliver(NOW)

    assert "It is cancelled" in followed(client, act(client, token, "cancel", note="No permit"))
    assert [mail.subject for mail in deliver(NOW)] == ["Cancelled: Rally at every town hall, Saturday 13 March"]
    assert Event.objects.get().is_cancelled

    followed(client, act(client, token, "reinstate"))
    assert not Event.objects.get().is_cancelled


def test_word_is_sent_and_listed_with_how_many_it_reached(client):
    token, _host = host_event()
    rsvp(open_host(token).event)
    deliver(NOW)

    assert "on its way" in followed(client, act(client, token, "word", text="Bring <b>water</b>"))
    deliver(NOW)

    page = client.get(path(token)).content.decode()
    assert "Bring &lt;b&gt;water&lt;/b&gt;" in page
    assert "Delivered 1 Not yet 0 Failed 0" in " ".join(text_of(client.get(path(token))).split())


def test_word_beyond_three_a_day_stays_in_the_form(client):
    token, _host = host_event()
    for text in ("One", "Two", "Three"):
        act(client, token, "word", text=text)

    response = act(client, token, "word", text="Four <4>")

    assert response.status_code == 422
    assert "Four &lt;4&gt;</textarea>" in response.content.decode()


def test_what_an_organiser_saved_meanwhile_is_shown_and_nothing_is_lost(client):
    token, _host = host_event()
    event = open_host(token).event
    stale = event.version
    edit_event(
        event, details=Details.of(event).__class__(**{**_fields(event), "description": "Theirs"}), by=None, now=NOW
    )

    response = act(client, token, "text", version=stale, description="Mine")

    page = response.content.decode()
    assert response.status_code == 422
    assert "Now stands: Theirs" in page
    assert "Mine</textarea>" in page
    assert Event.objects.get().description == "Theirs"
    (version,) = set(re.findall(r'name="version" value="(\d+)" id="id_text', page))
    followed(client, client.post(path(token), {"action": "text", "version": version, "description": "Mine"}))
    assert Event.objects.get().description == "Mine"


def _fields(event):
    stands = Details.of(event)
    return {name: getattr(stands, name) for name in Details.__dataclass_fields__}


def test_action_that_is_over_cannot_be_changed(client):
    token, _host = host_event()
    with time_machine.travel(NOW + dt.timedelta(days=14), tick=False):
        page = client.get(path(token)).content.decode()
        response = act(client, token, "cancel")

    assert 'id="cancel"' not in page
    assert (response.status_code, Event.objects.get().is_cancelled) == (422, False)


def test_host_of_one_action_cannot_touch_a_date_of_another(client):
    token, _host = host_event()
    other = Occurrence.objects.get(event=host_event(address="b@inbox.example")[1].event)

    act_path = f"{path(token)}?date={other.pk}"
    client.post(act_path, {"action": "cancel", "version": Event.objects.get(hosts=open_host(token)).version})

    assert Occurrence.objects.get(pk=other.pk).state == "scheduled"


def test_weekly_action_is_changed_date_by_date(client):
    owner = make_user()
    days = [dt.date(2027, 3, 13), dt.date(2027, 3, 20), dt.date(2027, 3, 27)]
    event = make_event(organization=make_organization(owner=owner), dates=days, rule="FREQ=WEEKLY")
    _host, token = make_host_link(event, by=owner, language="en", now=NOW)
    second = event.occurrences.get(original_on=days[1])

    page = client.get(path(token)).content.decode()
    assert f"?date={second.pk}" in page
    response = client.post(f"{path(token)}?date={second.pk}", {"action": "cancel", "version": event.version})

    assert f"date={second.pk}" in response["Location"]
    assert list(event.occurrences.values_list("state", flat=True)) == ["scheduled", "cancelled", "scheduled"]


def test_link_by_mail_is_confirmed_by_its_first_use(client):
    owner = make_user()
    event = make_event(organization=make_organization(owner=owner))
    make_host_link(event, by=owner, language="en", now=NOW, address=RIMA)
    token = host_token()

    client.get(path(token))
    assert Host.objects.get().confirmed_at is None

    followed(client, act(client, token, "place", town="Ashford", place="Dock Square"))
    assert Host.objects.get().confirmed_at == NOW


def test_draft_is_prepared_by_its_host_and_shown_to_nobody(client):
    owner = make_user()
    event = make_event(organization=make_organization(owner=owner), published=False)
    _host, token = make_host_link(event, by=owner, language="en", now=NOW)

    page = client.get(path(token)).content.decode()
    assert event.get_absolute_url() not in page
    followed(client, act(client, token, "move", start_on="2027-03-13", start_time="18:00"))

    assert client.get(f"/hosts/{token}/sheet/").status_code == 404
    assert (Event.objects.get().is_published, Occurrence.objects.get().start_time) == (False, dt.time(18, 0))


def test_member_who_may_no_longer_edit_has_a_dead_link(client):
    owner = make_user()
    event = make_event(organization=make_organization(owner=owner))
    _host, token = make_host_link(event, by=owner, language="en", now=NOW)
    Host.objects.update(user=make_user())

    assert client.get(path(token)).status_code == 404


@pytest.mark.parametrize("date", ["9" * 5_000, "0", "-1", "\u0661", "\x00", "x"])
def test_a_date_that_is_none_of_its_own_leads_to_the_next(client, date):
    token, _host = host_event()

    assert client.get(path(token), {"date": date}).content.count(b"<h1") == 1
    assert client.get(f"{path(token)}sheet/", {"date": date}).content.count(b"<h1") == 1


# --- The link itself


def test_new_link_goes_to_the_address_and_the_page_shows_it_to_nobody(client):
    token, _host = host_event()
    deliver(NOW)

    response = act(client, token, "renew")

    said = text_of(response)
    assert "We sent a new link to r…@i…" in said
    assert set(LINK.findall(response.content.decode())) <= {token}
    assert client.get(path(token)).status_code == 404
    assert client.get(path(host_token())).status_code == 200


def test_new_link_without_an_address_is_shown_at_once(client):
    owner = make_user()
    event = make_event(organization=make_organization(owner=owner))
    _host, token = make_host_link(event, by=owner, language="en", now=NOW)

    response = act(client, token, "renew")

    assert LINK.search(response["Location"])[1] != token
    assert "This is your new link" in followed(client, response)
    assert client.get(path(token)).status_code == 404


def test_link_that_died_while_the_button_was_pressed_is_gone(client, monkeypatch):
    token, host = host_event()
    opened = open_host(token)
    monkeypatch.setattr(host_view, "open_host", lambda _token: opened)
    Host.objects.filter(pk=host.pk).update(token_sha256="0" * 64)

    response = client.post(path(token), {"action": "renew"})

    assert (response.status_code, set(LINK.findall(response.content.decode()))) == (404, {token})
    assert Host.objects.get().token_sha256 == "0" * 64


def test_lost_link_page_answers_everybody_alike(client):
    for number in range(3):
        host_event(address=f"known{number}@inbox.example")
    deliver(NOW)
    bodies = set()

    for number in range(10):
        for word in ("known", "fresh"):
            BUCKETS.clear()
            response = client.post("/hosts/new-link/", {"email": f"{word}{number}@inbox.example"})
            assert (response.status_code, response["Cache-Control"]) == (200, "no-store")
            bodies.add(response.content.replace(f"{word}{number}".encode(), b""))

    assert len(bodies) == 1
    assert sorted(mail.to[0] for mail in deliver(NOW)) == [f"known{number}@inbox.example" for number in range(3)]


def test_lost_link_page_refuses_what_is_no_address_and_too_many(client):
    assert client.get("/hosts/new-link/").status_code == 200
    assert client.post("/hosts/new-link/", {"email": "nobody"}).status_code == 422

    statuses = [client.post("/hosts/new-link/", {"email": f"a{n}@inbox.example"}).status_code for n in range(11)]

    assert statuses == [200] * 9 + [429] * 2 or statuses == [200] * 10 + [429]


def test_sheet_says_what_everybody_may_know(client):
    token, _host = host_event(place="Dock Square", start_time=dt.time(17, 30))
    Event.objects.update(place_visibility="confirmed", shown_place=None, public_area="Harbour")
    Occurrence.objects.update(place_visibility="confirmed", shown_place=None, public_area="Harbour")

    response = client.get(f"/hosts/{token}/sheet/")

    page = response.content.decode()
    assert response["Cache-Control"] == "no-store"
    assert "<svg" in page
    assert "Harbour" in page
    assert "Dock Square" not in page
    assert client.post(f"/hosts/{token}/sheet/").status_code == 405


@pytest.mark.parametrize("dates", [1, 3])
def test_page_asks_as_many_queries_for_any_number_of_dates(client, django_assert_num_queries, dates):
    owner = make_user()
    days = [DAY + dt.timedelta(weeks=week) for week in range(dates)]
    event = make_event(organization=make_organization(owner=owner), dates=days, rule="FREQ=WEEKLY")
    _host, token = make_host_link(event, by=owner, language="en", now=NOW)

    with django_assert_num_queries(9, using="default"):
        assert client.get(path(token)).status_code == 200


def test_approved_proposal_opens_as_its_action(client):
    token, proposal = confirm(make_open_call())
    assert "being looked at" in text_of(client.get(path(token)))

    publish_proposal(proposal, by=None, now=NOW)

    assert "You look after this action" in text_of(client.get(path(token)))


# --- The kit of the call


def test_a_host_takes_the_words_of_the_kit_again(client):
    call = make_open_call()
    token, host = host_event(call)
    kit = make_kit_of(call)
    edit_event(host.event, details=Details.of(host.event), by=host, now=NOW)
    Event.objects.update(title="Our own title", inherited=["safety"])
    assert text_of(client.get(path(token))).count("Take the kit’s") == 2

    response = act(client, token, "kit", field="title")

    assert "It has the words of the call’s kit, and follows them." in followed(client, response)
    event = Event.objects.get()
    assert (event.title, event.inherited) == (kit.title, ["safety", "title"])


def test_words_of_the_call_are_said_to_be_its_words_until_there_are_own_ones(client):
    call = make_open_call()
    make_kit_of(call)
    token, _host = host_event(call)
    before = text_of(client.get(path(token)))

    followed(client, act(client, token, "text", description="Our own words."))

    after = text_of(client.get(path(token)))
    hint = "From those who call: it follows their words until you change it."
    assert (hint in before, "Take the kit’s" in before) == (True, False)
    assert (hint in after, "Take the kit’s" in after) == (False, True)


def test_a_host_takes_nothing_that_is_no_field_of_the_kit(client):
    call = make_open_call()
    token, _host = host_event(call)
    make_kit_of(call)

    response = act(client, token, "kit", field="organization")

    assert response.status_code == 422
    assert "The call has no kit for this." in text_of(response)


def make_kit_of(call):
    save_kit(call, texts=KitTexts(title="From the kit", description="Words.", safety="Water."), by=None, now=NOW)
    return Kit.objects.get(call=call)
