import threading
from datetime import timedelta

import pytest
from django.db import connections

from accounts.actions import may_write_to, never_write, restore_mail_budget, take_mail_budget
from accounts.errors import AddressInvalid
from accounts.keys import pepper
from accounts.models import MailBudget, NeverWrite

pytestmark = pytest.mark.django_db

SPELLINGS = [
    "victim@gmail.com",
    "Victim@Gmail.com",
    "v.i.c.t.i.m@gmail.com",
    "victim+1@gmail.com",
    "victim+rally@googlemail.com",
    '"victim"@gmail.com',
    "victim@gmail.com.",
    "ｖｉｃｔｉｍ＠ｇｍａｉｌ．ｃｏｍ",
    "mailto:victim@gmail.com",
    "vic\u200btim@gmail.com",
]


def test_one_mail_a_day_whatever_the_spelling(now):
    granted = [take_mail_budget(spelling, now=now) for spelling in SPELLINGS * 10]

    assert granted.count(True) == 1
    assert MailBudget.objects.count() == 1


def test_tags_open_no_budget_at_any_domain(now):
    granted = [take_mail_budget(f"victim+{n}@own.example", now=now) for n in range(20)]

    assert granted.count(True) == 1


def test_the_next_mail_may_go_after_a_day(now):
    assert take_mail_budget("mara@example.org", now=now) is True
    assert take_mail_budget("mara@example.org", now=now + timedelta(hours=24, seconds=-1)) is False
    assert take_mail_budget("mara@example.org", now=now + timedelta(hours=24)) is True
    assert take_mail_budget("mara@example.org", now=now + timedelta(hours=25)) is False


def test_a_used_link_restores_the_budget(now):
    take_mail_budget("mara@example.org", now=now)

    restore_mail_budget("Mara@example.org")
    restore_mail_budget("Mara@example.org")

    assert take_mail_budget("mara@example.org", now=now) is True


def test_purposes_have_budgets_of_their_own(now):
    assert take_mail_budget("mara@example.org", now=now) is True
    assert take_mail_budget("mara@example.org", now=now, purpose="leave") is True
    assert take_mail_budget("mara@example.org", now=now, purpose="leave") is False
    assert MailBudget.objects.count() == 2


def test_never_write_holds_for_every_spelling_and_purpose(now):
    never_write("mara@example.org")
    never_write("Mara@Example.org")

    assert may_write_to("MARA@example.org") is False
    assert may_write_to("other@example.org") is True
    assert take_mail_budget("mara+x@example.org", now=now) is False
    assert take_mail_budget("mara@example.org", now=now, purpose="leave") is False
    assert NeverWrite.objects.count() == 1
    assert MailBudget.objects.count() == 0


def test_what_is_stored_is_no_address_and_no_plain_hash(now):
    take_mail_budget("mara@example.org", now=now)
    never_write("mara@example.org")

    stored = {MailBudget.objects.get().pk, NeverWrite.objects.get().pk}
    assert len(stored) == 2
    assert all(len(value) == 64 and "mara" not in value for value in stored)


def test_a_bad_address_takes_no_budget(now):
    with pytest.raises(AddressInvalid):
        take_mail_budget("nobody", now=now)
    assert not MailBudget.objects.exists()


@pytest.mark.django_db(transaction=True, databases="__all__")
@pytest.mark.parametrize("hours", [0, 30])
def test_of_many_at_once_one_is_granted(now, hours):
    pepper()
    if hours:
        take_mail_budget(SPELLINGS[0], now=now)
    barrier, granted = threading.Barrier(10), []

    def take(spelling):
        try:
            barrier.wait()
            granted.append(take_mail_budget(spelling, now=now + timedelta(hours=hours)))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=take, args=[spelling]) for spelling in SPELLINGS]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(granted) == [False] * 9 + [True]
