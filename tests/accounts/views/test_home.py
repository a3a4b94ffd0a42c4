import pytest

from accounts.actions import create_organization
from accounts.models import Membership

pytestmark = pytest.mark.django_db

PAGE = "/accounts/"


def test_a_person_changes_name_and_language(client, person):
    client.force_login(person)

    response = client.post(PAGE, {"name": "  Mara   Q ", "language": "ar"})

    assert response["Location"] == PAGE
    person.refresh_from_db()
    assert (person.name, person.language) == ("Mara Q", "ar")
    assert '<html lang="ar" dir="rtl">' in client.get(PAGE).text


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        ({"name": "x" * 121, "language": "en"}, "at most 120 characters"),
        ({"name": "a\x07", "language": "en"}, "cannot be shown"),
        ({"name": "", "language": "xx"}, "Select a valid choice"),
    ],
)
def test_what_is_wrong_is_said(client, person, answers, said):
    client.force_login(person)

    response = client.post(PAGE, answers)

    assert response.status_code == 422
    assert said in response.text
    person.refresh_from_db()
    assert (person.name, person.language) == ("", "")


def test_strangers_sign_in_first(client):
    assert client.get(PAGE)["Location"] == "/accounts/login/?next=/accounts/"
    assert client.post(PAGE, {"name": "x"})["Location"] == "/accounts/login/?next=/accounts/"


def test_only_operators_see_what_operators_do(client, person, operator, now):
    create_organization(name="Harbour Watch", by=None, now=now)
    for user, is_seen in ((person, False), (operator, True)):
        client.force_login(user)
        page = client.get(PAGE).text
        assert ("/accounts/mail-box/" in page, "Harbour Watch" in page) == (is_seen, is_seen)


@pytest.mark.parametrize("number", [1, 3])
def test_the_page_takes_a_fixed_number_of_queries(client, person, now, number, django_assert_num_queries):
    for name in ("Harbour Watch", "Clinic Workers United", "Quarry Neighbours")[:number]:
        organization = create_organization(name=name, by=None, now=now)
        Membership.objects.create(user=person, organization=organization, role="owner")
    client.force_login(person)

    with django_assert_num_queries(3):
        assert client.get(PAGE).status_code == 200
