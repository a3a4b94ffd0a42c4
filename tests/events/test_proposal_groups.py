import random

from hypothesis import given
from hypothesis import strategies as st

from events.proposal_groups import ALIKE, IN_ONE_TOWN, UNFOLDED, Line, group_lines

TOWNS = ["Ashford", "Birkdale", "Córdoba", "حلب", "Dunmore", "Elmira", "Frome", "Graz"]


def line(pk, *texts, town="Ashford"):
    return Line.of(pk, town=town, texts=texts)


def alone(groups):
    return [group.pks[0] for group in groups if not group.why]


def test_what_differs_stands_alone_in_its_order():
    lines = [
        line(1, "Ashford tenants", "Clock Tower Square"),
        line(2, "Nurses of the north", "Ward 5"),
        line(3, "مستأجرو حلب", "ساحة الساعة", town="حلب"),
    ]

    assert alone(group_lines(lines)) == [1, 2, 3]


def test_the_same_words_with_other_numbers_and_towns_are_one_group():
    lines = [line(pk, f"Cheap watches {pk}!!!", f"Shop {pk} at {town}", town=town) for pk, town in enumerate(TOWNS)]

    groups = group_lines(lines)

    assert [(group.why, len(group.pks)) for group in groups] == [(ALIKE, len(TOWNS))]


def test_one_random_word_in_each_does_not_hide_a_flood():
    lines = [line(pk, f"Cheap watches for everybody {word}") for pk, word in enumerate(random_words(40))]

    assert [len(group.pks) for group in group_lines(lines)] == [40]


def test_in_a_flood_of_ten_thousand_a_real_one_stands_first():
    draw = random.Random(7)
    flood = [
        line(pk, f"Cheap watches {word} {pk}", "Main square", town=draw.choice(TOWNS))
        for pk, word in enumerate(random_words(10_000))
    ]
    real = line(10_001, "Birkdale tenants’ union", "Corn Exchange, Castle Street", town="Birkdale")
    lines = [*flood[:4_000], real, *flood[4_000:]]

    groups = group_lines(lines)

    assert alone(groups) == [10_001]
    assert len(groups) < 5


def test_very_many_of_random_words_in_one_town_are_one_line():
    words = random_words(100)
    lines = [line(pk, f"{words[2 * pk]} {words[2 * pk + 1]}") for pk in range(50)]

    assert [(group.why, len(group.pks)) for group in group_lines(lines)] == [(IN_ONE_TOWN, 50)]


def test_a_few_alike_are_looked_at_one_by_one():
    lines = [line(pk, "Tenants union", town=town) for pk, town in enumerate(TOWNS[:UNFOLDED])]

    assert alone(group_lines(lines)) == list(range(UNFOLDED))


def test_a_group_keeps_its_name_while_the_same_are_in_it():
    lines = [line(pk, "Cheap watches", town=town) for pk, town in enumerate(TOWNS)]

    assert group_lines(lines)[0].key == group_lines(list(reversed(lines)))[0].key


def random_words(number):
    draw = random.Random(3)
    return ["".join(draw.choices("bcdfghjklmnpqrstvwxz", k=7)) for _word in range(number)]


@given(st.lists(st.tuples(st.text(max_size=30), st.sampled_from(["", *TOWNS])), max_size=40))
def test_every_proposal_is_in_exactly_one_group(texts):
    lines = [line(pk, text, town=town) for pk, (text, town) in enumerate(texts)]

    shown = [pk for group in group_lines(lines) for pk in group.pks]

    assert sorted(shown) == list(range(len(texts)))
