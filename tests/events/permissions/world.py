"""One call and all that answers it, with something private in each corner, made through the actions."""

import datetime as dt
import re

from django.core import mail

from accounts.models import Membership
from events.actions import calendar_file, pasted_list
from events.actions.occurrence import cancel_occurrence, postpone_occurrence
from events.actions.review import approve_proposal
from events.actions.signature import add_listed_name, sign_revision
from events.actions.signing import invite_to_sign
from events.actions.statement import save_revision
from events.actions.webhook import add_webhook
from events.models import AnsweredCall, Event, Host, Occurrence, SigningConsent
from events.models.consent import NameClaim
from notifications.models import Delivery
from tests.events import answers, proposals
from tests.events.answers import deliver
from tests.events.factories import (
    NOW,
    make_call,
    make_co_host,
    make_event,
    make_kit,
    make_link,
    make_organization,
    make_place,
    make_proposal,
    make_statement,
    make_user,
)
from tests.events.proposals import DAY, make_open_call
from tests.events.views.signing_pages import revise

ROLES = (
    "stranger",
    "host link",
    "other host",
    "helper",
    "moderator",
    "organizer",
    "co-host",
    "other organisation",
    "operator",
)
SIGNING_LINK = re.compile(r"/sign/([\w-]{43})/")
HOST, OTHER_HOST, PROPOSER = "larkspur9b2c@host.example", "foxglove1d7e@host.example", "bramble4c3a@host.example"
COMES, INVITED, PASTED = "quince7f3a@inbox.example", "yarrow8e2b@inbox.example", "sorrel5d1f@inbox.example"
LIST = f"Ashford, March 13, 5:30 pm: Picket at Lantern Gate. Contact: {PASTED}"
ATTENDS = "tansy6b4e@inbox.example"
CALENDAR = f"""BEGIN:VCALENDAR
BEGIN:VEVENT
UID:a
SUMMARY:Juniper Evening
DTSTART;TZID=America/New_York:20270320T180000
ATTENDEE;CN=Tansy:mailto:{ATTENDS}
END:VEVENT
END:VCALENDAR
"""

# Private things, as each would look on a page.
PRIVATE = {
    "address of somebody who comes": r"quince7f3a",
    "name of somebody who comes": r"Quince Canary",
    "place of the action that is shown to confirmed people": r"Laundry Lane",
    "place of the other host's action that is shown to confirmed people": r"Quarry Steps",
    "address of the host": r"larkspur9b2c",
    "address of the other host": r"foxglove1d7e",
    "address of somebody who proposes": r"bramble4c3a",
    "what is proposed": r"Lantern Choir",
    "address that was asked to sign": r"yarrow8e2b",
    "pasted text": r"Lantern Gate",
    "entry of a calendar file": r"Juniper Evening",
    "address in a calendar file": r"tansy6b4e",
    "draft of an action": r"Unfinished Picket",
    "draft of the text": r"Unfinished sentence",
    "name of somebody who comes to an action of others under the call": r"Thistle Canary",
    "hidden place of an action of others under the call": r"Wisteria Loft",
    "draft of others under the call": r"Unannounced Vigil",
    "server that a webhook leads to": r"quillwort",
}


