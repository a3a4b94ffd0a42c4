"""Public clinics: one call that thirty towns answer, teach-ins, a boycott; a text that has changed since."""

import datetime as dt

from events.actions.campaign import CampaignDetails, create_campaign, publish_campaign
from events.actions.campaign_parts import (
    Citation,
    add_demand,
    add_milestone,
    add_target,
    edit_demand,
    edit_target,
)
from events.actions.occurrence import cancel_occurrence, change_place, move_occurrence, postpone_occurrence
from events.actions.place import find_or_add_place
from events.actions.signature import list_names
from events.actions.whereabouts import Where
from events.demo.stage import Stage
from events.demo.statements import endorse, mark, publish_text, revise
from events.demo.towns import TOWNS, at
from events.models import Call, Campaign

RALLY = "On the day of action we call on every city to rally at its town hall"
TEACH_INS = "We call for teach-ins on campuses all through that week"
BOYCOTT = "We call for a boycott of Halden Pharmacies until the closures are withdrawn."
ENDORSERS = (
    "Ashfold Students’ Council",
    "Birkhollow Mothers",
    "Dockers’ Choir of Brackwater",
    "Elmstow School Parents",
    "Kestrel Hill Parish",
    "Local 9 of the Vexford Cooks",
    "Marlmouth Swimming Club",
    "Pell Pharmacists in Exile",
    "Quarry Banks Pensioners",
    "Union of Night Porters",
    "Yarrow Mills Weavers",
)
TWO_HOURS = dt.timedelta(hours=2)
BRING = """Bring a sign, a neighbour, something warm.

Legal support: **555 0142**, from 16:00. Stewards wear green. Photographs only from behind, please."""


def build_clinics(stage: Stage) -> None:
    statement = publish_text(stage, "clinics", "clinics-1", days_ago=19)
    day = stage.day_of_action
    now = stage.ago(days=19)
    rally = mark(
        statement,
        RALLY,
        title="Rally at every town hall",
        asks_for="protest",
        now=now,
        window_start_on=day,
        window_end_on=day,
    )
    teach_ins = mark(
        statement,
        TEACH_INS,
        title="A week of teach-ins",
        asks_for="teach-in",
        now=now,
        window_start_on=day - dt.timedelta(days=5),
        window_end_on=day + dt.timedelta(days=1),
    )
    boycott = mark(statement, BOYCOTT, title="Boycott Halden Pharmacies", asks_for="boycott", now=now)
    campaign = _boycott_halden(stage, boycott)
    _thirty_towns(stage, rally)
    _teach_ins(stage, teach_ins)
    _pickets(stage, boycott, campaign)
    statement = revise(stage, statement, "clinics-2", note="Two more clinics were closed in the meantime.", days_ago=3)
    list_names(statement, names=ENDORSERS, role="endorser", by=None)
    endorse(stage, statement, "students", "tenants", "river", days_ago=2)


def _thirty_towns(stage: Stage, call: Call) -> None:
    for number, (town, hour, place, title) in enumerate(TOWNS):
        event = stage.post(
            "tenants" if town == "Dunmoor" else "clinics",
            on=stage.day_of_action,
            at=hour,
            lasts=TWO_HOURS if hour and number % 3 == 0 else None,
            place=f"{place}, {town}" if place else "",
            where={} if place else {"public_area": town},
            calls=(call,),
            kind="rally",
            title=title,
            summary=f"{town} rallies at its town hall and reads aloud the names of the clinics that are gone.",
            description=(
                "We gather, hear three nurses and a doctor from the closed ward, and walk to the town hall. "
                "The march is 1.2 km, flat, and slow enough for everyone."
            ),
            safety=BRING,
            accessibility={"step-free": "yes", "children": "yes", "toilet": "no"}
            if number % 2
            else {"step-free": "yes", "sign-language": "yes", "seats": "yes", "children": "yes", "toilet": "no"},
        )
        date = event.occurrences.get()
        if town == "Garrowby":
            cancel_occurrence(
                date, note="The Market Cross is a building site. Garrowby goes to Fenwater.", by=None, now=stage.now
            )
        if town == "Coldspring":
            move_occurrence(
                date,
                start_on=date.start_on,
                start_time=at(18, 30),
                duration=None,
                note="So that the late shift can come.",
                by=None,
                now=stage.now,
            )
        if town == "Brackwater":
            elsewhere = find_or_add_place(event.organization, text="Boat shed 3, Ferry Road, Brackwater")
            change_place(date, where=Where(place=elsewhere), note="It will rain.", by=None, now=stage.now)


