"""What operators see of the outbox: rows that can be read and tried again, never written. No address stands there."""

from typing import Any

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from notifications.actions import retry_failed
from notifications.errors import NotificationsError
from notifications.health import read_health
from notifications.models import Delivery
from notifications.querysets import DeliveryQuerySet


@admin.register(Delivery)
class DeliveryAdmin(admin.ModelAdmin):
    list_display = [
        "id",
        "kind",
        "topic",
        "channel",
        "state",
        "due_at",
        "attempts",
        "last_code",
        "reason",
        "settled_at",
    ]
    list_filter = ["state", "kind", "channel", "urgency"]
    search_fields = ["topic", "recipient"]
    ordering = ["-due_at", "-id"]
    exclude = ["payload", "claim_token", "key"]
    actions = ["try_again"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """With how the outbox is doing above it."""
        health = {"health": read_health(now=timezone.now())}
        return super().changelist_view(request, extra_context=(extra_context or {}) | health)

    @admin.action(description=gettext_lazy("Try the selected messages again"))
    def try_again(self, request: HttpRequest, queryset: DeliveryQuerySet) -> None:
        for delivery in queryset:
            try:
                retry_failed(delivery.pk, now=timezone.now())
            except NotificationsError as error:
                messages.warning(request, f"{delivery}: {error}")
            else:
                messages.success(request, _("Delivery %(id)s is planned once more.") % {"id": delivery.pk})
