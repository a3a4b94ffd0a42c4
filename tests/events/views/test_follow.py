import datetime as dt
import html
import re

import pytest
from django.test import Client

from accounts import limits
from events.actions.event import publish_event
from events.actions.follow import make_follow_feed
from events.follow_links import open_follow
from events.models import RSVP, Follow, FollowFeed
from notifications.models import Delivery
from tests.events.answers import AMAL, confirm, deliver, join, minutes, token_in
from tests.events.factories import NOW, make_call, make_campaign, make_event, make_organization, make_statement
from tests.events.follows import ask, follow, news, token_to
from tests.events.views.pages import text_of
from tests.hostile.world import stored

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]
HIDDEN_INPUT = re.compile(r'<input type="hidden" name="(\w+)"(?: value="([^"]*)")?')


def post(client, **typed):
    data = {"path": "/events/", "query": "kind=vigil", "zone": "", "how_often": "at-once", "email": AMAL, **typed}
    return client.post("/follows/", data)


def form_beside(client, page):
    """Where the page leads who wants to follow."""
    (link,) = re.findall(r'href="(/follows/[^"]+)"', client.get(page).content.decode())
    return html.unescape(link)


def act(client, token, action, **data):
    return client.post(f"/follows/{token}/", {"action": action, **data})


# --- Beside the lists


@pytest.mark.parametrize(
    ("page", "path", "query"),
    [
        ("/", "/events/", ""),
        ("/?kind=vigil", "/events/", "kind=vigil"),
        ("/events/?kind=vigil&when=weekend", "/events/", "kind=vigil&amp;when=weekend"),
        ("/calendar/?kind=vigil", "/events/", "kind=vigil"),
        ("/calls/asked/", "/calls/asked/", ""),
        ("/calls/asked/?kind=vigil", "/events/", "call=asked&amp;kind=vigil"),
        ("/organizations/hosts/", "/organizations/hosts/", ""),
        ("/campaigns/pressing/", "/campaigns/pressing/", ""),
    ],
)
def test_every_list_leads_to_the_form_which_can_be_sent_as_it_is(client, page, path, query):
    make_call(slug="asked")
    make_campaign(slug="pressing", organization=make_organization(slug="hosts"))

    response = client.get(form_beside(client, page))
    form = response.content.decode().split('action="/follows/?lang=en"')[1].split("</form>")[0]
    fields = dict(HIDDEN_INPUT.findall(form))

    assert (fields["path"], fields["query"]) == (path, query)
    assert "csrf" not in form
    assert not response.cookies
    sent = post(client, path=fields["path"], query=fields["query"].replace("&amp;", "&"))
    assert "Not followed yet: open the link in our mail" in text_of(sent)
    assert Follow.objects.count() == 1


def test_what_a_network_has_added_to_the_address_of_a_list_goes_no_further(client):
    link = form_beside(client, "/events/?kind=vigil&fbclid=IwAR2x&utm_source=news&mc_eid=1&page=")

    assert link == "/follows/?kind=vigil&path=/events/&lang=en"
    assert "This filter could not be understood" not in text_of(client.get(link))


def test_statement_leads_to_the_form_too_in_the_language_of_the_page(client):
    call = make_call()

    link = form_beside(client, f"/statements/{call.statement.slug}/?lang=ar")

    assert link == f"/follows/?path=/statements/{call.statement.slug}/&lang=ar"
    assert 'action="/follows/?lang=ar"' in client.get(link).content.decode()


def test_without_mail_there_is_no_form(client, settings):
    settings.EMAIL_IS_OFF = True

    assert "/follows/" not in client.get("/events/").content.decode()
    assert "This site sends no mail" in text_of(client.get("/follows/"))
    assert "This site sends no mail" in text_of(post(client))
    assert Follow.objects.count() == 0


# --- Asking


def test_post_answers_itself_and_keeps_the_address_out_of_cookies_and_addresses(client):
    response = post(client)

    assert (response.status_code, response["Cache-Control"], response["Referrer-Policy"]) == (
        200,
        "no-store",
        "same-origin",
    )
    assert not response.cookies
    assert f"We wrote to {AMAL}" in text_of(response)
    assert Follow.objects.get().state == "unconfirmed"


