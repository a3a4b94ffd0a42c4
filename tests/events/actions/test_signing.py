import datetime as dt
import re

import pytest

from accounts.actions import never_write, take_mail_budget
from accounts.confusables import skeleton
from accounts.errors import KeysUnavailable
from accounts.keys import key_names
from accounts.limits import BUCKETS
from events.actions.consent import settle
from events.actions.signature import sign_revision, withdraw_signature
from events.actions.signing import (
    MOST_OPEN,
    ask_to_sign,
    close_invitation,
    invite_to_sign,
    open_invitation,
    withdraw_invitation,
)
from events.errors import EventsError
from events.messages.signing import SIGNING
from events.models import Signature, SignatureInvitation, SigningConsent
from notifications.models import Delivery
from tests.events.answers import deliver
from tests.events.factories import NOW, make_organization, make_statement, make_user

pytestmark = pytest.mark.django_db
LINK = re.compile(r"/sign/([\w-]{43})/")
DAY = dt.timedelta(days=1)
ADDRESS = "quince@inbox.example"


@pytest.fixture(autouse=True)
def no_limits_from_before():
    BUCKETS.clear()


@pytest.fixture
def statement():
    return make_statement(organization=make_organization(name="Clinic Workers United"))


def invite(statement, *addresses, now=NOW, language="en"):
    return invite_to_sign(statement, addresses=addresses or [ADDRESS], by=None, language=language, now=now)


def opened(now=NOW):
    (sent,) = deliver(now)
    return open_invitation(LINK.search(sent.body)[1], now=now)


def ask(found, name, now=NOW):
    return ask_to_sign(found, revision=found.revision, name=name, now=now)


def test_a_mail_that_could_not_go_today_goes_when_one_asks_again(statement):
    take_mail_budget(ADDRESS, now=NOW)

    assert [invite(statement), invite(statement, now=NOW + DAY)] == [1, 1]
    invite(statement, now=NOW + 2 * DAY)

    assert [one.to for one in deliver(NOW + 3 * DAY)] == [[ADDRESS]]
    assert SignatureInvitation.objects.count() == 1


@pytest.mark.parametrize("state", ["failed", "expired"])
def test_a_mail_that_did_not_arrive_goes_again_another_day_and_once(statement, state):
    invite(statement)
    Delivery.objects.filter(kind=SIGNING.name).update(state=state, settled_at=NOW)

    invite(statement)
    assert deliver(NOW) == []

    invite(statement, now=NOW + DAY)
    assert opened(now=NOW + DAY).address == ADDRESS
    assert invite(statement, now=NOW + 2 * DAY) == 1
    assert deliver(NOW + 2 * DAY) == []


def test_every_spelling_of_a_mailbox_is_one_invitation(statement):
    assert invite(statement, "quince.tree@gmail.com", "QuinceTree+sign@googlemail.com") == 1
    assert invite(statement, "quincetree@gmail.com") == 1
    assert len(deliver()) == 1


def test_to_who_wants_no_mail_none_goes_and_the_figure_is_the_same(statement):
    never_write(ADDRESS)

    assert invite(statement) == 1
    assert deliver() == []


def test_an_organisation_writes_to_a_hundred_addresses_a_day_and_no_other_is_kept_from_it(statement):
    for part in range(5):
        invite(statement, *[f"{part}-{number}@inbox.example" for number in range(20)])

    with pytest.raises(EventsError, match="tomorrow") as refused:
        invite(statement, "one-more@inbox.example")

    assert refused.value.field == "addresses"
    assert SignatureInvitation.objects.count() == 100
    assert invite(make_statement(), "one-more@inbox.example") == 1


def test_withdrawing_does_not_give_the_day_back(statement):
    for part in range(5):
        invite(statement, *[f"{part}-{number}@inbox.example" for number in range(20)])
        for row in SignatureInvitation.objects.all():
            withdraw_invitation(row, by=None, now=NOW)

    with pytest.raises(EventsError):
        invite(statement, "one-more@inbox.example")


def test_so_many_can_be_open_at_once(statement):
    rows = [
        SignatureInvitation(
            statement=statement,
            language="en",
            sealed_address=b"",
            sealed_token=b"",
            token_sha256=str(number),
            created_at=NOW,
        )
        for number in range(MOST_OPEN)
    ]
    SignatureInvitation.objects.bulk_create(rows)

    with pytest.raises(EventsError, match="200"):
        invite(statement)
    assert invite(statement, now=NOW + 30 * DAY) == 1


def test_the_line_that_is_no_address_is_named(statement):
    with pytest.raises(EventsError, match="Line 3: ") as refused:
        invite(statement, ADDRESS, "", "mara at example")

    assert refused.value.field == "addresses"
    assert "mara" not in str(refused.value)


def test_a_month_later_the_link_is_dead_and_no_mail_goes(statement):
    invite(statement)
    token = LINK.search(deliver()[0].body)[1]
    invite(statement, "late@inbox.example")

    assert open_invitation(token, now=NOW + 29 * DAY) is not None
    assert open_invitation(token, now=NOW + 30 * DAY) is None
    assert deliver(NOW + 30 * DAY) == []


