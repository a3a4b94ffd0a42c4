import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from django.template import Context, Template
from django.test import RequestFactory
from django.utils.translation import override

from events.templatetags.convoke import machine_time
from tests.events.factories import make_call, make_event

TODAY = dt.date(2027, 3, 1)


def render(source, **context):
    return Template("{% load convoke %}" + source).render(Context(context))


@pytest.mark.django_db
def test_when_is_a_time_with_the_offset_of_its_zone():
    occurrence = make_event().occurrences.get()

    assert render("{% when occurrence today %}", occurrence=occurrence, today=TODAY) == (
        '<time datetime="2027-03-13T17:30-05:00">Saturday 13 March, <span class="hours">17:30 – 19:30</span></time>'
    )


def test_hours_stay_on_one_line_in_any_script_and_words_are_escaped():
    said = render("{{ said|unbroken }}", said="<i> السبت ١٣ آذار، ١٧:٣٠ – ١٩:٣٠")

    assert said == '&lt;i&gt; السبت ١٣ آذار، <span class="hours">١٧:٣٠ – ١٩:٣٠</span>'


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("A teach-in", 'A <span class="whole-word">teach-in</span>'),
        ("<i>Sit-in</i>", '&lt;i&gt;<span class="whole-word">Sit-in</span>&lt;/i&gt;'),
        ("Know-your-rights", '<span class="whole-word">Know-your-rights</span>'),
        ("a-word-that-no-cell-would-hold", "a-word-that-no-cell-would-hold"),
        ("9 - 11, -x-", "9 - 11, -x-"),
        ("", ""),
    ],
)
def test_a_word_with_a_hyphen_stays_in_one_line(text, shown):
    assert render("{{ text|whole_words }}", text=text) == shown


@pytest.mark.django_db
def test_when_has_only_a_day_for_machines_where_the_hour_is_not_known():
    occurrence = make_event(hours="tba", duration=None).occurrences.get()

    assert machine_time(occurrence) == "2027-03-13"


@pytest.mark.django_db
def test_passage_is_that_of_the_revision_the_action_was_linked_to():
    call = make_call()
    answered = make_event(call=call).answered_calls.get()

    assert render("{{ answered|passage }}", answered=answered).startswith(
        f"/statements/{call.statement.slug}/revisions/1/#call-{call.slug}:~:text=On%20March"
    )


def test_what_people_wrote_is_escaped_between_its_quotation_marks():
    assert render("{{ exact|quoted:'en' }}", exact="<b>now</b>") == "“&lt;b&gt;now&lt;/b&gt;”"


def test_figures_are_written_as_the_language_does():
    with override("ar"):
        assert render("{{ 2300|number }} {{ '17:30'|digits }}") == "٢٬٣٠٠ ١٧:٣٠"


def test_long_lists_are_shortened():
    towns = ["Ashford", "Birkdale", "Dunmore", "Eastlake", "Falls"]

    assert render("{{ towns|shortened:3 }}", towns=towns) == "Ashford, Birkdale, Dunmore and 2 more"
    assert render("{{ towns|shortened:5 }}", towns=towns) == "Ashford, Birkdale, Dunmore, Eastlake and Falls"


def test_navigation_marks_the_page_and_its_section():
    here = {"request": RequestFactory().get("/campaigns/halden/")}

    assert render("{% current '/campaigns/' %}", **here) == ' aria-current="true"'
    assert render("{% current '/campaigns/halden/' %}", **here) == ' aria-current="page"'
    assert render("{% current '/statements/' %}", **here) == ""


def test_instants_are_said_by_their_utc_day():
    late = dt.datetime(2027, 3, 1, 23, 0, tzinfo=ZoneInfo("America/New_York"))

    assert render("{% date late %}", late=late) == '<time datetime="2027-03-02">2 March 2027</time>'


def test_date_words_are_text_in_the_language_of_the_page():
    instant = dt.datetime(2027, 2, 2, 23, 30, tzinfo=dt.timezone(dt.timedelta(hours=-2)))

    assert render("{{ at|date_words }}", at=instant) == "3 February 2027"
    with override("ar"):
        assert render("{{ at|date_words }}", at=instant) == "٣ شباط ٢٠٢٧"
