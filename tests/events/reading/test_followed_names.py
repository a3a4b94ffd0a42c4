import pytest

from events.following import Followed
from events.models import Call, Campaign, OldSlug
from events.reading.followed_names import names_now
from tests.events.factories import NOW, make_call, make_campaign, make_organization, make_statement

pytestmark = pytest.mark.django_db
NOT_PUBLIC = "A page that is not public any more"


def name(path, query="", language="en"):
    followed = Followed(path, query)
    return names_now([followed], language, now=NOW)[followed]


def test_a_page_is_named_by_its_title_and_a_filter_by_its_words():
    organization = make_organization(slug="hosts", name="The Hosts")
    call = make_call(slug="rally", title="Rally", statement=make_statement(slug="text", title="No more pumps"))
    make_campaign(slug="pressing", title="Press on", organization=organization)

    assert name("/organizations/hosts/") == "The Hosts"
    assert name("/calls/rally/") == call.title == "Rally"
    assert name("/statements/text/") == "No more pumps"
    assert name("/campaigns/pressing/") == "Press on"
    assert name("/events/") == "Upcoming actions"
    filters = "kind=vigil&organization=hosts&statement=text&when=weekend"
    assert name("/events/", filters) == "Upcoming actions (Vigil, This weekend, The Hosts and No more pumps)"
    assert name("/events/", "kind=vigil", "ar").startswith("الفعاليات المقبلة")


def test_what_has_another_address_by_now_keeps_its_name():
    call = make_call(slug="new", title="Rally")
    OldSlug.objects.create(model="call", slug="old", object_id=call.pk)

    assert name("/calls/old/") == "Rally"
    assert name("/events/", "call=old&kind=vigil") == "Upcoming actions (Vigil and Rally)"


def test_what_is_gone_or_hidden_again_is_not_named():
    call = make_call(slug="secret", title="Secret", statement=make_statement(published=False))
    OldSlug.objects.create(model="call", slug="older", object_id=call.pk)
    OldSlug.objects.create(model="campaign", slug="none", object_id=9)

    for path, query in [
        ("/calls/secret/", ""),
        ("/calls/older/", ""),
        ("/calls/none/", ""),
        ("/campaigns/none/", ""),
        ("/events/", "call=secret"),
        ("/events/", "kind=vigil&campaign=none"),
        ("/events/", "kind=riot"),
    ]:
        assert name(path, query) == NOT_PUBLIC


@pytest.mark.parametrize("each", [1, 3])
def test_however_much_is_followed_it_takes_the_same_queries(each, django_assert_num_queries):
    followed = [Followed("/events/", "kind=vigil&when=weekend")]
    for _ in range(each):
        call, campaign = make_call(), make_campaign()
        followed += [Followed(f"/calls/{call.slug}/"), Followed("/events/", f"campaign={campaign.slug}&kind=march")]
        OldSlug.objects.create(model="call", slug=f"old-{call.slug}", object_id=call.pk)
        followed += [Followed(f"/calls/old-{call.slug}/"), Followed(f"/statements/{call.statement.slug}/")]
        followed += [Followed("/events/", f"organization={call.statement.organization.slug}&when=week")]

    with django_assert_num_queries(6):  # four kinds of things, their old addresses, and calls that had some
        names = names_now(followed, "en", now=NOW)

    assert len(names) == 1 + 5 * each
    assert NOT_PUBLIC not in names.values()
    assert (Call.objects.count(), Campaign.objects.count()) == (each, each)
