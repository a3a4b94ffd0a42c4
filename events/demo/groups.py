"""Who speaks and acts in the demo. None of these groups exists."""

from accounts.actions import create_organization
from events.demo.stage import Stage
from events.texts import known_language

GROUPS = {
    "clinics": (
        "Clinic Workers United",
        "en",
        "America/New_York",
        "Nurses, porters, doctors and cooks of the closed clinics.",
    ),
    "students": ("Students for Public Health", "en", "America/New_York", "Six campuses, one reading group, and a van."),
    "tenants": ("Dunmoor Tenants’ Association", "en", "America/New_York", "Founded in a stairwell."),
    "river": ("Friends of the Marl", "en", "Europe/London", "We swim in it, fish in it and count what lives in it."),
    "riders": ("Vale Line Riders’ Union", "en", "Europe/London", "For a railway for those who ride it."),
    "teachers": ("رابطة معلّمي السهل", "ar", "Asia/Beirut", "معلّمات ومعلّمون من قرى السهل الأربع عشرة."),
}


def make_groups(stage: Stage) -> None:
    for key, (name, language, zone, description) in GROUPS.items():
        stage.groups[key] = create_organization(
            name=name,
            description=description,
            language=known_language(language),
            zone=zone,
            by=None,
            now=stage.ago(days=400),
            is_example=True,
        )
