from django.urls import path

from events.views import campaign, organize_campaign, organize_campaign_part

urlpatterns = [
    path("campaigns/", campaign.list_campaigns, name="campaign-list"),
    path("campaigns/<slug:slug>/", campaign.show_campaign, name="campaign-detail"),
    path("organize/campaigns/new/", organize_campaign.new_campaign, name="organize-campaign-new"),
    path("organize/campaigns/<slug:slug>/", organize_campaign.show_own_campaign, name="organize-campaign-detail"),
    path("organize/campaigns/<slug:slug>/edit/", organize_campaign.edit_campaign, name="organize-campaign-edit"),
    path(
        "organize/campaigns/<slug:slug>/publish/", organize_campaign.publish_campaign, name="organize-campaign-publish"
    ),
    path("organize/campaigns/<slug:slug>/delete/", organize_campaign.delete_campaign, name="organize-campaign-delete"),
    path(
        "organize/campaigns/<slug:slug>/targets/<int:pk>/sources/new/",
        organize_campaign_part.new_source,
        name="organize-campaign-source-new",
    ),
    path(
        "organize/campaigns/<slug:slug>/<slug:part>/new/",
        organize_campaign_part.new_part,
        name="organize-campaign-part-new",
    ),
    path(
        "organize/campaigns/<slug:slug>/<slug:part>/<int:pk>/",
        organize_campaign_part.edit_part,
        name="organize-campaign-part-edit",
    ),
    path(
        "organize/campaigns/<slug:slug>/<slug:part>/<int:pk>/remove/",
        organize_campaign_part.remove_part,
        name="organize-campaign-part-remove",
    ),
]
