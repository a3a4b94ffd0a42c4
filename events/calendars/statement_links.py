"""How an entry leads back to the sentence that called for it: for programs (RFC 9253) and for people."""

from collections.abc import Iterable, Iterator

from django.conf import settings
from django.utils.translation import gettext as _

from events import wording
from events.calendars.text import one_line, parameter, text_line, uri_line
from events.models import AnsweredCall, Campaign
from events.reading.passages import passage_path

CALLED_FOR_BY = "/rel/called-for-by/"


def link_lines(answered: Iterable[AnsweredCall]) -> Iterator[str]:
    """LINK with our own relation and with a registered one (RFC 9253 section 8.2), and a REFID for each statement."""
    refids: dict[str, None] = {}
    for answer in answered:
        revision = answer.anchor.revision
        label = parameter(_("Statement: %(title)s") % {"title": statement_title(answer)})
        about = f"LABEL={label};FMTTYPE=text/html;LANGUAGE={revision.language}"
        relation = settings.SITE_URL + CALLED_FOR_BY
        yield uri_line(f'LINK;VALUE=URI;LINKREL="{relation}";{about}', passage_url(answer))
        yield uri_line('LINK;VALUE=URI;LINKREL="describedby"', readable_url(answer))
        refids[text_line("REFID", f"statement-{revision.statement.slug}")] = None
    yield from refids


def concept_line(campaign: Campaign) -> str:
    """CONCEPT (RFC 9253 section 8.1): what the action is part of."""
    return uri_line("CONCEPT", settings.SITE_URL + campaign.get_absolute_url())


def called_for_text(answered: Iterable[AnsweredCall]) -> Iterator[str]:
    """For each call the statement's title and address, and under it the passage in its own exact characters."""
    for answer in answered:
        yield f"{one_line(statement_title(answer))} – {readable_url(answer)}"
        if not answer.anchor.revision.is_removed:
            yield wording.say_quote(answer.anchor.exact, answer.anchor.revision.language)


def statement_title(answer: AnsweredCall) -> str:
    """As it was called when the link was made; a removed revision has no title left."""
    return answer.anchor.revision.title or answer.call.statement.title


def readable_url(answer: AnsweredCall) -> str:
    """Without the text fragment, which spells the whole passage in percent signs; the plain id leads there too."""
    return passage_url(answer).partition(":~:")[0]


def passage_url(answer: AnsweredCall) -> str:
    return settings.SITE_URL + passage_path(answer.anchor, call_slug=answer.call.slug)
