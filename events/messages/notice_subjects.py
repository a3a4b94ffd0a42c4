"""What the people of an organisation are told by mail, by subject: what waits for their answer, and what has happened.

A new subject is a line in SUBJECTS. Nothing that a stranger typed stands in these sentences but the public name of a
group whose proposal is confirmed; names of people never.
"""

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, F, QuerySet, When
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext, gettext_noop, ngettext
from django.utils.translation import gettext as _

from events import wording
from events.models import CoHost, LinkConsent, ListedName, NameClaim, Proposal, Signature, SigningConsent, Webhook
from events.wording import language_of_page


@dataclass(frozen=True, slots=True)
class Notice:
    """`text` says in one sentence what happened, `path` leads to where something can be done, `about` to the page of
    what it is about."""

    title: str
    text: str
    path: str
    about: str = ""


# What a mail program would make a link of: such a name is not repeated in a mail.
_LINK = re.compile(r"://|@|\w\.\w")
Say = Callable[[Collection[int]], Mapping[int, Notice]]


@dataclass(frozen=True, slots=True)
class News:
    """Something that has happened: a mail for each. `say` takes ids of rows, in a fixed number of queries and in the
    language that is active; what it leaves out is not told."""

    say: Say


@dataclass(frozen=True, slots=True)
class Waiting:
    """Rows that wait for an answer of an organisation's owners and organizers: a mail an hour, however many wait.

    `rows` are those that wait now, `asked_of` leads to the organisation that answers, `say` says one of them alone."""

    say: Say
    say_many: Callable[[int], Notice]
    rows: Callable[[], QuerySet[Any]]
    asked_of: Combinable


def _of_proposals(pks: Collection[int]) -> dict[int, Notice]:
    proposals = Proposal.objects.waiting().filter(pk__in=pks).select_related("call")
    return {one.pk: _of_proposal(one) for one in proposals}


def _of_proposal(one: Proposal) -> Notice:
    words = {"call": _isolated(one.call.title), "group": _isolated(one.host_name)}
    if _LINK.search(one.host_name):
        text = _("A group proposes an action under “%(call)s”.") % words
    else:
        text = _("%(group)s proposes an action under “%(call)s”.") % words
    path = reverse("events:organize-call-proposals", args=[one.call.slug])
    return Notice(_("A proposal for “%(call)s”") % words, text, path)


def _many_proposals(number: int) -> Notice:
    return _many(ngettext("%(number)s proposal waits for you", "%(number)s proposals wait for you", number), number)


def _of_co_hosts(pks: Collection[int]) -> dict[int, Notice]:
    rows = CoHost.objects.waiting().filter(pk__in=pks).select_related("event__organization", "organization")
    return {
        one.pk: Notice(
            title=_("Will you host “%(event)s” too?") % {"event": _isolated(one.event.title)},
            text=_("%(host)s asks whether %(organization)s hosts “%(event)s” too.")
            % {
                "host": _isolated(one.event.organization.name),
                "organization": _isolated(one.organization.name),
                "event": _isolated(one.event.title),
            },
            path=_waiting_path(f"co-host-{one.pk}"),
            about=one.event.get_absolute_url() if one.event.is_published else "",
        )
        for one in rows
    }


def _many_co_hosts(number: int) -> Notice:
    said = ngettext(
        "%(number)s invitation to host waits for you", "%(number)s invitations to host wait for you", number
    )
    return _many(said, number)


def _of_answered_co_hosts(said: str, *, state: str, path: Callable[[CoHost], str]) -> Say:
    """News of who hosts an action too, told while it is true. `said` is translated when it is told."""

    def say(pks: Collection[int]) -> dict[int, Notice]:
        rows = CoHost.objects.filter(pk__in=pks, state=state).select_related("event__organization", "organization")
        return {one.pk: _of_answered_co_host(one, said, path(one)) for one in rows}

    return say


def _of_answered_co_host(one: CoHost, said: str, path: str) -> Notice:
    words = {
        "event": _isolated(one.event.title),
        "organization": _isolated(one.organization.name),
        "host": _isolated(one.event.organization.name),
    }
    return Notice(_("Who hosts “%(event)s”") % words, gettext(said) % words, path)


def _hosts_path(one: CoHost) -> str:
    return reverse("events:organize-event-hosts", args=[one.event.slug])


def _public_path(one: CoHost) -> str:
    """For those who may no longer see a draft."""
    return one.event.get_absolute_url() if one.event.is_published else reverse("events:organize-home")


def _of_links(pks: Collection[int]) -> dict[int, Notice]:
    rows = LinkConsent.objects.waiting().filter(pk__in=pks)
    rows = rows.select_related("event__organization", "call__statement__organization")
    return {one.pk: _of_link(one) for one in rows}


