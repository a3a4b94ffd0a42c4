import pytest

from accounts.actions import may_write_to
from events.models import RSVP, LeaveLink
from tests.events.answers import AMAL, confirm, deliver, join, token_in
from tests.events.factories import make_event
from tests.events.views.pages import text_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]


def ask(client, address=AMAL):
    response = client.post("/leave/", {"email": address})
    return response, token_in(deliver()[-1])


def test_form_has_no_token_and_sets_no_cookie(client):
    response = client.get("/leave/")

    assert (response.status_code, response["Cache-Control"]) == (200, "no-store")
    assert not response.cookies
    assert "csrf" not in response.content.decode()


def test_post_answers_itself_the_same_for_known_and_unknown(client):
    confirm(make_event(), address="known@inbox.example")

    known, unknown = (client.post("/leave/", {"email": f"{name}@inbox.example"}) for name in ("known", "nobdy"))

    assert (known.status_code, known["Cache-Control"]) == (200, "no-store")
    assert known.content.replace(b"known@", b"@") == unknown.content.replace(b"nobdy@", b"@")
    assert "We wrote to known@inbox.example" in text_of(known)


def test_get_of_the_link_shows_all_that_is_held_and_changes_nothing(client):
    confirm(make_event(title="One march"), party_size=2)
    join(make_event(title="Another march"))
    deliver()
    _response, token = ask(client)

    for _ in range(2):
        response = client.get(f"/leave/{token}/")

    text = text_of(response)
    assert "One march" in text
    assert "Another march" in text
    assert "going, 2 people" in text
    assert "Not confirmed" in text
    assert "a…@i…" in text
    assert AMAL not in text
    assert (RSVP.objects.count(), LeaveLink.objects.count()) == (2, 1)


def test_post_to_the_link_erases_everything_and_the_link_dies(client):
    confirm(make_event())
    deliver()
    _response, token = ask(client)

    response = client.post(f"/leave/{token}/")

    assert "1 answer is erased." in text_of(response)
    assert (RSVP.objects.count(), LeaveLink.objects.count()) == (0, 0)
    assert may_write_to(AMAL) is True
    assert client.get(f"/leave/{token}/").status_code == 404


def test_never_again_box(client):
    _response, token = ask(client)

    response = client.post(f"/leave/{token}/", {"never_again": "1"})

    assert "This site never writes to this address again." in text_of(response)
    assert may_write_to(AMAL) is False


@pytest.mark.parametrize("address", ["", "nobody", "a\x00@b.example", "x" * 5000])
def test_bad_address_names_the_field(client, address):
    response = client.post("/leave/", {"email": address})

    assert response.status_code == 422
    assert 'id="id_email_error"' in response.content.decode()
    assert LeaveLink.objects.count() == 0


def test_eleventh_request_in_a_row_is_refused(client):
    answers = [client.post("/leave/", {"email": f"person{number}@inbox.example"}).status_code for number in range(11)]

    assert answers == [200] * 10 + [429]


def test_unknown_link_is_a_kind_404(client):
    response = client.get("/leave/" + "a" * 43 + "/")

    assert response.status_code == 404
    assert "This link does not work any more" in text_of(response)


def test_link_of_another_site_s_page_is_refused(client):
    _response, token = ask(client)

    assert client.post(f"/leave/{token}/", headers={"Origin": "https://evil.example"}).status_code == 403
    assert LeaveLink.objects.count() == 1


def test_without_mail_it_says_that_nothing_is_held(client, settings):
    settings.EMAIL_IS_OFF = True

    for response in (client.get("/leave/"), client.post("/leave/", {"email": AMAL})):
        assert response.status_code == 200
        assert "it holds no address" in text_of(response)
        assert 'name="email"' not in response.content.decode()
    assert LeaveLink.objects.count() == 0