def _teach_ins(stage: Stage, call: Call) -> None:
    monday = stage.day_of_action - dt.timedelta(days=5)
    weekly = stage.post(
        "students",
        on=monday + dt.timedelta(days=1),
        at=at(19),
        lasts=dt.timedelta(minutes=90),
        rule="FREQ=WEEKLY;BYDAY=TU",
        until=monday + dt.timedelta(days=71),
        calls=(call,),
        where={"attendance": "online", "online_url": "https://meet.example/whose-health"},
        kind="teach-in",
        title="Whose health? A reading group with nurses from five cities",
        summary="One text, one nurse, ninety minutes, every Tuesday.",
        description="You need not have read the text. The link comes with your confirmation.",
        accessibility={"captions": "yes", "sign-language": "yes", "free": "yes"},
    )
    second, third = weekly.occurrences.order_by("original_on")[1:3]
    move_occurrence(
        second,
        start_on=second.start_on + dt.timedelta(days=1),
        start_time=at(19),
        duration=second.duration,
        note="Tuesday is a holiday.",
        by=None,
        now=stage.now,
    )
    cancel_occurrence(third, note="The reading group goes to the hearing instead.", by=None, now=stage.now)
    potluck = stage.post(
        "students",
        on=monday + dt.timedelta(days=3),
        at=at(18),
        lasts=TWO_HOURS,
        calls=(call,),
        place="Falls Public Library, Room B, Carrow Falls",
        kind="teach-in",
        title="Teach-in and potluck: what a ward costs",
        accessibility={"step-free": "yes", "children": "yes", "toilet": "yes"},
    )
    postpone_occurrence(potluck.occurrences.get(), note="The library has a burst pipe.", by=None, now=stage.now)
    stage.post(
        "students",
        on=monday + dt.timedelta(days=2),
        at=None,
        calls=(call,),
        where={"attendance": "online", "online_url": "https://meet.example/panel"},
        kind="panel",
        title="Who owns the land under a hospital, who sold it, and who was asked about it at all, town by town?",
    )
    stage.post(
        "students",
        on=monday + dt.timedelta(days=2),
        hours="all-day",
        lasts=dt.timedelta(days=3),
        calls=(call,),
        place="The lawn before the Old Library, Hexley Cross",
        kind="occupation",
        title="Campus camp: three days of open lessons",
        description="Tents, a kitchen, a timetable on a bedsheet. Come for an hour or for three days.",
    )
    stage.post(
        "clinics",
        on=stage.day_of_action - dt.timedelta(days=1),
        at=at(19, 30),
        lasts=TWO_HOURS,
        calls=(call,),
        place="Union Hall, Eastlake Haven",
        kind="screening",
        title="The Last Ward, and a talk after it",
        where={"attendance": "both", "online_url": "https://meet.example/last-ward", "capacity_in_person": 60},
    )


def _boycott_halden(stage: Stage, call: Call) -> Campaign:
    now, start = stage.ago(days=18), stage.on(-18)
    campaign = create_campaign(
        stage.groups["clinics"],
        details=CampaignDetails(
            kind="boycott",
            title="Halden Pharmacies",
            start_on=start,
            calls=(call,),
            summary="Until the closures are withdrawn, we buy elsewhere.",
            description="Nobody has to go without medicine: where Halden is the only pharmacy in town, buy there what "
            "you need and nothing else. Tell the people at the counter that it is not about them.",
        ),
        by=None,
        now=now,
        is_example=True,
    )
    report = Citation(
        title="County land register, sheets 14 to 19", url="https://register.example/halden", read_on=stage.on(-25)
    )
    letter = Citation(
        title="Halden Pharmacies: annual report", url="https://halden.example/report", read_on=stage.on(-24)
    )
    add_target(
        campaign,
        name="Halden Pharmacies",
        kind="company",
        sources=[report, letter],
        since=start,
        by=None,
        reason="Bought the land under six closed clinics before the closures were announced.",
        now=now,
    )
    brand = add_target(
        campaign,
        name="Haldenette creams",
        kind="brand",
        sources=[letter],
        since=start,
        by=None,
        reason="Made by a daughter company of Halden Pharmacies.",
        now=now,
    )
    edit_target(
        brand,
        name=brand.name,
        kind=brand.kind,
        reason=brand.reason,
        state="sold",
        since=stage.on(-4),
        by=None,
        now=stage.ago(days=4),
    )
    for asked, of_whom in (
        ("Give back the six plots for what was paid for them", "Halden Pharmacies"),
        ("Publish who asked for the closures", "the county"),
        ("No new branch within sight of a closed clinic", "Halden Pharmacies"),
    ):
        demand = add_demand(campaign, asked=asked, of_whom=of_whom, by=None, now=now)
    edit_demand(
        demand,
        asked=demand.asked,
        of_whom=demand.of_whom,
        status="met",
        since=stage.on(-4),
        by=None,
        now=stage.ago(days=4),
    )
    add_milestone(
        campaign,
        title="Halden’s shareholders meet",
        on=stage.on(38),
        by=None,
        now=now,
        note="We will be outside, with the six ground plans.",
    )
    return publish_campaign(campaign, by=None, now=now)


def _pickets(stage: Stage, call: Call, campaign: Campaign) -> None:
    stage.post(
        "clinics",
        on=stage.weekday(5, after=2),
        at=at(12),
        lasts=TWO_HOURS,
        rule="FREQ=WEEKLY;BYDAY=SA",
        until=stage.on(70),
        calls=(call,),
        campaign=campaign,
        place="Halden Pharmacies, 40 Quay Road, Dunmoor",
        kind="picket",
        title="Saturday picket at Halden Pharmacies, Quay Road",
        description="We hand out the address of the other pharmacy. We do not stand in the doorway.",
    )
