import pytest
from django.utils import timezone

from accounts.actions import make_setup_link
from accounts.models import Organization, User

pytestmark = pytest.mark.django_db

ANSWERS = {
    "email": "mara@example.org",
    "password": "nineteen clinics",
    "organization_name": "Clinic Workers United",
    "language": "en",
    "zone": "Europe/Madrid",
}


@pytest.fixture
def path():
    return make_setup_link(now=timezone.now())


def test_the_form_is_shown_without_changing_anything(client, path):
    for _ in range(3):
        response = client.get(path)

    assert response.status_code == 200
    assert 'name="organization_name"' in response.text
    assert "no-store" in response["Cache-Control"]
    assert not User.objects.exists()


def test_setting_up_signs_in_and_leads_to_the_first_steps(client, path):
    response = client.post(path, ANSWERS)

    user = User.objects.get()
    assert (response.status_code, response["Location"]) == (302, "/start/")
    assert client.session["_auth_user_id"] == str(user.pk)
    assert Organization.objects.get().zone == "Europe/Madrid"


def test_the_link_is_gone_afterwards(client, path):
    client.post(path, ANSWERS)
    client.logout()

    for response in (client.get(path), client.post(path, ANSWERS | {"email": "second@example.org"})):
        assert response.status_code == 410
        assert "does not work any more" in response.text
    assert User.objects.count() == 1


def test_a_wrong_link_shows_no_form(client, path):
    response = client.get("/accounts/setup/guess/")

    assert response.status_code == 410
    assert 'name="password"' not in response.text


@pytest.mark.parametrize(
    ("answer", "value", "said"),
    [
        ("email", "mara", "looks like name@example.org"),
        ("email", "mara@example.org\x00", "Null characters"),
        ("password", "short", "too short"),
        ("organization_name", "Convoke", "reserved"),
        ("organization_name", "x" * 121, "120"),
        ("organization_name", "a\x07b", "cannot be shown"),
        ("zone", "Mars", "Select a valid choice"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_saved(client, path, answer, value, said):
    response = client.post(path, ANSWERS | {answer: value})

    assert response.status_code == 422
    assert said in response.text
    assert (User.objects.count(), Organization.objects.count()) == (0, 0)


def test_guessing_is_limited(client, path):
    statuses = [client.post("/accounts/setup/guess/", ANSWERS).status_code for _ in range(12)]

    assert statuses == [410] * 10 + [429] * 2
    assert not User.objects.exists()