class World:
    """`caller` calls; `ally` has signed and hosts its actions too; `guest` answers with actions of its own."""

    def __init__(self):
        self.caller = make_organization(owner=make_user(), name="Clinic Workers", slug="callers")
        self.ally = make_organization(owner=make_user(), name="Tenants Together", slug="allies")
        self.guest = make_organization(owner=make_user(), name="Harbour Council", slug="guests")
        self.other = make_organization(owner=make_user(), name="Other People", slug="others")
        self.users = {role: self._member(role) for role in ("helper", "moderator", "organizer")}
        self.users |= {"co-host": self.ally.members.get(), "other organisation": self.other.members.get()}
        self.users["operator"] = make_user(is_staff=True, is_superuser=True)
        self.editor = self.users["organizer"]
        self._make_statement()
        self._make_actions()
        self._make_what_waits()
        owner = self.caller.members.get(memberships__role="owner")
        values = {"label": "Website", "url": "https://quillwort.example/in", "news": ["event.published"]}
        self.webhook, _secret = add_webhook(self.caller, **values, by=owner, now=NOW)
        self.examples = make_organization(name="Example Group", slug="example-group", is_example=True)
        mail.outbox.clear()

    def _member(self, role):
        user = make_user()
        Membership.objects.create(user=user, organization=self.caller, role=role)
        return user

    def organization_of(self, role):
        """In whose name the role speaks where a form asks for it."""
        return {"co-host": self.ally, "other organisation": self.other}.get(role, self.caller)

    def _make_statement(self):
        """Signed by the ally, corrected since, with a draft of a third revision."""
        self.statement = make_statement(organization=self.caller, slug="no-city")
        self.call = make_open_call(statement=self.statement, slug="rally-everywhere")
        self.unanswered = make_call(statement=self.statement, slug="count-them", exact="We have counted")
        make_kit(call=self.call)
        by = self.ally.members.get()
        self.signature = sign_revision(self.statement.current, organization=self.ally, by=by, now=NOW)
        revise(self.statement, self.editor, is_correction=True)
        body = f"{self.statement.revisions.get(number=2).body}\n\nUnfinished sentence."
        save_revision(self.statement, title=self.statement.title, body=body, by=self.editor, now=NOW)
        self.listed = add_listed_name(self.statement, name="Clinic Friends", role="endorser")
        self.claimed = add_listed_name(self.statement, name="Tenants Together North", role="endorser")
        self.claimed.claimed_by = self.ally
        self.claimed.save()
        invite_to_sign(self.statement, addresses=[INVITED], by=self.editor, language="en", now=NOW)
        self.invitation = self.statement.signature_invitations.get()
        self.signing_token = next(found[1] for sent in deliver() if (found := SIGNING_LINK.search(sent.body)))

    def _make_actions(self):
        self.token, self.hosted = self._host(HOST, town="Birkdale", place="Laundry Lane 14", title="Birkdale Rally")
        self.other_token, self.others = self._host(OTHER_HOST, town="Carrow", place="Quarry Steps 9")
        answers.confirm(self.hosted, address=COMES, name="Quince Canary", party_size=2)
        reminder = Delivery.objects.filter(kind="events.reminder").first()
        Delivery.objects.filter(pk=reminder.pk).update(state="failed", settled_at=NOW)
        self.host, self.other_host = Host.objects.get(event=self.hosted), Host.objects.get(event=self.others)
        self.draft = self._own_event(slug="draft", title="Unfinished Picket", published=False)
        weeks = [DAY + dt.timedelta(weeks=week) for week in range(4)]
        self.series = self._own_event(slug="every-week", rule="FREQ=WEEKLY", dates=weeks)
        self.postponed, self.cancelled = self._own_event(slug="postponed"), self._own_event(slug="cancelled")
        postpone_occurrence(self.postponed.occurrences.get(), by=None, now=NOW)
        cancel_occurrence(self.cancelled.occurrences.get(), by=None, now=NOW)
        for event in (self.hosted, self.draft, self.series, self.postponed, self.cancelled):
            make_co_host(event=event, organization=self.ally, state="given", settled_at=NOW)
        self._make_guests()

    def _host(self, address, **offered):
        token, proposal = proposals.confirm(self.call, address=address, **offered)
        event = approve_proposal(proposal, by=self.editor, now=NOW)
        for rows in (Event.objects.filter(pk=event.pk), Occurrence.objects.filter(event=event)):
            rows.update(place_visibility="confirmed", shown_place=None, public_area="By the river")
        return token, Event.objects.get(pk=event.pk)

    def _own_event(self, **fields):
        return self._under_call(make_event(organization=self.caller, **fields))

    def _under_call(self, event):
        anchor = self.call.anchors.get(revision__number=2)
        AnsweredCall.objects.create(call=self.call, anchor=anchor, event=event, linked_at=NOW)
        return event

    def _make_guests(self):
        """Of an organisation that answers the call: one that stands under it, one that asks to, one that does not."""
        where = {"place": make_place(organization=self.guest, name="Wisteria Loft"), "shown_place": None}
        hidden = {**where, "place_visibility": "confirmed", "public_area": "By the harbour"}
        self.guests = self._under_call(make_event(organization=self.guest, slug="guests", **hidden))
        make_link(call=self.call, event=self.guests, state="given", settled_at=NOW)
        answers.confirm(self.guests, address="thistle@inbox.example", name="Thistle Canary")
        self._under_call(
            make_event(organization=self.guest, slug="unannounced", title="Unannounced Vigil", published=False)
        )
        self.asking = make_event(organization=self.guest, slug="asking")
        self.unasked = make_event(organization=self.guest, slug="unasked")
        self.guest_call = make_open_call(statement=make_statement(organization=self.guest), slug="guest-call")

    def _make_what_waits(self):
        """Questions to those who call, proposals, a trusted host, a list that is looked through."""
        _token, self.proposal = proposals.confirm(
            self.call, address=PROPOSER, host_name="Lantern Choir", town="Dunmore"
        )
        for _ in range(6):
            make_proposal(call=self.call, host_name="Many Alike", town="Eastlake")
        self.trusted = self.caller.trusted_hosts.create(name="Old Friends", address_hash="0" * 64, trusted_at=NOW)
        self.questions = {
            "link": make_link(call=self.call, event=self.asking),
            "co-host": make_co_host(event=self.unasked, organization=self.caller),
            "claim": NameClaim.objects.create(listed_name=self.listed, organization=self.guest, asked_at=NOW),
            "signing": SigningConsent.objects.create(
                revision=self.statement.revisions.get(number=2), name="Night Nurses", asked_at=NOW
            ),
        }
        self.calendar_file = calendar_file.keep_file(self.caller, text=CALENDAR, by=self.editor, now=NOW)
        self.pasted = pasted_list.keep_list(self.call, text=LIST, by=self.editor, now=NOW)