def test_correcting_shows_the_form_as_it_was_typed_and_saves_nothing(client):
    response = post(client, email="amal@inbx.example", how_often="weekly", correct="1")

    page = response.content.decode()
    assert 'value="amal@inbx.example"' in page
    assert re.search(r'value="weekly"[^>]*checked', page)
    assert "Upcoming actions (Vigil)" in text_of(response)
    assert Follow.objects.count() == 0


def test_another_sites_page_is_refused(client):
    response = client.post("/follows/", {"path": "/events/"}, headers={"Origin": "https://evil.example"})

    assert response.status_code == 403


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"email": "nobody"}, "looks like name@example.org"),
        ({"email": ""}, "This field is required."),
        ({"email": "a@b.example\r\nBcc: c@d.example"}, "one address only"),
        ({"email": "x" * 5_000 + "@inbox.example"}, "at most 320 characters"),
        ({"how_often": "hourly"}, "Select a valid choice"),
        ({"path": "/leave/"}, "This cannot be followed."),
        ({"path": "/calls/none-such/"}, "nothing public at this address"),
        ({"path": "x" * 500}, "This cannot be followed."),
        ({"path": "/events/\x00"}, "This cannot be followed."),
        ({"query": "kind=riot"}, "kind"),
        ({"query": "a" * 5_000}, "This cannot be followed."),
        ({"zone": "z" * 65}, "Choose a time zone from the list."),
        ({"query": "foo=bar"}, "foo: There is no such key."),
    ],
)
def test_bad_input_says_what_is_wrong_and_saves_nothing(client, typed, said):
    response = post(client, **typed)

    assert response.status_code == 422
    assert said in text_of(response)
    assert (Follow.objects.count(), Delivery.objects.count()) == (0, 0)


def test_too_many_from_one_network_are_refused(client, monkeypatch):
    monkeypatch.setitem(limits.PER_CLIENT_AND_ACTION, "follow", limits.Rate(burst=5, seconds=3600))

    answers = [post(client, email=f"n{number}@inbox.example").status_code for number in range(7)]

    assert answers == [200] * 5 + [429] * 2


@pytest.mark.parametrize("address", ["/follows/?foo=bar", "/follows/?path=/calls/asked/&foo=bar"])
def test_what_the_address_asks_for_and_nobody_knows_is_said_and_nothing_else_is_offered(client, address):
    make_call(slug="asked")

    response = client.get(address)

    assert response.status_code == 422
    assert "foo: There is no such key. The keys are: accessibility," in text_of(response)
    assert "<input" not in response.content.decode().split("<main")[1]


def test_keys_of_the_filter_stand_in_the_address_as_they_do_in_that_of_a_list(client):
    assert "Upcoming actions (Vigil)" in text_of(client.get("/follows/?kind=vigil&lang=en"))


# --- By which clock

CHOSEN_ZONE = re.compile(
    r'<select name="zone"[^>]*?( data-zone="")?[^>]*>.*?<option value="([^"]+)" selected', re.DOTALL
)


def clock_offered(response):
    """The zone that stands chosen, and whether the browser may correct it."""
    mark, zone = CHOSEN_ZONE.search(response.content.decode()).groups()
    return zone, bool(mark)


@pytest.mark.parametrize(
    ("asked", "zone"),
    [
        ("", "America/New_York"),  # of most of the coming dates
        ("?kind=vigil", "Asia/Beirut"),
        ("?path=/organizations/far/", "Australia/Perth"),
        ("?organization=far&kind=march", "Australia/Perth"),
        ("?near=Lyon", "Europe/Paris"),
        ("?place=Lyon", "Europe/Paris"),
        ("?path=/calls/asked/", "Australia/Perth"),  # nothing answers it yet
        ("?kind=march", "UTC"),
    ],
)
def test_clock_is_that_of_the_town_the_organisation_or_the_dates_and_stands_there_to_be_changed(client, asked, zone):
    far = make_organization(slug="far", zone="Australia/Perth")
    make_call(slug="asked", statement=make_statement(organization=far))
    for kind, its_zone in [("rally", "America/New_York")] * 2 + [("vigil", "Asia/Beirut")]:
        make_event(kind=kind, zone=its_zone)

    assert clock_offered(client.get(f"/follows/{asked}")) == (zone, True)