def _of_link(one: LinkConsent) -> Notice:
    words = {"event": _isolated(one.event.title), "call": _isolated(one.call.title)}
    if one.is_asked_by_call:
        title = _("Does “%(event)s” answer a call?") % words
        words["organization"] = _isolated(one.call.statement.organization.name)
        text = _("%(organization)s asks whether “%(event)s” belongs under its call “%(call)s”.") % words
        about = one.call.get_absolute_url()
    else:
        title = _("“%(event)s” would like to answer your call") % words
        words["organization"] = _isolated(one.event.organization.name)
        text = _("%(organization)s asks whether its action “%(event)s” may stand under your call “%(call)s”.") % words
        about = one.event.get_absolute_url()
    return Notice(title, text, path=_waiting_path(f"link-{one.pk}"), about=about)


def _many_links(number: int) -> Notice:
    said = ngettext(
        "%(number)s question about an action and a call waits for you",
        "%(number)s questions about actions and calls wait for you",
        number,
    )
    return _many(said, number)


def _of_answered_links(said: str, *, state: str) -> Say:
    """News of an action and a call, told while it is true. `said` is translated when it is told."""

    def say(pks: Collection[int]) -> dict[int, Notice]:
        rows = LinkConsent.objects.filter(pk__in=pks, state=state).select_related("event", "call")
        return {one.pk: _of_answered_link(one, said) for one in rows}

    return say


def _of_answered_link(one: LinkConsent, said: str) -> Notice:
    words = {"event": _isolated(one.event.title), "call": _isolated(one.call.title)}
    text = gettext(said) % words
    path = "organize-call-links" if one.is_asked_by_call else "organize-event-calls"
    slug = one.call.slug if one.is_asked_by_call else one.event.slug
    return Notice(_("“%(event)s” and “%(call)s”") % words, text, reverse(f"events:{path}", args=[slug]))


def _of_claims(pks: Collection[int]) -> dict[int, Notice]:
    rows = NameClaim.objects.waiting().filter(pk__in=pks)
    rows = rows.select_related("listed_name__statement__current", "organization")
    return {one.pk: _of_claim(one) for one in rows}


def _of_claim(one: NameClaim) -> Notice:
    words = {"organization": _isolated(one.organization.name), "name": _isolated(one.listed_name.name)}
    if one.listed_name.role == ListedName.Role.HOST:
        text = _(
            "%(organization)s says that it is “%(name)s”, a name that you have listed. After a yes it hosts what is "
            "hosted in this name, and can change it."
        )
    else:
        text = _("%(organization)s says that it is “%(name)s”, a name that you have listed.")
    return Notice(
        title=_("Is it “%(name)s”?") % words,
        text=text % words,
        path=_waiting_path(f"claim-{one.pk}"),
        about=reverse("events:organization-detail", args=[one.organization.slug]),
    )


def _many_claims(number: int) -> Notice:
    said = ngettext("%(number)s claim to a name waits for you", "%(number)s claims to names wait for you", number)
    return _many(said, number)


def _of_signings(pks: Collection[int]) -> dict[int, Notice]:
    rows = SigningConsent.objects.waiting().filter(pk__in=pks)
    rows = rows.select_related("revision__statement__current", "organization")
    return {one.pk: _of_signing(one) for one in rows}


def _of_signing(one: SigningConsent) -> Notice:
    words = {
        "statement": _isolated(one.revision.title),
        "name": _isolated(one.organization.name if one.organization else one.name),
    }
    if one.organization:
        text = _("Somebody who was invited would like %(name)s to sign “%(statement)s”.") % words
    else:
        text = (
            _("%(name)s would like to stand behind “%(statement)s”. After a yes it is listed by name, unsigned.")
            % words
        )
    return Notice(
        title=_("A signature for “%(statement)s”") % words,
        text=text,
        path=_waiting_path(f"signing-{one.pk}"),
        about=one.revision.get_absolute_url(),
    )


def _many_signings(number: int) -> Notice:
    return _many(ngettext("%(number)s signature waits for you", "%(number)s signatures wait for you", number), number)


def _of_answered_claims(said: str, *, state: str) -> Say:
    def say(pks: Collection[int]) -> dict[int, Notice]:
        rows = NameClaim.objects.filter(pk__in=pks, state=state).select_related("listed_name__statement__current")
        return {one.pk: _of_answered_claim(one, said) for one in rows}

    return say


def _of_answered_claim(one: NameClaim, said: str) -> Notice:
    statement = one.listed_name.statement
    words = {"name": _isolated(one.listed_name.name), "statement": _isolated(statement.title)}
    return Notice(_("“%(name)s”") % words, gettext(said) % words, statement.get_absolute_url())


