"""The mail that asks an organisation to sign."""

from events.contacts.sealing import Contact
from events.emails.letter import letter, personal_url
from events.models import SignatureInvitation
from notifications.kinds import Message


def signing_mail(invitation: SignatureInvitation, *, contact: Contact) -> Message:
    """Nothing but who asks and what the text is called: the address has confirmed nothing."""
    statement = invitation.statement
    context = {
        "statement": statement,
        "organization": statement.organization,
        "page_url": personal_url("events:statement-detail", invitation.language, statement.slug),
        "personal_url": personal_url("events:signing", invitation.language, contact.token),
        "leave_url": personal_url("events:leave", invitation.language),
    }
    return letter("signing", invitation.language, contact, context)
