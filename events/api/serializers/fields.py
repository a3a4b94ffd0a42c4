"""Fields that several serializers share."""

from typing import Any

from django.conf import settings
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from accounts.models import Organization
from events.models import AnsweredCall, Event
from events.reading.passages import passage_path
from events.who_hosts import hosts_of


class PublicSerializer(serializers.ModelSerializer):
    """Of what can only be read: whoever reads the schema knows that each field is always there."""

    def get_extra_kwargs(self) -> dict[str, Any]:
        return {name: {"read_only": True} for name in self.Meta.fields}


class PageField(serializers.URLField):
    """The address of the page that people read, whole."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(source="get_absolute_url", read_only=True, **kwargs)

    def to_representation(self, value: str) -> str:
        return settings.SITE_URL + value


class OrganizationLinkSerializer(PublicSerializer):
    class Meta:
        model = Organization
        fields = ["slug", "name"]


class HostSerializer(serializers.Serializer):
    """`organization` is null for a group without an account here; `is_listed`: another has listed it as the host."""

    name = serializers.CharField(read_only=True)
    organization = serializers.SlugField(source="organization.slug", read_only=True, allow_null=True)
    is_listed = serializers.BooleanField(read_only=True)


class HostedSerializer(PublicSerializer):
    """An event: `organization` is whose it is, `hosts` are those that are named as its hosts."""

    organization = OrganizationLinkSerializer(read_only=True)
    hosts = serializers.SerializerMethodField()

    @extend_schema_field(HostSerializer(many=True))
    def get_hosts(self, event: Event) -> Any:
        return HostSerializer(hosts_of(event), many=True).data


class AnsweredCallSerializer(PublicSerializer):
    """A call, in the exact characters that stood in the text when the action was linked to it."""

    call = serializers.CharField(source="call.slug", read_only=True)
    exact = serializers.CharField(source="anchor.exact", read_only=True)
    language = serializers.CharField(source="anchor.revision.language", read_only=True)
    statement = serializers.CharField(source="anchor.revision.statement.slug", read_only=True)
    revision = serializers.IntegerField(source="anchor.revision.number", read_only=True)
    page = serializers.SerializerMethodField()

    class Meta:
        model = AnsweredCall
        fields = ["call", "exact", "language", "statement", "revision", "page"]

    def get_page(self, answered: AnsweredCall) -> str:
        return settings.SITE_URL + passage_path(answered.anchor, call_slug=answered.call.slug)
