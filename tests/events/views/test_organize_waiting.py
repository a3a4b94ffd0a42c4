import pytest

from events.models import AnsweredCall, LinkConsent
from tests.events.factories import (
    make_call,
    make_co_host,
    make_event,
    make_link,
    make_organization,
    make_proposal,
    make_user,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]
PAGE = "/organize/waiting/"


def answer(client, row, said, *, kind="link", **kwargs):
    return client.post(f"{PAGE}{kind}/{row.pk}/", {"answer": said}, **kwargs)


def test_nothing_waits(client, owner):
    assert "Nothing. Proposals under your calls" in client.get(PAGE).text


def test_proposals_by_call_and_questions_with_their_buttons(client, call, organization):
    for _number in range(3):
        make_proposal(call=call)
    make_proposal(call=call, state="sent-back", reason="No")
    link = make_link(call=call, event=make_event(title="<March>", organization=make_organization(name="Dockers")))
    co_host = make_co_host(event=make_event(title="Vigil"), organization=organization)
    make_link(call=call, state="given")
    make_link(event=make_event(organization=organization), is_asked_by_call=False)

    page = client.get(PAGE).text

    assert "3 proposals" in page
    assert f"/organize/calls/{call.slug}/proposals/" in page
    assert f'<li id="link-{link.pk}"><span>Dockers asks whether its action “&lt;March&gt;”' in page
    assert f'<li id="co-host-{co_host.pk}">' in page
    assert page.count('<li id="') == 2
    assert "4 proposals and questions" not in page


@pytest.mark.parametrize(("said", "state", "number"), [("yes", "given", 1), ("no", "refused", 0)])
def test_one_tap_answers(client, call, said, state, number):
    row = make_link(call=call)

    response = answer(client, row, said)

    assert response["Location"] == PAGE
    assert LinkConsent.objects.get().state == state
    assert AnsweredCall.objects.count() == number


def test_who_answers_second_is_told(client, call):
    row = make_link(call=call)
    answer(client, row, "no")

    page = answer(client, row, "yes", follow=True).text

    assert "Somebody else has declined this already." in page
    assert AnsweredCall.objects.count() == 0


def test_only_those_who_were_asked_answer(client, call):
    asked_of_me, not_of_me = make_link(call=call), make_link(call=call, is_asked_by_call=True)
    assert answer(client, not_of_me, "yes").status_code == 404
    assert answer(client, asked_of_me, "yes", kind="co-host").status_code == 404
    assert answer(client, asked_of_me, "yes", kind="nonsense").status_code == 404
    assert answer(client, asked_of_me, "perhaps").status_code == 400
    assert client.get(f"{PAGE}link/{asked_of_me.pk}/").status_code == 405
    client.logout()
    assert client.get(PAGE)["Location"].startswith("/accounts/login/")
    assert answer(client, asked_of_me, "yes")["Location"].startswith("/accounts/login/")
    client.force_login(make_user())
    assert answer(client, asked_of_me, "yes").status_code == 404
    assert "asks whether" not in client.get(PAGE).text
    assert {row.state for row in LinkConsent.objects.all()} == {"asked"}


def test_a_draft_of_another_organisation_leads_nowhere(client, organization):
    """Its organisers may ask for a co-host before it is public."""
    draft = make_event(title="Not yet", published=False)
    make_co_host(event=draft, organization=organization)

    assert draft.get_absolute_url() not in client.get(PAGE).text


@pytest.mark.parametrize("number", [1, 3])
def test_the_page_takes_the_same_queries_for_many(client, call, organization, number, django_assert_num_queries):
    for _number in range(number):
        make_link(call=call)
        make_co_host(organization=organization)
        make_proposal(call=make_call(statement=call.statement))

    with django_assert_num_queries(11):
        client.get(PAGE)


def test_the_home_of_organisers_says_how_much_waits(client, call):
    assert "wait for your answer" not in client.get("/organize/").text
    make_proposal(call=call)
    make_link(call=call)

    page = client.get("/organize/").text

    assert "2 proposals and questions wait for your answer." in page
    assert f'href="{PAGE}"' in page
