import datetime as dt

import pytest

from accounts.models import Membership
from events.messages.notice import NOTICE, owed_notices
from events.messages.notice_subjects import SUBJECTS, News, Notice
from events.models import LinkConsent, NameClaim, Proposal, SigningConsent
from notifications.actions import owe
from notifications.models import Delivery
from tests.events.answers import deliver, minutes
from tests.events.factories import (
    NOW,
    make_call,
    make_co_host,
    make_event,
    make_link,
    make_organization,
    make_proposal,
    make_statement,
    make_user,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner():
    return make_user(email="owner@group.example")


@pytest.fixture
def organization(owner):
    return make_organization(name="Harbour Union", owner=owner)


@pytest.fixture
def call(organization):
    return make_call(statement=make_statement(organization=organization), is_open_to_hosts=True)


def add_member(organization, role):
    user = make_user(email=f"{role}@group.example")
    Membership.objects.create(user=user, organization=organization, role=role)
    return user


def propose(call, *, now=NOW, **fields):
    proposal = make_proposal(call=call, created_at=now, **fields)
    owe(owed_notices("proposal", proposal.pk, call.statement.organization, now=now), now=now)
    return proposal


def test_owners_and_organizers_are_told_and_nobody_else(organization, call):
    for role in ("organizer", "moderator", "helper"):
        add_member(organization, role)
    make_organization(owner=make_user(email="other@else.example"))

    propose(call, host_name="Ashford tenants")
    mails = deliver(NOW + minutes(3))

    assert sorted(mail.to[0] for mail in mails) == ["organizer@group.example", "owner@group.example"]
    assert mails[0].subject == "A proposal for “Rally at every town hall”"
    assert "Ashford tenants proposes an action under “Rally at every town hall”." in mails[0].body
    assert f"http://127.0.0.1:8000/organize/calls/{call.slug}/proposals/?lang=en" in mails[0].body


def test_thirty_proposals_in_an_afternoon_are_one_mail_an_hour(call):
    sent = []
    for number in range(30):
        now = NOW + minutes(6 * number)
        sent += deliver(now)
        propose(call, now=now)
    sent += deliver(NOW + minutes(6 * 29 + 2))
    assert [mail.subject for mail in sent] == [
        "A proposal for “Rally at every town hall”",
        "10 proposals wait for you",
        "20 proposals wait for you",
    ]

    (last,) = deliver(NOW + dt.timedelta(hours=3))
    assert last.subject == "30 proposals wait for you"
    assert "http://127.0.0.1:8000/organize/waiting/?lang=en" in last.body
    assert deliver(NOW + dt.timedelta(hours=9)) == []


def test_what_was_answered_before_the_mail_is_not_told(call):
    first, second = propose(call), propose(call)
    Proposal.objects.filter(pk=first.pk).update(state="approved")

    assert [mail.subject for mail in deliver(NOW + minutes(3))] == ["A proposal for “Rally at every town hall”"]

    Proposal.objects.filter(pk=second.pk).update(state="approved")
    propose(call, state="withdrawn", now=NOW + minutes(5))
    assert deliver(NOW + dt.timedelta(hours=2)) == []
    assert Delivery.objects.order_by("pk").last().reason == "nothing waits any more"


def test_who_has_left_the_organisation_is_not_told(organization, call, owner):
    propose(call)
    organization.memberships.update(role="helper")

    assert deliver(NOW + minutes(3)) == []


def test_what_waits_in_another_organisation_is_not_counted(call):
    propose(call)
    propose(make_call(is_open_to_hosts=True))

    assert [mail.subject for mail in deliver(NOW + minutes(3))] == ["A proposal for “Rally at every town hall”"]


def test_in_the_language_of_its_reader(call, owner):
    owner.language = "ar"
    owner.save()
    propose(call, host_name="Ashford tenants")

    mail = deliver(NOW + minutes(3))[0]

    assert "\u2068Ashford tenants\u2069" in mail.body
    assert "/proposals/?lang=ar" in mail.body


@pytest.mark.parametrize(
    "name", ["Win at https://evil.example", "evil.example", "ask@evil.example", "www.evil.example"]
)
def test_a_name_that_is_a_link_is_in_no_mail(call, name):
    propose(call, host_name=name)

    mail = deliver(NOW + minutes(3))[0]

    assert "A group proposes an action" in mail.body
    assert "evil" not in mail.body + mail.subject + mail.alternatives[0][0]


def test_no_address_and_no_name_stands_in_a_delivery(call):
    propose(call, host_name="Quince Canary")

    row = Delivery.objects.get()
    said = " ".join(str(getattr(row, field.attname)) for field in Delivery._meta.concrete_fields)
    assert "Quince" not in said
    assert "group.example" not in said
    assert (row.recipient.split(":")[0], row.topic.split(":")[0]) == ("member", "proposal")


def test_each_question_has_its_sentence(organization):
    theirs = make_event(title="March of the docks", organization=make_organization(name="Dockers"))
    mine = make_event(title="Vigil", organization=organization)
    call = make_call(title="Rally", statement=make_statement(organization=organization, title="Clinics"))
    other_call = make_call(title="Strike", statement=make_statement(organization=make_organization(name="Nurses")))
    name = call.statement.listed_names.create(name="The Dockers")
    claim = NameClaim.objects.create(listed_name=name, organization=theirs.organization, asked_at=NOW)
    asked = {"revision": call.statement.current, "asked_at": NOW}
    rows = [
        ("co-host", make_co_host(event=theirs, organization=organization)),
        ("link", make_link(call=call, event=theirs)),
        ("link", make_link(call=other_call, event=mine, is_asked_by_call=True)),
        ("claim", claim),
        ("signing", SigningConsent.objects.create(name="", organization=organization, **asked)),
        ("signing", SigningConsent.objects.create(name="The Bakers", **asked)),
    ]

    said = [SUBJECTS[subject].say([row.pk])[row.pk].text for subject, row in rows]

    assert said == [
        "Dockers asks whether Harbour Union hosts “March of the docks” too.",
        "Dockers asks whether its action “March of the docks” may stand under your call “Rally”.",
        "Nurses asks whether “Vigil” belongs under its call “Strike”.",
        "Dockers says that it is “The Dockers”, a name that you have listed.",
        "Somebody who was invited would like Harbour Union to sign “Clinics”.",
        "The Bakers would like to stand behind “Clinics”. After a yes it is listed by name, unsigned.",
    ]


@pytest.mark.parametrize("by_call", [True, False])
def test_a_question_goes_to_the_side_that_has_not_asked(by_call, owner, organization):
    event = make_event(organization=organization) if by_call else make_event()
    call = make_call() if by_call else make_call(statement=make_statement(organization=organization))
    row = make_link(call=call, event=event, is_asked_by_call=by_call)
    owe(owed_notices("link", row.pk, organization, now=NOW), now=NOW)

    assert [mail.to for mail in deliver(NOW + minutes(3))] == [["owner@group.example"]]
    LinkConsent.objects.update(is_asked_by_call=not by_call)
    owe(owed_notices("link", row.pk, organization, now=NOW + minutes(4)), now=NOW + minutes(4))
    assert deliver(NOW + dt.timedelta(hours=2)) == []


def test_news_is_told_each_time_and_only_while_it_is_true(monkeypatch, organization):
    true = {7}
    news = News(lambda pks: {pk: Notice(f"News {pk}", "It is so.", "/organize/") for pk in pks if pk in true})
    monkeypatch.setitem(SUBJECTS, "test", news)
    for pk in (7, 8):
        owe(owed_notices("test", pk, organization, now=NOW), now=NOW)
        owe(owed_notices("test", pk, organization, now=NOW + minutes(1)), now=NOW)

    assert [mail.subject for mail in deliver(NOW + minutes(5))] == ["News 7"]


def test_many_mails_take_the_same_queries_as_one(call, django_assert_num_queries):
    propose(call)
    rows = list(Delivery.objects.all())
    with django_assert_num_queries(4):
        assert len(NOTICE.prepare(rows, now=NOW)) == 1
    for _number in range(3):
        other = make_organization(owner=make_user())
        Membership.objects.create(user=make_user(), organization=other, role="organizer")
        propose(make_call(statement=make_statement(organization=other), is_open_to_hosts=True))

    rows = list(Delivery.objects.all())
    with django_assert_num_queries(4):
        assert len(NOTICE.prepare(rows, now=NOW)) == 7
