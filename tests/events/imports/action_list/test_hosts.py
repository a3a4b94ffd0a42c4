"""Who hosts an action where no label says so, in the shapes that people paste; ends of mails, which are of none."""

import datetime as dt

import pytest

from events.imports.action_list.reading import read_action_list

WINDOW = (dt.date(2027, 3, 8), dt.date(2027, 3, 13))
NAMES = ("town", "region", "title", "place", "host", "note", "hour", "ends")


def read(text):
    return read_action_list(text, window=WINDOW, today=WINDOW[0], find_town=lambda name, region: None)


def cells_of(text):
    """Of the only action, without its hour where that is 5 or 6 in the afternoon."""
    (action,) = read(text).actions
    cells = {name: action.cells[name].value for name in NAMES if name in action.cells}
    return {name: value for name, value in cells.items() if value not in (dt.time(17), dt.time(18))}


@pytest.mark.parametrize(
    ("text", "town", "host", "place"),
    [
        ("Ashford - Tenants' Union - 5pm, Town Hall", "Ashford", "Tenants' Union", "Town Hall"),
        ("Ashford, Tenants’ Union, 5pm, Town Hall", "Ashford", "Tenants’ Union", "Town Hall"),
        ("Ashford | Tenants' Union | 5pm | Town Hall", "Ashford", "Tenants' Union", "Town Hall"),
        ("Ashford: 5pm, Town Hall (Tenants' Union)", "Ashford", "Tenants' Union", "Town Hall"),
        ("Ashford: 5pm, Town Hall - Neighbours United", "Ashford", "Neighbours United", "Town Hall"),
        ("Ashford (Friends of the Marl): 5pm Town Hall", "Ashford", "Friends of the Marl", "Town Hall"),
        ("Ashford\nTenants' Union\n5pm, Town Hall", "Ashford", "Tenants' Union", "Town Hall"),
        ("Ashford\n5pm, Town Hall\nTenants' Union", "Ashford", "Tenants' Union", "Town Hall"),
        ("Ashford: Rail Workers Local 12 - 5pm Market Square", "Ashford", "Rail Workers Local 12", "Market Square"),
        ("Birkdale: Birkdale Solidarity Group, 6pm at the Library", "Birkdale", "Birkdale Solidarity Group", "Library"),
        ("Cardiff (hosted by Teachers for Peace) 5pm Castle Square", "Cardiff", "Teachers for Peace", "Castle Square"),
        ("Cardiff: Teachers for Peace, 5pm Castle Square", "Cardiff", "Teachers for Peace", "Castle Square"),
        ("Ashford - Marl Network and Tenants' Union - 5pm, Hall", "Ashford", "Marl Network and Tenants' Union", "Hall"),
        (
            "Ashford: 5pm, Town Hall, Marl Network, Tenants' Union",
            "Ashford",
            "Marl Network, Tenants' Union",
            "Town Hall",
        ),
        ("Oviedo - Sindicato de Inquilinas - 18h, Plaza Mayor", "Oviedo", "Sindicato de Inquilinas", "Plaza Mayor"),
        ("Oviedo: Vecinas de la Ribera, 18h, Biblioteca", "Oviedo", "Vecinas de la Ribera", "Biblioteca"),
        ("Oviedo (organiza Maestras por la Paz) 17h Plaza Mayor", "Oviedo", "Maestras por la Paz", "Plaza Mayor"),
        ("Rennes - Syndicat des locataires - 17h, place Royale", "Rennes", "Syndicat des locataires", "place Royale"),
        ("Rennes : Les Amis du Marais, 18h, bibliothèque", "Rennes", "Les Amis du Marais", "bibliothèque"),
        ("صيدا - نقابة المستأجرين - ٥ مساءً، ساحة النجمة", "صيدا", "نقابة المستأجرين", "ساحة النجمة"),
        ("صيدا: لجنة التضامن، ٦ مساءً في المكتبة", "صيدا", "لجنة التضامن", "المكتبة"),
        ("صيدا: معلمون من أجل السلام، ٦ مساءً في المكتبة", "صيدا", "معلمون من أجل السلام", "المكتبة"),
    ],
)
def test_a_name_that_only_groups_bear_is_the_host(text, town, host, place):
    assert cells_of(text) == {"town": town, "host": host, "place": place}


def test_a_group_before_the_march_is_its_host_and_not_its_place():
    cells = cells_of("* Ashford, Tenants' Union: march from Town Hall, 5pm")

    assert cells == {"town": "Ashford", "host": "Tenants' Union", "title": "march", "place": "Town Hall"}


