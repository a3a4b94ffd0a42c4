"""Tenants, a river, a railway, and the schools of the plain."""

import datetime as dt

from django.db.models import F

from events.demo.stage import Stage
from events.demo.statements import endorse, mark, publish_text, publish_translation
from events.demo.towns import at

TWO_HOURS = dt.timedelta(hours=2)


def build_tenants(stage: Stage) -> None:
    statement = publish_text(stage, "tenants", "evictions", days_ago=33)
    now = stage.ago(days=33)
    stairs = mark(statement, "not one eviction this winter", title="Not one eviction", asks_for="protest", now=now)
    advice = mark(
        statement,
        "We call for an evening of legal advice every week in every district, free, with tea.",
        title="Legal advice in every district",
        asks_for="teach-in",
        now=now,
    )
    stage.post(
        "tenants",
        on=stage.on(1),
        at=at(7, 30),
        calls=(stairs,),
        kind="vigil",
        place="14 Laundry Lane, Dunmoor",
        title="Stand in the stairwell of Laundry Lane 14",
        where={"place_visibility": "confirmed", "public_area": "Dunmoor, near the quay"},
        summary="A family of five has a letter for tomorrow. Quietly, and stay.",
        safety="Nobody blocks, nobody films, nobody answers for others. Legal support: **555 0177**.",
    )
    evening = stage.post(
        "tenants",
        on=stage.weekday(2, after=1),
        at=at(19),
        lasts=TWO_HOURS,
        rule="FREQ=WEEKLY;BYDAY=WE",
        until=stage.on(90),
        calls=(advice,),
        kind="training",
        place="The laundry, Quay Road 3, Dunmoor",
        title="Advice evening: your letter, read by two people",
        where={"capacity_in_person": 12},
        shows_full=True,
        accessibility={"step-free": "no", "free": "yes", "children": "yes"},
    )
    # The next one is full. An example has no people, so nobody's answer is made up for it.
    evening.occurrences.filter(pk=evening.occurrences.earliest("local_day").pk).update(
        going_in_person=F("capacity_in_person")
    )


def build_river(stage: Stage) -> None:
    statement = publish_text(stage, "river", "river", days_ago=9)
    now = stage.ago(days=9)
    walk = mark(
        statement,
        "We call on everybody who ever swam in it to walk its length with us, from the spring to the "
        "mouth, one reach at a time.",
        title="Walk the Marl",
        asks_for="protest",
        now=now,
    )
    hearing = mark(
        statement,
        "We call for a hearing that deserves the name, in a hall and not in an inbox",
        title="A hearing in a hall",
        asks_for="other",
        now=now,
    )
    stage.post(
        "river",
        on=stage.weekday(6, after=5),
        at=at(9),
        lasts=dt.timedelta(hours=7),
        calls=(walk,),
        rule="FREQ=MONTHLY;BYDAY=" + _nth(stage.weekday(6, after=5)),
        until=stage.on(200),
        kind="march",
        place="The spring, Upper Marl",
        title="From the spring to the mouth: one reach a month",
        accessibility={"step-free": "no", "toilet": "unknown", "transport": "yes"},
    )
    stage.post(
        "river",
        on=stage.on(26),
        at=at(18, 30),
        lasts=dt.timedelta(hours=3),
        calls=(walk, hearing),
        kind="meeting",
        place="Corn Hall, Marlmouth",
        where={"capacity_in_person": 250},
        title="The hearing that was never held",
        summary="With the maps on the wall.",
    )
    endorse(stage, statement, "riders", days_ago=8)


