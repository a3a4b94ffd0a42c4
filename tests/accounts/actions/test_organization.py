import pytest

from accounts.actions import create_organization, update_organization
from accounts.actions.organization import fields_digest
from accounts.errors import AccountsError, ChangedMeanwhile, NameRefused, NotAllowed
from accounts.models import Membership, Organization

pytestmark = pytest.mark.django_db


def make(name, now, **fields):
    return create_organization(name=name, by=None, now=now, **fields)


def test_create_organization(operator, now):
    made = create_organization(
        name="  Clinic   Workers United ",
        by=operator,
        now=now,
        description="We run\r\nclinics.",
        website="https://clinics.example/",
        language="ar",
        zone="Africa/Casablanca",
    )

    made.refresh_from_db()
    assert (made.name, made.slug, made.description) == (
        "Clinic Workers United",
        "clinic-workers-united",
        "We run\nclinics.",
    )
    assert (made.website, made.language, made.zone) == ("https://clinics.example/", "ar", "Africa/Casablanca")
    assert (made.created_at, made.is_example) == (now, False)
    assert [(m.user, m.role) for m in made.memberships.all()] == [(operator, "owner")]


def test_only_operators_make_organizations(person, now):
    with pytest.raises(NotAllowed):
        create_organization(name="Clinic Workers United", by=person, now=now)
    assert not Organization.objects.exists()


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("صيادو الميناء", "sydw-lmyn"),
        ("Łódź Ratuje Żłobki", "lodz-ratuje-zlobki"),
        ("海港の会", "hai-gang-nohui"),
        ("x" * 120, "x" * 60),
        ("🌹 1", "1"),
    ],
)
def test_slugs_are_ascii_and_short(name, slug, now):
    assert make(name, now).slug == slug


def test_slugs_that_collide_are_numbered(now):
    slugs = [make(name, now).slug for name in ("Ärzte C", "Arzte Č d", "Arzte C d")[:1]]
    Organization.objects.create(name="other", slug="harbour-watch", skeleton="other", created_at=now, language="en")

    assert slugs == ["arzte-c"]
    assert make("Harbour Watch", now).slug == "harbour-watch-2"


@pytest.mark.parametrize("name", ["HARBOUR-WATCH", "Нarbоur Wаtсh", "Harb0ur Watch", "Harbour Watch"])
def test_look_alike_names_are_refused_naming_what_they_resemble(name, now):
    make("Harbour Watch", now)

    with pytest.raises(NameRefused) as caught:
        make(name, now)

    assert caught.value.field == "name"
    assert "Harbour Watch" in caught.value.message or name == "Harbour Watch"
    assert Organization.objects.count() == 1


@pytest.mark.parametrize("name", ["Admin", "0perator", "CONVOKE", "Сonvoke", "support", "New", "A.P.I."])
def test_reserved_names_are_refused(name, now):
    with pytest.raises(NameRefused, match="reserved"):
        make(name, now)


@pytest.mark.parametrize("name", ["", "   ", "!!!", "x" * 121, "a\x00b", "a\x07b", "a\ud800b"])
def test_names_that_are_none_are_refused(name, now):
    with pytest.raises(NameRefused) as caught:
        make(name, now)
    assert caught.value.field == "name"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("website", "javascript:alert(1)"),
        ("website", "https://user:secret@clinics.example/"),
        ("website", "https://clinics.example/" + "x" * 500),
        ("website", "clinics.example"),
        ("description", "x" * 10_001),
        ("description", "a\x00b"),
        ("language", "xx"),
        ("zone", "Mars/Olympus"),
        ("zone", "../etc/passwd"),
        ("zone", ""),
    ],
)
def test_a_bad_field_is_named_and_nothing_is_saved(field, value, now):
    with pytest.raises(AccountsError) as caught:
        make("Harbour Watch", now, **{field: value})

    assert caught.value.field == field
    assert not Organization.objects.exists()


FIELDS = {"description": "", "website": "", "language": "en", "zone": "UTC"}


def test_update_organization_keeps_the_slug(person, now):
    organization = make("Harbour Watch", now)
    Membership.objects.create(user=person, organization=organization, role="owner")

    update_organization(organization, by=person, now=now, name="Harbor Watch!", **FIELDS | {"zone": "Europe/Madrid"})

    organization.refresh_from_db()
    assert (organization.name, organization.slug) == ("Harbor Watch!", "harbour-watch")
    assert organization.zone == "Europe/Madrid"


def test_update_organization_refuses_the_name_of_another(person, now):
    make("Clinic Workers United", now)
    organization = make("Harbour Watch", now)
    Membership.objects.create(user=person, organization=organization, role="owner")

    with pytest.raises(NameRefused, match="Clinic Workers United"):
        update_organization(organization, by=person, now=now, name="Clinic Workers Unіted", **FIELDS)


@pytest.mark.parametrize("role", ["organizer", "moderator", "helper", None])
def test_only_owners_update_an_organization(person, now, role):
    organization = make("Harbour Watch", now)
    if role:
        Membership.objects.create(user=person, organization=organization, role=role)

    with pytest.raises(NotAllowed):
        update_organization(organization, by=person, now=now, name="Mine", **FIELDS)
    assert Organization.objects.get().name == "Harbour Watch"


def test_two_who_save_the_same_form(operator, now):
    organization = make("Harbour Watch", now)
    opened_with = fields_digest(organization)
    update_organization(
        organization,
        by=operator,
        now=now,
        name="Harbour Watch",
        opened_with=opened_with,
        **FIELDS | {"description": "One."},
    )

    with pytest.raises(ChangedMeanwhile) as caught:
        update_organization(
            organization,
            by=operator,
            now=now,
            name="Harbour Watch",
            opened_with=opened_with,
            **FIELDS | {"description": "Two."},
        )

    assert caught.value.current["description"] == "One."
    assert Organization.objects.get().description == "One."