@pytest.mark.parametrize("text", ["Birkdale Solidarity Group\n5pm, Library", "Birkdale Solidarity Group: 5pm, Library"])
def test_a_group_is_no_town(text):
    assert cells_of(text) == {"host": "Birkdale Solidarity Group", "place": "Library"}


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("Ashford: rally 5pm at the Tenants' Union", "Tenants' Union"),
        ("Ashford: 5pm, Students' Union", "Students' Union"),
        ("Oviedo: Concentración 18h frente al Sindicato Minero", "frente al Sindicato Minero"),
        ("Rennes : rassemblement 18h devant le Syndicat des locataires", "devant le Syndicat des locataires"),
        ("صيدا: وقفة، ٥ مساءً أمام نقابة المعلمين", "أمام نقابة المعلمين"),
    ],
)
def test_a_group_to_which_the_line_leads_is_the_place(text, place):
    cells = cells_of(text)

    assert cells["place"] == place
    assert "host" not in cells


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("Ashford: Friends of the Library meeting, 5pm, Town Hall", "Friends of the Library meeting"),
        ("Ashford: Reading Group, 5pm, Town Hall", "Reading Group"),
        ("Ashford: banner painting, 5pm, Town Hall", "banner painting"),
        ("Ashford: Coffee Morning, 5pm, Town Hall", "Coffee Morning"),
        ("Ashford: Film: Women of the Marl, 5pm, Town Hall", "Film: Women of the Marl"),
        ("Ashford\n5pm Panel: Workers against War\nTown Hall", "Panel: Workers against War"),
        ("Oviedo: Grupo de lectura, 18h, Biblioteca", "Grupo de lectura"),
        ("Rennes : Projection : Les Femmes du Marais, 18h, bibliothèque", "Projection : Les Femmes du Marais"),
        ("Oviedo: Charla: Mujeres de Negro, 18h, Biblioteca", "Charla: Mujeres de Negro"),
    ],
)
def test_what_is_done_or_spoken_of_is_no_group(text, title):
    cells = cells_of(text)

    assert cells["title"] == title
    assert "host" not in cells


@pytest.mark.parametrize(
    "more", [". Speakers: Nurses United, Friends of the Marl", ", with Nurses United and Marl Network"]
)
def test_who_comes_too_is_no_host(more):
    cells = cells_of(f"Ashford: Rally, 5pm, Town Hall{more}")

    assert cells["place"] == "Town Hall"
    assert "host" not in cells


def test_a_name_of_which_nothing_says_what_it_names_stays_a_note():
    cells = cells_of("Ashford - Extinction Rebellion - 5pm, Town Hall")

    assert cells == {"town": "Ashford", "place": "Town Hall", "note": ("Extinction Rebellion",)}


@pytest.mark.parametrize("name", ["Attac", "Extinction Rebellion"])
def test_a_group_that_the_text_lists_is_known_as_one(name):
    text = f"Ashford - {name} - 5pm, Town Hall\n\nEndorsed by:\n{name}\nTenants Together"

    assert cells_of(text) == {"town": "Ashford", "host": name, "place": "Town Hall"}


@pytest.mark.parametrize(
    "closing",
    [
        "Thanks everybody",
        "Thank you all, see you on the streets!",
        "In solidarity,",
        "Gracias a todas",
        "¡Muchas gracias a todes!",
        "Un abrazo",
        "Merci à toutes et tous",
        "Solidairement",
        "شكرًا لكم",
        "مع التحية،",
    ],
)
@pytest.mark.parametrize("action", ["Ashford\nRally, 5pm, Town Hall", "Ashford: Rally, 5pm, Town Hall"])
def test_the_end_of_a_mail_is_of_no_action_nor_is_who_signs_it(action, closing):
    text = f"{action}\n{closing}\nMara"

    found = read(text)

    assert cells_of(text) == {"town": "Ashford", "title": "Rally", "place": "Town Hall"}
    assert [(one.text, one.reason) for one in found.left_out] == [(closing, "prose"), ("Mara", "unknown")]


@pytest.mark.parametrize(
    "line", ["Thank-you picnic for everybody", "In solidarity with the nurses", "Thanks to the Library for the room."]
)
def test_thanks_that_say_more_stay_with_their_action(line):
    (action,) = read(f"Ashford\nRally, 5pm, Town Hall\n{line}").actions

    assert action.lines == (1, 2, 3)


def test_an_action_after_thanks_is_read():
    found = read("Ashford: Rally, 5pm, Town Hall\nThanks all!\nBirkdale: Vigil, 6pm, Library")

    assert [action.cells["town"].value for action in found.actions] == ["Ashford", "Birkdale"]
