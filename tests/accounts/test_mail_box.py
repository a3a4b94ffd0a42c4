from datetime import timedelta
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.mail import EmailMultiAlternatives, get_connection
from django.db import connections

from accounts.actions import purge_accounts
from accounts.checkpoint import truncate_logs
from accounts.keys import make_key, read_key
from accounts.mail_box import KeepingBackend, keep_mail, opened_mails
from accounts.models import DataKey, KeptMail
from tests.servers.processes import bytes_on_disk

CANARY = "canary-mara@example.org"


def mail(to=CANARY, subject="The hour is set", **headers):
    message = EmailMultiAlternatives(subject, f"Dear {to}\n", to=[to], headers=headers)
    message.attach_alternative(f"<p>Dear {to}</p>", "text/html")
    message.attach("invite.ics", b"BEGIN:VCALENDAR", "text/calendar")
    return message


@pytest.mark.django_db
def test_the_local_backend_keeps_and_says_so(settings):
    settings.EMAIL_BACKEND = "accounts.mail_box.KeepingBackend"
    connection = get_connection()

    assert connection.keeps is True
    assert connection.send_messages([mail(), mail(subject="Second")]) == 2
    assert [opened.subject for opened in opened_mails(KeptMail.objects.newest_first())] == ["Second", "The hour is set"]


@pytest.mark.django_db
def test_a_kept_mail_opens_as_it_was(now):
    row = keep_mail(mail(), now=now)

    (opened,) = opened_mails([KeptMail.objects.get(pk=row.pk)])
    assert (opened.to, opened.subject) == (CANARY, "The hour is set")
    assert (opened.text, opened.html.strip()) == (f"Dear {CANARY}\n", f"<p>Dear {CANARY}</p>")
    (attachment,) = opened.attachments
    assert (attachment.name, attachment.content_type, attachment.content) == (
        "invite.ics",
        "text/calendar",
        b"BEGIN:VCALENDAR",
    )


@pytest.mark.django_db
def test_a_kept_mail_is_sealed(now):
    row = keep_mail(mail(), now=now)

    assert b"canary" not in bytes(KeptMail.objects.get(pk=row.pk).sealed)
    KeptMail.objects.update(sealed=b"x" * 100)
    assert opened_mails(KeptMail.objects.all()) == []


@pytest.mark.django_db
@pytest.mark.parametrize("number", [1, 3])
def test_opening_takes_one_query_for_keys(now, number, django_assert_num_queries):
    rows = [keep_mail(mail(), now=now + timedelta(days=n)) for n in range(number)]

    with django_assert_num_queries(1, using="keys"):
        assert len(opened_mails(rows)) == number


@pytest.mark.django_db
def test_a_public_site_keeps_nothing(settings):
    settings.SITE_IS_LOCAL = False

    with pytest.raises(ImproperlyConfigured):
        KeepingBackend().send_messages([mail()])
    assert not KeptMail.objects.exists()


@pytest.mark.django_db
def test_purge_forgets_after_seven_days_key_and_all(now):
    old = keep_mail(mail(), now=now - timedelta(days=8, hours=13))
    edge = keep_mail(mail(), now=now - timedelta(days=7, seconds=1))
    fresh = keep_mail(mail(), now=now - timedelta(days=6, hours=23))
    before = purge_accounts(now=now, dry_run=True)

    assert before["kept mails"] == 2 == purge_accounts(now=now)["kept mails"]
    assert set(KeptMail.objects.values_list("pk", flat=True)) == {fresh.pk}
    assert read_key(old.key_name) is None
    assert read_key(fresh.key_name) is not None
    assert edge.key_name != old.key_name


@pytest.mark.sqlite
@pytest.mark.django_db(transaction=True, databases="__all__")
def test_an_old_copy_and_the_current_contact_key_open_nothing_that_was_purged(now):
    row = keep_mail(mail(), now=now - timedelta(days=9))
    make_key("occurrence:9")
    wrapped = bytes(DataKey.objects.get(name=row.key_name).wrapped)
    names = {alias: Path(connections[alias].settings_dict["NAME"]) for alias in ("default", "keys")}
    assert bytes_on_disk(names["keys"]).count(wrapped) > 0  # the test would see it
    old_copy = bytes_on_disk(names["default"])

    purge_accounts(now=now)
    assert truncate_logs() is True

    assert wrapped not in bytes_on_disk(names["keys"])
    assert bytes(row.sealed) not in bytes_on_disk(names["default"])
    assert bytes(row.sealed) in old_copy
    assert CANARY.encode() not in old_copy
    # The old row with every key that is left and the contact key of today: it stays shut.
    assert read_key(row.key_name) is None
    assert opened_mails([row]) == []
    KeptMail.objects.bulk_create([row])
    for key_row in DataKey.objects.all():
        DataKey.objects.filter(name=row.key_name).delete()
        DataKey.objects.create(name=row.key_name, wrapped=key_row.wrapped, wrapped_with=key_row.wrapped_with)
        assert opened_mails([row]) == []
