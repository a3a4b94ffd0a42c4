"""Statements, their revisions, what they call for."""

from django.conf import settings
from django.urls import reverse
from rest_framework import serializers

from events.api.serializers.fields import OrganizationLinkSerializer, PageField, PublicSerializer
from events.models import Anchor, Call, Revision, Statement
from events.reading.passages import passage_path


class StatementSerializer(PublicSerializer):
    """`revision` is the number of the current one; `translation_of` the revision that was translated."""

    title = serializers.CharField(read_only=True)
    organization = OrganizationLinkSerializer(read_only=True)
    revision = serializers.IntegerField(source="current.number", read_only=True)
    translation_of = serializers.SerializerMethodField()
    source_url = serializers.CharField(read_only=True, help_text="An address, or empty.")
    page = PageField()

    class Meta:
        model = Statement
        fields = [
            "slug",
            "title",
            "language",
            "dated_on",
            "organization",
            "revision",
            "translation_of",
            "translator",
            "translated_on",
            "source_url",
            "published_at",
            "page",
        ]

    def get_translation_of(self, statement: Statement) -> str | None:
        """ "<slug>/<number>"."""
        original = statement.translation_of
        return f"{original.statement.slug}/{original.number}" if original else None


class RevisionSummarySerializer(PublicSerializer):
    """`sha256` is that of the very bytes at `text_url`. A removed one keeps number, date, hash and reason."""

    statement = serializers.CharField(source="statement.slug", read_only=True)
    page = PageField()
    text_url = serializers.SerializerMethodField()

    class Meta:
        model = Revision
        fields = [
            "id",
            "statement",
            "number",
            "title",
            "language",
            "sha256",
            "note",
            "is_correction",
            "published_at",
            "removed_at",
            "removed_reason",
            "page",
            "text_url",
        ]

    def get_text_url(self, revision: Revision) -> str:
        return settings.SITE_URL + reverse("events:revision-text", args=[revision.statement.slug, revision.number])


class RevisionSerializer(RevisionSummarySerializer):
    """With the text itself: `text` is what offsets count in, `body` its Markdown."""

    class Meta(RevisionSummarySerializer.Meta):
        fields = [*RevisionSummarySerializer.Meta.fields, "text", "body"]


class PassageSerializer(PublicSerializer):
    """A W3C TextQuoteSelector; `start` and `end` are offsets in code points, null once the passage is lost."""

    statement = serializers.CharField(source="revision.statement.slug", read_only=True)
    revision = serializers.IntegerField(source="revision.number", read_only=True)
    language = serializers.CharField(source="revision.language", read_only=True)
    page = serializers.SerializerMethodField()

    class Meta:
        model = Anchor
        fields = ["statement", "revision", "language", "exact", "prefix", "suffix", "start", "end", "state", "page"]

    def get_page(self, anchor: Anchor) -> str:
        return settings.SITE_URL + passage_path(anchor, call_slug=anchor.call.slug)


class CallSerializer(PublicSerializer):
    """`passages` has the newest revision first, translations too."""

    statement = serializers.CharField(source="statement.slug", read_only=True)
    organization = OrganizationLinkSerializer(source="statement.organization", read_only=True)
    passages = PassageSerializer(source="anchors", many=True, read_only=True)
    page = PageField()

    class Meta:
        model = Call
        fields = [
            "slug",
            "title",
            "asks_for",
            "statement",
            "organization",
            "window_start_on",
            "window_end_on",
            "is_open_to_hosts",
            "passages",
            "page",
        ]
