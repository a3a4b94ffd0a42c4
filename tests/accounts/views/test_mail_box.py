from dataclasses import replace
from datetime import timedelta

import pytest
from django.core.mail import EmailMultiAlternatives
from django.utils import timezone

from accounts.letters import owed_letter
from accounts.mail_box import keep_mail
from accounts.models import KeptMail
from notifications.actions import owe
from notifications.kinds import Message
from notifications.models import Delivery

pytestmark = pytest.mark.django_db

HTML = '<style>p{color:red}</style><script>alert(1)</script><p onclick="x()">Dear Mara</p><img src="https://evil.example/x">'


@pytest.fixture
def kept():
    mail = EmailMultiAlternatives(
        "The hour is set <b>", "Dear <b>Mara</b> https://convoke.example/x", to=["mara@example.org"]
    )
    mail.attach_alternative(HTML, "text/html")
    mail.attach("page.html", b"<script>alert(1)</script>", "text/html")
    mail.attach('in"; x=vite.ics', b"BEGIN:VCALENDAR", "text/calendar")
    return keep_mail(mail, now=timezone.now())


def paths(kept):
    return ["/accounts/mail-box/"] + [
        f"/accounts/mail-box/{kept.pk}/{rest}" for rest in ("", "html/", "attachments/1/", "attachments/2/")
    ]


def test_only_operators_of_a_local_site_look_in(client, kept, person, operator, settings):
    for path in paths(kept):
        assert client.get(path)["Location"] == f"/accounts/login/?next={path}"
    client.force_login(person)
    assert {client.get(path).status_code for path in paths(kept)} == {404}
    client.force_login(operator)
    assert {client.get(path).status_code for path in paths(kept)} == {200}
    settings.SITE_IS_LOCAL = False
    assert {client.get(path).status_code for path in paths(kept)} == {404}


def test_the_list_names_subject_and_recipient(client, kept, operator):
    client.force_login(operator)

    page = client.get("/accounts/mail-box/").text

    assert "The hour is set &lt;b&gt;" in page
    assert "mara@example.org" in page


def test_the_mail_is_shown_as_text(client, kept, operator):
    client.force_login(operator)

    page = client.get(f"/accounts/mail-box/{kept.pk}/").text

    assert "Dear &lt;b&gt;Mara&lt;/b&gt;" in page
    assert '<a href="https://convoke.example/x"' in page
    assert "alert(1)" not in page


def test_the_html_part_runs_nothing_and_fetches_nothing(client, kept, operator):
    client.force_login(operator)

    response = client.get(f"/accounts/mail-box/{kept.pk}/html/")

    policy = response["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; style-src 'unsafe-inline';")
    assert "script-src" not in policy
    assert policy.endswith("sandbox")
    assert response["Referrer-Policy"] == "no-referrer"
    assert "Dear Mara" in response.text


def test_attachments_are_files_never_pages(client, kept, operator):
    client.force_login(operator)

    page = client.get(f"/accounts/mail-box/{kept.pk}/attachments/1/")
    calendar = client.get(f"/accounts/mail-box/{kept.pk}/attachments/2/")

    assert (page["Content-Type"], page["Content-Disposition"]) == (
        "application/octet-stream",
        'attachment; filename="page.html"',
    )
    assert calendar["Content-Type"] == "text/calendar"
    assert calendar["Content-Disposition"] == 'attachment; filename="inxvite.ics"'
    assert calendar.content == b"BEGIN:VCALENDAR"
    assert client.get(f"/accounts/mail-box/{kept.pk}/attachments/3/").status_code == 404
    assert client.get(f"/accounts/mail-box/{kept.pk}/attachments/0/").status_code == 404


def test_with_a_lost_contact_key_the_page_says_so(client, kept, operator, settings):
    client.force_login(operator)
    settings.CONTACT_KEYS = ["bmV3" * 10 + "bmU="]

    response = client.get("/accounts/mail-box/")

    assert response.status_code == 200
    assert "put back the contact key" in response.text
    assert client.get(f"/accounts/mail-box/{kept.pk}/").status_code == 404


def test_a_damaged_mail_is_left_out(client, kept, operator):
    KeptMail.objects.update(sealed=b"x" * 60)
    client.force_login(operator)

    assert client.get("/accounts/mail-box/").status_code == 200
    assert client.get(f"/accounts/mail-box/{kept.pk}/").status_code == 404


def plan_letters(number):
    """`number` letters that are due tomorrow."""
    now = timezone.now()
    mail = Message(to="mara@example.org", language="en", subject="Tomorrow", text="Dear Mara\n")
    letters = [owed_letter(mail, now=now, lifetime=timedelta(days=2)) for _ in range(number)]
    owe([replace(letter, due_at=now + timedelta(days=1)) for letter in letters], now=now)


def test_what_is_planned_is_listed_and_sent_as_if_it_were_due(client, operator, settings):
    settings.EMAIL_BACKEND = "accounts.mail_box.KeepingBackend"
    plan_letters(1)
    delivery = Delivery.objects.get()
    path = f"/accounts/mail-box/due/{delivery.pk}/"
    client.force_login(operator)

    page = client.get("/accounts/mail-box/").text
    assert "About signing in or belonging" in page
    assert path in page
    assert client.get(path).status_code == 405
    assert client.post(path)["Location"] == "/accounts/mail-box/"

    delivery.refresh_from_db()
    assert delivery.due_at <= timezone.now()


def test_only_operators_send_as_if_it_were_due(client, person):
    plan_letters(1)
    delivery = Delivery.objects.get()
    client.force_login(person)

    assert client.post(f"/accounts/mail-box/due/{delivery.pk}/").status_code == 404
    assert Delivery.objects.get().due_at == delivery.due_at


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_takes_a_fixed_number_of_queries(client, operator, number, django_assert_num_queries):
    plan_letters(number)
    for _ in range(number):
        keep_mail(EmailMultiAlternatives("Subject", "Text", to=["mara@example.org"]), now=timezone.now())
    client.force_login(operator)

    with django_assert_num_queries(6), django_assert_num_queries(1, using="keys"):
        assert client.get("/accounts/mail-box/").status_code == 200
