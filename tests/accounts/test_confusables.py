import pytest

from accounts.confusables import skeleton


@pytest.mark.parametrize(
    "name",
    [
        "HARBOUR WATCH",
        "Harbour-Watch",
        "harbourwatch",
        "Нarbоur Wаtсh",  # Cyrillic
        "Ηarbοur Watch",  # Greek
        "Ｈａｒｂｏｕｒ　Ｗａｔｃｈ",  # full-width
        "𝐇𝐚𝐫𝐛𝐨𝐮𝐫 𝐖𝐚𝐭𝐜𝐡",
        "Harb0ur Watch",
        "Härbour Watch",
        "Harbour\u200b Watch",
        "\u202eHarbour Watch",
        "Harbour VVatch",
    ],
)
def test_look_alikes_have_one_skeleton(name):
    assert skeleton(name) == skeleton("Harbour Watch")


@pytest.mark.parametrize(
    ("one", "other"),
    [("Modern Clinic", "Modem Clinic"), ("Illinois", "lllinois"), ("Cafe 10", "Café lO"), ("الميناء", "المينَاء")],
)
def test_more_look_alikes(one, other):
    assert skeleton(one) == skeleton(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Harbour Watch", "Harbour Catch"),
        ("Clinic Workers United", "Clinic Workers Union"),
        ("صيادو الميناء", "صيادو المدينة"),
        ("हिन्दी", "हन्दी"),
        ("海港", "海洋"),
        ("Group 1", "Group 2"),
    ],
)
def test_different_names_stay_different(one, other):
    assert skeleton(one) != skeleton(other)


def test_a_skeleton_is_never_longer_than_its_column():
    assert len(skeleton("ﷺ" * 120)) <= 400