@pytest.mark.parametrize("zone", ["Asia/Beirut", "Asia/Calcutta"])
def test_clock_that_somebody_chose_stays_chosen_and_is_said(client, zone):
    again = client.post("/follows/", {"email": "nobody", "how_often": "daily", "zone": zone, "path": "/events/"})
    corrected = post(client, zone=zone, how_often="daily", correct="1")
    sent = post(client, zone=zone, how_often="daily")

    assert [clock_offered(page) for page in (again, corrected)] == [(zone, False)] * 2
    said = {"Asia/Beirut": "Beirut", "Asia/Calcutta": "Kolkata"}[zone]
    assert f"Once a day, at 08:00, {said} time" in text_of(sent)
    (message,) = deliver()
    assert f"How often: Once a day, at 08:00, {said} time" in message.body


def test_a_form_without_a_clock_takes_the_likely_one_and_says_it(client):
    make_event(zone="Asia/Beirut")

    data = {"path": "/events/", "how_often": "weekly", "email": AMAL}
    sent = client.post("/follows/", data)
    refused = client.post("/follows/", data | {"email": "nobody"})

    assert "Once a week, on Monday at 08:00, Beirut time" in text_of(sent)
    assert Follow.objects.get().zone == "Asia/Beirut"
    assert clock_offered(refused) == ("Asia/Beirut", True)


# --- Behind the link


def test_get_of_the_link_shows_what_is_followed_in_words_and_changes_nothing(client):
    ask(query="kind=vigil&when=weekend", how_often="daily")
    deliver()
    before = stored()

    for _ in range(2):
        response = client.get(f"/follows/{token_to()}/")
    client.get(f"/follows/{token_to()}/unsubscribe/")

    assert "Vigil and This weekend" in text_of(response)
    assert "Once a day, at 08:00, New York time" in text_of(response)
    assert "a…@i…" in text_of(response)
    assert AMAL not in response.content.decode()
    assert stored() == before


def test_whole_way_from_the_form_to_the_mail_and_out_again(client):
    post(client, zone="Asia/Beirut", query="kind=rally")
    deliver()
    token = token_to()
    assert "Confirmed." in text_of(act(client, token, "confirm"))
    publish_event(make_event(published=False, title="Hands off"), by=None, now=NOW + minutes(1))
    (message,) = news(NOW + minutes(6))

    one_click = re.search(r"<http://[^/]+(/follows/[\w-]+/unsubscribe/)>", message.extra_headers["List-Unsubscribe"])[1]
    provider = Client(
        enforce_csrf_checks=True, headers={"Origin": "https://mail.example", "Sec-Fetch-Site": "cross-site"}
    )
    response = provider.post(one_click, {"List-Unsubscribe": "One-Click"})

    assert (response.status_code, Follow.objects.count()) == (200, 0)
    assert "You do not follow this any more" in text_of(response)
    assert provider.post(one_click).status_code == 200
    assert client.get(f"/follows/{token}/").status_code == 404


def test_pace_and_clock_are_changed_and_what_is_wrong_is_said(client):
    token, _row = follow()

    response = act(client, token, "change", how_often="weekly", zone="Europe/Berlin")
    assert "It is changed." in text_of(response)
    row = Follow.objects.get()
    assert (row.how_often, row.zone, row.look_at) == (
        "weekly",
        "Europe/Berlin",
        dt.datetime(2027, 3, 8, 7, 0, tzinfo=dt.UTC),
    )
    assert act(client, token, "change", how_often="weekly", zone="Mars/Olympus").status_code == 422
    assert act(client, token, "nonsense").status_code == 422
    assert Follow.objects.get().zone == "Europe/Berlin"


def test_stop_erases_at_once(client):
    token, _row = follow()

    assert "You do not follow this any more" in text_of(act(client, token, "stop"))
    assert Follow.objects.count() == 0


def test_what_was_asked_for_since_is_ticked_and_confirmed_behind_any_link(client):
    event = make_event()
    ask(query="kind=vigil")
    deliver()
    join(event)
    ask(query="kind=march")
    token = token_to()
    other = Follow.objects.get(query="kind=march")

    page = client.get(f"/follows/{token}/").content.decode()
    assert f'name="also_follow" value="{other.pk}"' in page
    act(client, token, "confirm", also=RSVP.objects.get().pk, also_follow=other.pk)

    assert Follow.objects.confirmed().count() == 2
    assert RSVP.objects.get().state == "confirmed"


def test_a_follow_is_confirmed_behind_the_link_of_an_answer(client):
    join(make_event())
    ask(query="kind=vigil")
    token = token_in(deliver()[0])
    row = Follow.objects.get()

    assert "To follow “ Upcoming actions (Vigil) ”: At once" in text_of(client.get(f"/rsvps/{token}/"))
    client.post(f"/rsvps/{token}/", {"action": "confirm", "also_follow": row.pk})

    assert Follow.objects.get().state == "confirmed"