def build_railway(stage: Stage) -> None:
    statement = publish_text(stage, "riders", "railway", days_ago=60)
    now = stage.ago(days=60)
    assembly = mark(
        statement,
        "We call on every town along the line to hold a riders' assembly in its station, on a "
        "Sunday, with the doors open, and to count aloud the trains that no longer come.",
        title="Assemblies in the stations",
        asks_for="other",
        now=now,
    )
    count = mark(
        statement,
        "to count aloud the trains that no longer come",
        title="Count the missing trains",
        asks_for="protest",
        now=now,
    )
    ride = mark(
        statement,
        "We call on everyone who can to ride the first train on the first Monday of the month, "
        "together, in whatever seats there are.",
        title="Fill the first train",
        asks_for="protest",
        now=now,
    )
    classes = mark(
        statement,
        "We call for evening classes on how a railway works, open to all",
        title="How a railway works",
        asks_for="teach-in",
        now=now,
    )
    mark(
        statement,
        "We call on all who read this to light a lamp at their halt on the evening of the longest night",
        title="A lamp at every halt",
        asks_for="other",
        now=now,
    )
    stage.post(
        "riders",
        on=stage.first_in_month(0, after=7),
        at=at(5, 52),
        lasts=dt.timedelta(minutes=71),
        calls=(ride,),
        rule="FREQ=MONTHLY;BYDAY=1MO",
        until=stage.on(150),
        kind="other",
        place="Platform 1, Orrin Bridge",
        title="Fill the first train",
    )
    stage.post(
        "riders",
        on=stage.weekday(6, after=15),
        at=at(15),
        lasts=TWO_HOURS,
        calls=(assembly, count),
        kind="meeting",
        place="Waiting room, Sallow Cross",
        title="Riders’ assembly at Sallow Cross",
        accessibility={"step-free": "yes", "seats": "yes", "quiet-space": "yes"},
    )
    stage.post(
        "riders",
        on=stage.weekday(3, after=4),
        at=at(19, 15),
        lasts=dt.timedelta(minutes=90),
        calls=(classes,),
        where={"attendance": "both", "online_url": "https://meet.example/timetable", "online_visibility": "public"},
        kind="teach-in",
        place="Signal box, Pell",
        title="Evening class: what a path is and who sells it",
    )


def build_schools(stage: Stage) -> None:
    """In Arabic, with an English translation of the text."""
    statement = publish_text(stage, "teachers", "schools-ar", days_ago=12)
    now, day = stage.ago(days=12), stage.day_of_action
    stand = mark(
        statement,
        "ندعو كل قرية إلى وقفة أمام مدرستها في يوم العمل",
        title="وقفة أمام كل مدرسة",
        asks_for="protest",
        now=now,
        window_start_on=day,
        window_end_on=day,
    )
    circles = mark(
        statement,
        "وندعو إلى حلقات دراسية مفتوحة في القاعات والساحات",
        title="حلقات دراسية مفتوحة",
        asks_for="teach-in",
        now=now,
    )
    publish_translation(
        stage,
        statement,
        "schools-en",
        translator="The reading circle of Ayn al-Rayhan",
        days_ago=10,
        quotes={
            stand: "We call on every village to stand before its school on the day of action",
            circles: "we call for open study circles in halls and squares",
        },
    )
    stage.post(
        "teachers",
        on=day,
        at=at(18),
        lasts=TWO_HOURS,
        calls=(stand,),
        kind="rally",
        place="أمام المدرسة الابتدائية، شارع الزيتون، عين الريحان",
        title="وقفة أمام مدرسة عين الريحان",
        summary="نقرأ أسماء الصفوف التي أُغلقت، صفًا صفًا.",
        description="نلتقي عند البوابة، ونقف نصف ساعة، ثم نجلس على المقاعد التي أحضرناها من بيوتنا.",
        accessibility={"step-free": "yes", "seats": "yes", "children": "yes"},
        safety="للدعم القانوني: **\u2066555 0199\u2069**. المنظمون يضعون شارات خضراء.",
    )
    stage.post(
        "teachers",
        on=day,
        at=None,
        calls=(stand,),
        kind="rally",
        title="وقفة تل السنابل",
        where={"public_area": "تل السنابل"},
    )
    stage.post(
        "teachers",
        on=stage.weekday(1, after=6),
        at=at(17, 30),
        lasts=TWO_HOURS,
        calls=(circles,),
        rule="FREQ=WEEKLY;BYDAY=TU",
        until=stage.on(60),
        kind="teach-in",
        place="القاعة البلدية، وادي اللوز",
        title="حلقة دراسية: من يقرر أن تُغلق مدرسة؟",
    )
    stage.post(
        "teachers",
        on=stage.on(5),
        at=at(19),
        calls=(circles,),
        kind="panel",
        where={"attendance": "online", "online_url": "https://meet.example/schools"},
        title="Schools and clinics: one plain, two unions · مدارس وعيادات",
    )
    endorse(stage, statement, "clinics", days_ago=9)


def _nth(day: dt.date) -> str:
    """Such as 2SU: the week of the month that `day` is in, the fifth as the last."""
    week = (day.day - 1) // 7 + 1
    return f"{week if week < 5 else -1}{('MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU')[day.weekday()]}"