def _of_corrections(pks: Collection[int]) -> dict[int, Notice]:
    rows = Signature.objects.to_look_at().filter(pk__in=pks)
    return {one.pk: _of_correction(one) for one in rows.select_related("revision__statement__current", "organization")}


def _of_correction(one: Signature) -> Notice:
    statement = one.revision.statement
    words = {"statement": _isolated(statement.title), "organization": _isolated(one.organization.name)}
    return Notice(
        title=_("“%(statement)s” was corrected") % words,
        text=_(
            "%(organization)s has signed “%(statement)s”. Look at the correction, and sign it or do not: "
            "until you do, the signature stays with the text as it was."
        )
        % words,
        path=reverse("events:organize-statement-sign", args=[statement.slug]),
        about=statement.get_absolute_url(),
    )


def _many_corrections(number: int) -> Notice:
    said = ngettext(
        "%(number)s correction of what you have signed", "%(number)s corrections of what you have signed", number
    )
    return _many(said, number)


def _of_webhooks(pks: Collection[int]) -> dict[int, Notice]:
    rows = Webhook.objects.filter(pk__in=pks, off_at__isnull=False).select_related("organization")
    return {one.pk: _of_webhook(one) for one in rows}


def _of_webhook(one: Webhook) -> Notice:
    words = {"label": _isolated(one.label), "organization": _isolated(one.organization.name)}
    if one.off_because == Webhook.Off.GONE:
        text = _("The server behind the webhook “%(label)s” of %(organization)s says that it wants nothing more.")
    else:
        text = _("Nothing has arrived at the webhook “%(label)s” of %(organization)s for a day or more.")
    path = reverse("events:organize-webhook-detail", args=[one.organization.slug, one.pk])
    return Notice(_("The webhook “%(label)s” is turned off") % words, text % words, path)


SUBJECTS: dict[str, News | Waiting] = {
    "proposal": Waiting(
        _of_proposals, _many_proposals, Proposal.objects.waiting, F("call__statement__organization_id")
    ),
    "co-host": Waiting(_of_co_hosts, _many_co_hosts, CoHost.objects.waiting, F("organization_id")),
    "co-host-accepted": News(
        _of_answered_co_hosts(
            gettext_noop("%(organization)s hosts “%(event)s” too now."), state="given", path=_hosts_path
        )
    ),
    "co-host-declined": News(
        _of_answered_co_hosts(
            gettext_noop("%(organization)s will not host “%(event)s”."), state="refused", path=_hosts_path
        )
    ),
    "co-host-ended": News(
        _of_answered_co_hosts(
            gettext_noop("%(organization)s no longer hosts “%(event)s”."), state="refused", path=_hosts_path
        )
    ),
    "co-host-removed": News(
        _of_answered_co_hosts(
            gettext_noop("%(host)s has ended that %(organization)s hosts “%(event)s” too."),
            state="refused",
            path=_public_path,
        )
    ),
    "link": Waiting(
        _of_links,
        _many_links,
        LinkConsent.objects.waiting,
        Case(
            When(is_asked_by_call=True, then=F("event__organization_id")),
            default=F("call__statement__organization_id"),
        ),
    ),
    "link-accepted": News(
        _of_answered_links(gettext_noop("“%(event)s” stands under the call “%(call)s” now."), state="given")
    ),
    "link-declined": News(
        _of_answered_links(gettext_noop("“%(event)s” will not stand under the call “%(call)s”."), state="refused")
    ),
    "link-ended": News(
        _of_answered_links(gettext_noop("“%(event)s” no longer stands under the call “%(call)s”."), state="refused")
    ),
    "claim": Waiting(_of_claims, _many_claims, NameClaim.objects.waiting, F("listed_name__statement__organization_id")),
    "claim-accepted": News(
        _of_answered_claims(gettext_noop("The name “%(name)s” in “%(statement)s” leads to you now."), state="given")
    ),
    "claim-declined": News(
        _of_answered_claims(
            gettext_noop("Those who have listed “%(name)s” in “%(statement)s” do not take it for you."), state="refused"
        )
    ),
    "correction": Waiting(_of_corrections, _many_corrections, Signature.objects.to_look_at, F("organization_id")),
    "webhook-off": News(_of_webhooks),
    "signing": Waiting(
        _of_signings,
        _many_signings,
        SigningConsent.objects.waiting,
        Coalesce(F("organization_id"), F("revision__statement__organization_id")),
    ),
}


def _many(said: str, number: int) -> Notice:
    title = said % {"number": wording.say_number(number, language_of_page())}
    return Notice(title, _("All that waits for you stands on one page, each with its two buttons."), _waiting_path())


def _waiting_path(anchor: str = "") -> str:
    return reverse("events:organize-waiting") + (f"#{anchor}" if anchor else "")


def _isolated(text: str) -> str:
    return wording.isolated(text, language_of_page())