def test_what_is_withdrawn_before_it_was_sent_is_not_sent_and_its_key_is_gone(statement):
    invite(statement)
    withdraw_invitation(SignatureInvitation.objects.get(), by=None, now=NOW)

    assert deliver() == []
    assert key_names("signing:") == []


def test_a_row_that_is_gone_is_not_owed_and_many_take_the_same_queries_as_one(statement, django_assert_num_queries):
    invite(statement, *[f"{number}@inbox.example" for number in range(3)])
    rows = list(Delivery.objects.filter(kind=SIGNING.name))
    with django_assert_num_queries(1):
        SIGNING.prepare(rows[:1], now=NOW)
    with django_assert_num_queries(1):
        made = SIGNING.prepare(rows, now=NOW)
    SignatureInvitation.objects.first().delete()
    after = SIGNING.prepare(rows, now=NOW)

    assert sorted(one.to for one in made.values()) == ["0@inbox.example", "1@inbox.example", "2@inbox.example"]
    assert [one.reason for one in after.values() if hasattr(one, "reason")] == ["withdrawn"]


def test_the_mail_is_in_the_language_of_the_text(statement):
    invite(statement, language="ar")
    (sent,) = deliver()

    assert "?lang=ar" in sent.body
    assert 'dir="rtl"' in sent.alternatives[0][0]


def test_a_draft_cannot_be_signed_and_nobody_else_invites(statement):
    with pytest.raises(EventsError):
        invite(make_statement(published=False))
    with pytest.raises(EventsError):
        invite_to_sign(statement, addresses=[ADDRESS], by=make_user(), language="en", now=NOW)
    invite(statement)
    with pytest.raises(EventsError):
        withdraw_invitation(SignatureInvitation.objects.get(), by=make_user(), now=NOW)

    assert SignatureInvitation.objects.count() == 1


def test_a_name_that_looks_like_an_organisation_asks_the_organisation(statement):
    group = make_organization(name="Harbour Watch", skeleton=skeleton("Harbour Watch"))
    invite(statement)

    row = ask(opened(), "Нarbоur Wаtсh")

    assert (row.organization, row.name) == (group, "Harbour Watch")


def test_the_issuer_and_who_has_signed_stand_with_it_already(statement):
    issuer, signer = statement.organization, make_organization(name="Nurses", skeleton=skeleton("Nurses"))
    issuer.skeleton = skeleton(issuer.name)
    issuer.save()
    Signature.objects.create(revision=statement.current, organization=issuer, role="issuer", signed_at=NOW)
    sign_revision(statement.current, organization=signer, by=None, now=NOW)
    for number, name in enumerate([issuer.name, "nurses"]):
        invite(statement, f"{number}@inbox.example")
        assert ask(opened(), name) is None

    assert not SigningConsent.objects.exists()
    assert not SignatureInvitation.objects.exists()


def test_who_signs_by_itself_is_not_asked_any_more_whether_it_signs(statement):
    union, other = (make_organization(name=name, skeleton=skeleton(name)) for name in ("Quay Union", "Dock Union"))
    invite(statement)
    ask(opened(), "Quay Union")
    invite(statement, now=NOW + DAY)
    ask(opened(NOW + DAY), "Dock Union", now=NOW + DAY)

    sign_revision(statement.current, organization=union, by=None, now=NOW + DAY)

    assert [row.organization for row in SigningConsent.objects.waiting()] == [other]


def test_who_has_withdrawn_is_asked_anew_and_signs_again(statement):
    signer = make_organization(name="Nurses", skeleton=skeleton("Nurses"))
    invite(statement)
    settle(ask(opened(), "Nurses"), accepts=True, by=None, now=NOW)
    withdraw_signature(Signature.objects.of_endorsers().get(), by=None, now=NOW)
    invite(statement, now=NOW + DAY)

    again = ask(opened(NOW + DAY), "Nurses", now=NOW + DAY)
    settle(again, accepts=True, by=None, now=NOW + DAY)

    assert Signature.objects.of_endorsers().get().organization == signer
    assert Signature.objects.of_endorsers().get().signed_at == NOW + DAY


def test_two_invited_by_mail_ask_for_one_group_once(statement):
    for number in range(2):
        invite(statement, f"{number}@inbox.example")
        ask(opened(), "أمهات بيركديل")

    assert SigningConsent.objects.waiting().count() == 1


def test_an_answer_gives_the_mail_budget_back(statement):
    invite(statement)
    ask(opened(), "Birkdale Mothers")

    assert take_mail_budget(ADDRESS, now=NOW)
    assert key_names("signing:") == []


def test_closing_is_safe_to_call_twice_and_with_anything(statement):
    invite(statement)
    token = LINK.search(deliver()[0].body)[1]
    for text in ("", "x" * 9_000, "\x00", token, token):
        close_invitation(text, now=NOW)

    assert not SignatureInvitation.objects.exists()


def test_without_the_contact_key_nothing_is_sealed(statement, settings):
    invite(statement)
    settings.CONTACT_KEYS = []

    with pytest.raises(KeysUnavailable):
        invite(statement, "other@inbox.example")
    assert SignatureInvitation.objects.count() == 1