def test_leave_shows_and_erases_what_is_followed(client):
    follow(query="kind=vigil")
    client.post("/leave/", {"email": AMAL})
    token = token_in(deliver()[-1])

    assert "Upcoming actions (Vigil)" in text_of(client.get(f"/leave/{token}/"))
    assert "All that was held about this address is erased." in text_of(client.post(f"/leave/{token}/"))
    assert Follow.objects.count() == 0


@pytest.mark.parametrize("each", [1, 3])
def test_pages_that_list_what_is_followed_take_the_same_queries_for_one_and_for_three(
    client, each, django_assert_num_queries
):
    asked = [f"call={make_call().slug}&kind=vigil" for _ in range(each)]
    for query in asked:
        follow(query=query)
    client.post("/leave/", {"email": AMAL})
    leave_token = token_in(deliver()[-1])
    token, _row = follow(query="kind=march")
    for query in asked:
        ask(query=query + "&when=week", now=NOW + minutes(1))

    with django_assert_num_queries(5):
        page = client.get(f"/follows/{token}/")
    with django_assert_num_queries(5):
        held = client.get(f"/leave/{leave_token}/")

    assert page.text.count('name="also_follow"') == each
    assert held.text.count("You follow this by e-mail") == 2 * each + 1


def test_hostile_words_stay_text_on_every_page(client):
    words = '"><script>alert(1)</script>'
    ask(query="q=" + words)
    deliver()
    token = token_to()

    pages = [client.get(f"/follows/{token}/"), act(client, token, "confirm"), post(client, query="q=" + words)]

    assert ["<script>alert" in page.content.decode() for page in pages] == [False, False, False]


def test_pages_in_arabic_keep_the_language_of_the_mail(client):
    ask(language="ar")
    (message,) = deliver()
    url = re.search(r"(/follows/[\w-]+/\?lang=ar)", message.body)[1]

    page = client.get(url).content.decode()

    assert 'dir="rtl"' in page
    assert f'action="{url}"' in page


# --- The calendar of one's own


def unfolded(response):
    return response.content.decode().replace("\r\n ", "")


def test_private_calendar_is_that_of_the_filter_shown_once_and_private(client):
    make_event(title="Seen")
    make_event(title="Other kind", kind="vigil")
    token, _row = follow(query="kind=rally")

    page = act(client, token, "make-calendar", name="Phone").content.decode()
    (path,) = set(re.findall(r"/calendars/[\w-]{43}\.ics", page))
    assert path not in client.get(f"/follows/{token}/").content.decode()
    response = client.get(path)

    assert response.status_code == 200
    assert ("SUMMARY:Seen" in unfolded(response), "Other kind" in unfolded(response)) == (True, False)
    assert response["Cache-Control"].startswith("private")
    assert path.split("/")[2][:43] not in unfolded(response)
    assert "Phone" not in unfolded(response)
    assert client.get(path, headers={"If-None-Match": response["ETag"]}).status_code == 304
    number = FollowFeed.objects.get().pk
    assert "The calendar “Phone” is ended" in text_of(act(client, token, "end-calendar", calendar=number))
    assert client.get(path).status_code == 404


def test_private_calendar_ends_with_the_follow_and_is_that_of_one_page_too(client):
    call = make_call()
    make_event(call=call, title="Answers it")
    make_event(title="Does not")
    token, row = follow(f"/calls/{call.slug}/")
    path = f"/calendars/{make_follow_feed(open_follow(token), name='Phone')}.ics"

    assert ("Answers it" in unfolded(client.get(path)), "Does not" in unfolded(client.get(path))) == (True, False)
    Follow.objects.filter(pk=row.pk).update(path="/calls/none-such/")
    assert client.get(path).status_code == 404
    act(client, token, "stop")
    assert (client.get(path).status_code, FollowFeed.objects.count()) == (404, 0)


def test_a_calendar_of_answers_and_one_of_a_follow_stand_apart(client):
    confirm(make_event(title="Mine"))
    token, _row = follow(query="kind=vigil")
    path = f"/calendars/{make_follow_feed(open_follow(token), name='Phone')}.ics"

    assert "Mine" not in unfolded(client.get(path))
