import pytest

from events.models import Call
from events.reading.passages import passage_for, passage_path, with_passages
from tests.events.factories import make_call, make_statement

pytestmark = pytest.mark.django_db


def test_passage_leads_to_the_revision_the_id_and_the_words():
    call = make_call(exact="On March 13 we call on every city to rally")

    path = passage_path(call.anchors.get(), call_slug=call.slug)

    assert path == (
        f"/statements/{call.statement.slug}/revisions/1/#call-{call.slug}"
        ":~:text=On%20March%2013%20we%20call%20on%20every%20city%20to%20rally"
    )


def test_passage_of_a_draft_translation_is_not_shown():
    call = make_call()
    draft = make_statement(
        published=False, language="ar", blocks=["ندعو كل مدينة"], translation_of=call.statement.current
    )
    draft.current.published_at = call.statement.published_at
    draft.current.save()
    call.anchors.create(revision=draft.current, exact="ندعو كل مدينة", start=1, end=14)

    found = with_passages(Call.objects.all()).get()

    assert passage_for(found, language="ar").exact == "On March 13 we call on every city to rally"


def test_passage_of_a_public_translation_is_preferred_in_its_language():
    call = make_call()
    translation = make_statement(language="ar", blocks=["ندعو كل مدينة"], translation_of=call.statement.current)
    call.anchors.create(revision=translation.current, exact="ندعو كل مدينة", start=1, end=14)

    found = with_passages(Call.objects.all()).get()

    assert passage_for(found, language="ar").exact == "ندعو كل مدينة"
    assert passage_for(found, language="en").exact == "On March 13 we call on every city to rally"
