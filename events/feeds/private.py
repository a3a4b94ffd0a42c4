"""The .ics of one person, at an address that only they know: of what they come to, or of what they follow.

In the first is what somebody expects of a calendar of their own: each date to which they have confirmed that they
come, or come maybe (TENTATIVE); also when it is postponed or cancelled, which it says then; until the answers to that
date are erased, two weeks after its end. What they take back or erase is gone at once. What is full, or not confirmed
yet, is not in it: nothing is held for them there.
"""

from dataclasses import replace

from django.conf import settings
from django.http import Http404, HttpRequest, QueryDict
from django.urls import resolve, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from events.calendars.feed import CANCELLED_SHOWN, About
from events.calendars.private_feed import render_private_feed
from events.contacts.private_feeds import FeedKey, read_name
from events.errors import EventsError
from events.feeds.calendars import CONTENT_TYPE, build_calendar
from events.feeds.http import Document, private_feed
from events.feeds.last_uses import last_uses
from events.following import Followed, page_of
from events.models import Follow, FollowFeed, PrivateFeedEntry
from events.scopes import Gone, Moved


@private_feed
def calendar(request: HttpRequest, *, token: str) -> Document:
    """Needs nothing of the key store. Whether an address never was, was ended or has run out, nobody can tell: what
    could tell is not kept. 404 for all three."""
    key = FeedKey.of_token(token)
    entries = PrivateFeedEntry.objects.filter(slot__in=key.slots())
    any_entry = entries.select_related("rsvp").order_by("rsvp__created_at", "pk").first()
    if any_entry is None:
        return _followed_calendar(request, key)
    last_uses.note(key, timezone.now().date())
    rsvps = [entry.rsvp for entry in entries.shown().for_feed()]
    language = any_entry.rsvp.language
    with override(language):
        about = _about(read_name(any_entry, key))
    body = render_private_feed(rsvps, about, shows_cancelled=request.GET.get("cancelled") == CANCELLED_SHOWN)
    return Document(body, CONTENT_TYPE, "my-actions.ics", language, None, is_private=True)


def _followed_calendar(request: HttpRequest, key: FeedKey) -> Document:
    """What the public calendar of the same filter holds, in the language of the follow."""
    feeds = FollowFeed.objects.select_related("follow").filter(token_sha256=key.secret.hex())
    feed = feeds.filter(follow__state=Follow.State.CONFIRMED).first()
    if feed is None:
        with override(settings.LANGUAGE_CODE):
            raise Http404(_("There is no calendar at this address, or no longer."))
    last_uses.note(key, timezone.now().date())
    try:
        document = _build(Followed.of(feed.follow), feed.follow.language, request.GET.get("cancelled", ""))
    except Moved as moved:
        document = _build(Followed(page_of(moved)), feed.follow.language, request.GET.get("cancelled", ""))
    except (Gone, EventsError) as error:
        raise Http404(str(error)) from error
    return replace(document, filename="what-i-follow.ics", is_private=True, is_attachment=False)


def _build(followed: Followed, language: str, cancelled: str) -> Document:
    data = QueryDict(followed.query, mutable=True)
    data["lang"] = language
    if cancelled == CANCELLED_SHOWN:
        data["cancelled"] = cancelled
    path = followed.feed().partition("?")[0]
    return build_calendar(path, data, **resolve(path).kwargs)


def _about(name: str) -> About:
    """Nothing of the secret address is in the file, which people pass on."""
    title = _("My actions (%(name)s)") % {"name": name} if name else _("My actions")
    description = _(
        "What you said you come to. Calendar programs ask for changes every few hours; late changes come by mail."
    )
    return About(title, description, settings.SITE_URL + reverse("events:calendar"), None)
