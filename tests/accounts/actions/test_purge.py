from datetime import date, timedelta

import pytest

from accounts.actions import create_organization, invite_member, purge_accounts, take_mail_budget
from accounts.keys import key_names, make_key
from accounts.letters import owed_letter
from accounts.models import DataKey, Invitation, MailBudget, SetupLink
from notifications.actions import owe
from notifications.kinds import Message
from notifications.models import Delivery

pytestmark = pytest.mark.django_db


def letter(now):
    mail = Message(to="mara@example.org", language="en", subject="s", text="t")
    return owed_letter(mail, now=now, lifetime=timedelta(hours=1))


def test_purge_accounts(operator, now):
    organization = create_organization(name="Harbour Watch", by=operator, now=now)
    invite_member(organization, address="old@example.org", role="helper", by=operator, now=now - timedelta(days=8))
    invite_member(organization, address="new@example.org", role="helper", by=operator, now=now - timedelta(days=2))
    take_mail_budget("mara@example.org", now=now - timedelta(hours=25))
    take_mail_budget("other@example.org", now=now)
    SetupLink.objects.create(sha256="1" * 64, expires_at=now)
    SetupLink.objects.create(sha256="2" * 64, expires_at=now + timedelta(hours=1))
    orphan, waiting = letter(now), letter(now)
    owe([waiting], now=now)
    DataKey.objects.update(created_on=(now - timedelta(days=3)).date())
    make_key("occurrence:9")

    expected = {"kept mails": 0, "mail budgets": 3, "invitations": 1, "set-up links": 1, "keys without rows": 1}
    assert purge_accounts(now=now, dry_run=True) == expected
    assert Invitation.objects.count() == 2
    assert purge_accounts(now=now) == expected

    assert list(Invitation.objects.values_list("expires_at", flat=True)) == [now + timedelta(days=5)]
    assert MailBudget.objects.count() == 1
    assert list(SetupLink.objects.values_list("sha256", flat=True)) == ["2" * 64]
    assert orphan.recipient not in key_names("letter:")
    assert waiting.recipient in key_names("letter:")
    assert key_names("occurrence:") == ["occurrence:9"]
    assert len(key_names("invitation:")) == 1
    assert set(purge_accounts(now=now).values()) == {0}


def test_purge_sweeps_no_key_of_today(now):
    letter(now)
    DataKey.objects.update(created_on=date(2027, 3, 1))

    assert purge_accounts(now=now)["keys without rows"] == 0
    assert len(key_names("letter:")) == 1


def test_the_key_of_a_settled_letter_is_swept(now):
    row = letter(now)
    owe([row], now=now)
    Delivery.objects.update(state="sent", settled_at=now)
    DataKey.objects.update(created_on=date(2027, 2, 1))

    assert purge_accounts(now=now)["keys without rows"] == 1
    assert key_names("letter:") == []
