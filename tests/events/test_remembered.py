import datetime as dt
import json

from hypothesis import given
from hypothesis import strategies as st

from events.remembered import Remembered

STORED = st.builds(
    Remembered,
    state=st.sampled_from(["scheduled", "postponed", "cancelled"]),
    start_on=st.dates(),
    start_time=st.none() | st.times().map(lambda time: time.replace(second=0, microsecond=0)),
    hours=st.sampled_from(["timed", "all-day", "tba"]),
    duration=st.none() | st.integers(1, 10_000).map(lambda minutes: dt.timedelta(minutes=minutes)),
    zone=st.just("Asia/Beirut"),
    attendance=st.sampled_from(["in-person", "online", "both"]),
    place=st.text(max_size=20),
    public_area=st.text(max_size=20),
    place_is_pending=st.booleans(),
    online_url=st.text(max_size=20),
)


@given(STORED)
def test_what_is_remembered_is_read_back_as_it_was(remembered):
    assert Remembered.from_json(json.loads(json.dumps(remembered.as_json()))) == remembered
