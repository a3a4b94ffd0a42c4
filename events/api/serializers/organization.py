from django.conf import settings
from django.urls import reverse
from rest_framework import serializers

from accounts.models import Organization
from events.api.serializers.fields import PublicSerializer


class OrganizationSerializer(PublicSerializer):
    website = serializers.CharField(read_only=True, help_text="An address, or empty.")
    page = serializers.SerializerMethodField()

    class Meta:
        model = Organization
        fields = ["slug", "name", "description", "website", "language", "zone", "page"]

    def get_page(self, organization: Organization) -> str:
        return settings.SITE_URL + reverse("events:organization-detail", args=[organization.slug])
