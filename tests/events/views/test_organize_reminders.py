"""The pages on which reminders are set, for one action and for all of an organisation."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override

from accounts.models import Organization
from events.actions.reminder import add_reminder
from events.models import Event, ReminderRules
from events.reading.reminders import rules_of
from events.reminder_rules import LIMITS, Rule
from events.reminder_words import say_rule, say_whom
from tests.events.factories import NOW, make_event, make_organization, make_user
from tests.events.views.pages import text_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]
EVENING = {"action": "add", "number": "1", "when": "days-before-at", "at": "18:00", "whom": ["going", "maybe"]}


@pytest.fixture
def event(client):
    user = make_user()
    client.force_login(user)
    return make_event(organization=make_organization(owner=user, name="Ashford Tenants", slug="tenants"), slug="rally")


def ask(client, **data):
    return client.post("/organize/events/rally/reminders/", data, follow=True)


def said():
    event = Event.objects.get(slug="rally")
    return [(say_rule(rule, "en"), say_whom(rule, "en")) for rule in rules_of(event)]


BOTH = "who comes and who comes perhaps"
DEFAULT = [("the day before at the same hour", BOTH), ("2 hours before", BOTH)]


def test_page_says_the_rules_in_words_with_the_next_moment_of_each(client, event):
    text = text_of(client.get("/organize/events/rally/reminders/"))

    assert "As Ashford Tenants has set for its actions." in text
    assert "the day before at the same hour who comes and who comes perhaps Friday 12 March, 17:30" in text
    assert "2 hours before who comes and who comes perhaps Saturday 13 March, 15:30" in text


def test_what_is_left_out_without_an_hour_is_said(client, event):
    event.occurrences.update(start_time=None, hours="tba")

    text = text_of(client.get("/organize/events/rally/reminders/"))

    assert "Friday 12 March, 18:00" in text
    assert "left out: it is not before the start, or counts hours where no hour is set" in text


def test_one_is_added_changed_and_removed(client, event):
    response = ask(client, **EVENING)
    assert response.redirect_chain == [("/organize/events/rally/reminders/", 302)]
    assert said() == [*DEFAULT, ("the day before at 18:00", BOTH)]
    assert "These hold for this action alone." in text_of(response)
    rule = rules_of(Event.objects.get())[-1].id

    form = client.get(f"/organize/events/rally/reminders/?change={rule}").context["form"]
    assert (form["number"].value(), form["when"].value(), form["at"].value()) == ("1", "days-before-at", "18:00")
    ask(client, action="change", rule=rule, number="٣", when="hours-before", at="", whom="maybe")
    assert said() == [*DEFAULT, ("3 hours before", "who comes perhaps")]

    for rule in rules_of(Event.objects.get()):
        text = text_of(ask(client, action="remove", rule=rule.id))
    assert said() == []
    assert "Nobody is reminded." in text


def test_form_of_an_action_says_what_is_set_also_that_nobody_is_reminded(client, event):
    form = "/organize/events/rally/edit/"
    before = text_of(client.get(form))
    for rule in rules_of(event):
        ask(client, action="remove", rule=rule.id)

    assert "Reminders · the day before at the same hour and 2 hours before" in before
    assert "Reminders · Nobody is reminded." in text_of(client.get(form))


def test_as_the_organisation_does_and_as_everywhere(client, event):
    client.post("/organize/organizations/tenants/reminders/", {**EVENING, "at": "17:15"})
    ask(client, **EVENING)
    assert said()[-2:] == [("the day before at 17:15", BOTH), ("the day before at 18:00", BOTH)]

    text = text_of(ask(client, action="follow"))

    assert said() == [*DEFAULT, ("the day before at 17:15", BOTH)]
    assert "As Ashford Tenants has set" in text
    page = client.post("/organize/organizations/tenants/reminders/", {"action": "follow"}, follow=True)
    assert said() == DEFAULT
    assert "As everywhere on this site." in text_of(page)


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ({"number": ""}, "This is missing."),
        ({"number": "-1"}, "Write a whole number."),
        ({"number": "9" * 19}, "Write a whole number."),
        ({"number": "31"}, "Here a whole number from 0 to 30."),
        ({"number": "73", "when": "hours-before"}, "Here a whole number from 1 to 72."),
        ({"number": "8", "when": "days-after-at"}, "Here a whole number from 1 to 7."),
        ({"at": ""}, "At which hour? Write it as 18:00."),
        ({"at": "25:00"}, "There is no hour “25:00”."),
        ({"whom": []}, "For whom: This is missing."),
        ({"whom": ["everybody"]}, "everybody is not one of the available choices."),
        ({"when": "whenever"}, "whenever is not one of the available choices."),
        ({"number": "2", "when": "hours-before", "at": ""}, "There is one at this moment already"),
        ({"number": "1\x00"}, "Null characters are not allowed."),
    ],
)
def test_what_cannot_be_is_refused_beside_its_field(client, event, typed, message):
    response = ask(client, **{**EVENING, **typed})

    assert response.status_code == 422
    assert message in text_of(response)
    assert not ReminderRules.objects.exists()


def test_there_are_six_at_most(client, event):
    for hours in (3, 4, 5, 6):
        add_reminder(event, Rule("", "hours-before", hours), by=None, now=NOW)

    page = client.get("/organize/events/rally/reminders/")
    refused = ask(client, **EVENING)

    assert "There are 6, and no more are possible." in text_of(page)
    assert refused.status_code == 422
    assert len(said()) == 6


def test_what_somebody_else_has_changed_meanwhile_is_not_lost(client, event):
    ask(client, action="remove", rule="two-hours")

    response = ask(client, **{**EVENING, "action": "change", "rule": "two-hours"})
    again = ask(client, action="remove", rule="two-hours")

    assert response.status_code == 422
    assert "Somebody else changed or removed this reminder in the meantime." in text_of(response)
    assert "Somebody else changed or removed this reminder in the meantime." in text_of(again)
    assert said() == DEFAULT[:1]


def test_get_changes_nothing_and_others_find_nothing(client, event):
    for path in ("/organize/events/rally/reminders/", "/organize/organizations/tenants/reminders/"):
        client.get(path, {**EVENING, "change": "two-hours"})
        assert not ReminderRules.objects.exists()

    client.force_login(make_user())
    for path in ("/organize/events/rally/reminders/", "/organize/organizations/tenants/reminders/"):
        assert (client.get(path).status_code, client.post(path, EVENING).status_code) == (404, 404)
    assert not ReminderRules.objects.exists()


def test_page_asks_as_much_for_six_as_for_one(client, event):
    def asked():
        with CaptureQueriesContext(connection) as queries:
            client.get("/organize/events/rally/reminders/")
        return len(queries)

    add_reminder(event, Rule("", "hours-before", 3), by=None, now=NOW)
    few = asked()
    for hours in (4, 5, 6):
        add_reminder(event, Rule("", "hours-before", hours), by=None, now=NOW)

    assert asked() == few


def test_every_rule_is_said_in_both_languages_for_each_number():
    for when, (least, most) in LIMITS.items():
        for number in range(least, min(most, 12) + 1):
            rule = Rule("x", when, number, at=dt.time(18) if when.endswith("-at") else None)
            english, arabic = say_rule(rule, "en"), say_rule(rule, "ar")
            with override("ar"):
                assert "%(" not in english + arabic
                assert english != arabic


def test_organizers_find_the_pages(client, event):
    assert "/organize/events/rally/reminders/" in client.get("/organize/events/rally/").text
    assert "/organize/events/rally/reminders/" in client.get("/organize/events/rally/edit/").text
    assert "/organize/organizations/tenants/reminders/" in client.get("/organize/").text
    assert "/organize/organizations/tenants/reminders/" in client.get("/accounts/organizations/tenants/").text
    assert Organization.objects.count() == 1
