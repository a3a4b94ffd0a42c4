"""Addresses of accounts beside those of django-allauth."""

from django.urls import path

from accounts.views import home, invitation, mail_box, member, organization, setup

app_name = "accounts"

urlpatterns = [
    path("", home.account_home, name="home"),
    path("setup/<str:token>/", setup.set_up, name="setup"),
    path("organizations/new/", organization.organization_new, name="organization-new"),
    path("organizations/<slug:slug>/", organization.organization_edit, name="organization-edit"),
    path("organizations/<slug:slug>/invitations/", invitation.invitation_new, name="invitation-new"),
    path(
        "organizations/<slug:slug>/invitations/<int:pk>/withdraw/",
        invitation.invitation_withdraw,
        name="invitation-withdraw",
    ),
    path("organizations/<slug:slug>/members/<int:pk>/", member.member_change, name="member-change"),
    path("organizations/<slug:slug>/members/<int:pk>/remove/", member.member_remove, name="member-remove"),
    path("invitations/<str:token>/", invitation.invitation_accept, name="invitation"),
    path("mail-box/", mail_box.mail_list, name="mail-box"),
    path("mail-box/due/<int:pk>/", mail_box.mail_make_due, name="mail-make-due"),
    path("mail-box/<uuid:pk>/", mail_box.mail_detail, name="mail-detail"),
    path("mail-box/<uuid:pk>/html/", mail_box.mail_html, name="mail-html"),
    path("mail-box/<uuid:pk>/attachments/<int:number>/", mail_box.mail_attachment, name="mail-attachment"),
]
