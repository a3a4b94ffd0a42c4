"""The admin is for operators: people with accounts, organisations, memberships. Never contact data."""

from django.contrib import admin
from django.http import HttpRequest

from accounts.models import Membership, Organization, User


class MembershipInline(admin.TabularInline):
    model = Membership
    extra = 0
    autocomplete_fields = ["user"]


@admin.register(User)
class UserAdmin(admin.ModelAdmin):
    """Accounts come from invitations; here one is looked at, made operator, or closed."""

    list_display = ["email", "name", "is_staff", "is_active", "joined_on"]
    list_filter = ["is_staff", "is_active"]
    search_fields = ["email", "name"]
    ordering = ["email"]
    fields = ["email", "name", "language", "is_staff", "is_superuser", "is_active", "joined_on", "last_login"]
    readonly_fields = ["email", "joined_on", "last_login"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False


@admin.register(Organization)
class OrganizationAdmin(admin.ModelAdmin):
    """Names are made and changed at /accounts/organizations/, where look-alikes are refused."""

    list_display = ["name", "slug", "language", "zone", "is_example", "created_at"]
    list_filter = ["is_example", "language"]
    search_fields = ["name", "slug"]
    fields = ["name", "slug", "website", "language", "zone", "is_example", "created_at"]
    readonly_fields = ["name", "slug", "website", "language", "zone", "is_example", "created_at"]
    inlines = [MembershipInline]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False


@admin.register(Membership)
class MembershipAdmin(admin.ModelAdmin):
    list_display = ["user", "organization", "role"]
    list_filter = ["role"]
    list_select_related = ["user", "organization"]
    search_fields = ["user__email", "organization__name"]
    autocomplete_fields = ["user", "organization"]
