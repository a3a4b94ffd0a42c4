"""A published text, its revisions, what it calls for, who stands behind it."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from events.identifiers import new_id
from events.querysets.statement import (
    CallQuerySet,
    InvitationQuerySet,
    ListedNameQuerySet,
    RevisionQuerySet,
    SignatureQuerySet,
    StatementQuerySet,
)


class Statement(models.Model):
    """Published while `published_at` is set. Its title and text are those of its current revision."""

    organization = models.ForeignKey("accounts.Organization", models.PROTECT, related_name="statements")
    slug = models.SlugField(max_length=60, unique=True)
    language = models.CharField(max_length=12, default="en")
    dated_on = models.DateField(help_text=_("The day that the text itself bears."))
    source_url = models.URLField(max_length=500, blank=True)
    current = models.ForeignKey("Revision", models.PROTECT, null=True, related_name="+")
    translation_of = models.ForeignKey("Revision", models.PROTECT, null=True, related_name="translations")
    translator = models.CharField(max_length=120, blank=True)
    translated_on = models.DateField(null=True)
    is_example = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True)

    objects = StatementQuerySet.as_manager()

    class Meta:
        ordering = ["-dated_on", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(published_at=None) | Q(current__isnull=False),
                name="statement_published_has_revision",
            ),
        ]

    def __str__(self) -> str:
        return self.slug

    @property
    def is_published(self) -> bool:
        return self.published_at is not None

    @property
    def title(self) -> str:
        return self.current.title if self.current else ""

    def get_absolute_url(self) -> str:
        return reverse("events:statement-detail", args=[self.slug])


class Revision(models.Model):
    """Immutable once published. `text` is the title, LF, then the rendered plain text (NFC, runs of white space as
    one space, blocks separated by LF); `sha256` is the hex digest of its UTF-8 bytes. A removed revision keeps
    number, date, hash and reason."""

    statement = models.ForeignKey(Statement, models.CASCADE, related_name="revisions")
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=300, blank=True)
    body = models.TextField(blank=True, help_text=_("Markdown."))
    language = models.CharField(max_length=12)
    text = models.TextField(blank=True)
    sha256 = models.CharField(max_length=64)
    note = models.CharField(max_length=300, blank=True, help_text=_("What has changed, in a sentence."))
    is_correction = models.BooleanField(default=False)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True)
    removed_at = models.DateTimeField(null=True)
    removed_reason = models.CharField(max_length=300, blank=True)

    objects = RevisionQuerySet.as_manager()

    class Meta:
        ordering = ["statement", "number"]
        constraints = [
            models.UniqueConstraint(fields=["statement", "number"], name="revision_number_once"),
            models.UniqueConstraint(
                fields=["statement"], condition=Q(published_at=None), name="revision_one_draft_per_statement"
            ),
            models.CheckConstraint(
                condition=Q(removed_at=None) | (Q(body="") & Q(text="") & Q(title="") & ~Q(removed_reason="")),
                name="revision_removed_is_empty",
            ),
        ]

    def __str__(self) -> str:
        return f"revision {self.number} of statement {self.statement_id}"

    @property
    def is_removed(self) -> bool:
        return self.removed_at is not None

    def get_absolute_url(self) -> str:
        return reverse("events:revision-detail", args=[self.statement.slug, self.number])


class Signature(models.Model):
    """An organisation stands behind one revision, by its own act."""

    class Role(models.TextChoices):
        ISSUER = "issuer", _("Issuer")
        ENDORSER = "endorser", _("Endorser")

    revision = models.ForeignKey(Revision, models.CASCADE, related_name="signatures")
    organization = models.ForeignKey("accounts.Organization", models.CASCADE, related_name="signatures")
    role = models.CharField(max_length=10, choices=Role.choices)
    signed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    signed_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)
    refused = models.ForeignKey(
        Revision, models.SET_NULL, null=True, related_name="+", help_text="The correction that it does not sign."
    )

    objects = SignatureQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["revision", "organization"], condition=Q(withdrawn_at=None), name="signature_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.role} {self.organization_id} of revision {self.revision_id}"


class ListedName(models.Model):
    """A group that the text names as host or endorser and that has no account here. Never a signature."""

    class Role(models.TextChoices):
        HOST = "host", _("Host")
        ENDORSER = "endorser", _("Endorser")

    statement = models.ForeignKey(Statement, models.CASCADE, related_name="listed_names")
    name = models.CharField(max_length=200)
    role = models.CharField(max_length=10, choices=Role.choices, default=Role.ENDORSER)
    position = models.PositiveIntegerField(default=0)
    claimed_by = models.ForeignKey("accounts.Organization", models.SET_NULL, null=True, related_name="+")

    objects = ListedNameQuerySet.as_manager()

    class Meta:
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(fields=["statement", "name", "role"], name="listed_name_once"),
        ]

    def __str__(self) -> str:
        return self.name


class SignatureInvitation(models.Model):
    """A mail with one link: will your organisation sign? Address and token are sealed with the key
    "signing:<id>"; the row goes when it is answered, or after 30 days."""

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    statement = models.ForeignKey(Statement, models.CASCADE, related_name="signature_invitations")
    language = models.CharField(max_length=12)
    sealed_address = models.BinaryField()
    sealed_token = models.BinaryField()
    token_sha256 = models.CharField(max_length=64, unique=True)
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField()

    objects = InvitationQuerySet.as_manager()

    class Meta:
        ordering = ["created_at"]

    def __str__(self) -> str:
        return f"invitation to sign statement {self.statement_id}"


class Call(models.Model):
    """A passage that asks for something. Public as soon as its statement is."""

    class AsksFor(models.TextChoices):
        PROTEST = "protest", _("Protest")
        TEACH_IN = "teach-in", _("Teach-in")
        BOYCOTT = "boycott", _("Boycott")
        OTHER = "other", _("Something else")

    statement = models.ForeignKey(Statement, models.CASCADE, related_name="calls")
    slug = models.SlugField(max_length=60, unique=True)
    title = models.CharField(max_length=120)
    asks_for = models.CharField(max_length=10, choices=AsksFor.choices)
    window_start_on = models.DateField(null=True)
    window_end_on = models.DateField(null=True)
    is_open_to_hosts = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()

    objects = CallQuerySet.as_manager()

    class Meta:
        ordering = ["statement", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(window_end_on=None) | Q(window_start_on__lte=F("window_end_on")),
                name="call_window_in_order",
            ),
        ]

    def __str__(self) -> str:
        return self.slug

    def get_absolute_url(self) -> str:
        return reverse("events:call-detail", args=[self.slug])


class Anchor(models.Model):
    """Where a call stands in one revision: a W3C TextQuoteSelector and offsets in Unicode code points of `text`.
    A lost anchor keeps the quote it was looking for and has no offsets."""

    class State(models.TextChoices):
        SAME = "same", _("unchanged")
        CHANGED = "changed", _("changed")
        LOST = "lost", _("no longer in the text")

    call = models.ForeignKey(Call, models.CASCADE, related_name="anchors")
    revision = models.ForeignKey(Revision, models.CASCADE, related_name="anchors")
    exact = models.TextField()
    prefix = models.CharField(max_length=64, blank=True)
    suffix = models.CharField(max_length=64, blank=True)
    start = models.PositiveIntegerField(null=True)
    end = models.PositiveIntegerField(null=True)
    state = models.CharField(max_length=8, choices=State.choices, default=State.SAME)

    class Meta:
        ordering = ["revision", "start", "id"]
        constraints = [
            models.UniqueConstraint(fields=["call", "revision"], name="anchor_once_per_call_and_revision"),
            models.CheckConstraint(
                condition=(Q(state="lost") & Q(start=None) & Q(end=None)) | (~Q(state="lost") & Q(start__lt=F("end"))),
                name="anchor_offsets_unless_lost",
            ),
            models.CheckConstraint(condition=~Q(exact=""), name="anchor_quotes_something"),
        ]

    def __str__(self) -> str:
        return f"anchor of call {self.call_id} in revision {self.revision_id}"
