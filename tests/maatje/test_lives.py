"""Who may make which step in each life, written once more: a step that opens to somebody else turns this red."""

import pytest

from maatje.life import Actor, MoveNotAllowed
from maatje.pairings.life import BLOCK_LIFE, PAIRING_LIFE
from maatje.requests.life import REQUEST_LIFE
from maatje.rounds.life import PROPOSAL_LIFE, ROUND_LIFE
from maatje.safety.life import CONCERN_LIFE, REPORT_LIFE
from maatje.volunteers.life import VOLUNTEER_LIFE

TABLE = """
volunteer  unverified        applied    volunteer
volunteer  unverified        stopped    volunteer coordinator clock
volunteer  applied           intake     coordinator
volunteer  applied           active     coordinator
volunteer  applied           rejected   coordinator
volunteer  applied           stopped    volunteer coordinator clock
volunteer  intake            active     coordinator
volunteer  intake            rejected   coordinator
volunteer  intake            stopped    volunteer coordinator clock
volunteer  active            paused     volunteer school family coordinator administrator clock
volunteer  active            stopped    volunteer coordinator clock
volunteer  paused            active     volunteer coordinator
volunteer  paused            stopped    volunteer coordinator clock
volunteer  stopped           intake     coordinator
volunteer  rejected          intake     coordinator

request    awaiting_consent  submitted  school family coordinator
request    awaiting_consent  on_hold    school coordinator
request    awaiting_consent  withdrawn  school family coordinator clock
request    submitted         open       coordinator
request    submitted         on_hold    school coordinator
request    submitted         referred   coordinator
request    submitted         withdrawn  school family coordinator
request    open              proposed   coordinator round
request    open              on_hold    school coordinator
request    open              referred   coordinator
request    open              withdrawn  school family coordinator
request    on_hold           open       coordinator
request    on_hold           referred   coordinator
request    on_hold           withdrawn  school family coordinator
request    referred          open       coordinator
request    proposed          open       volunteer school family coordinator administrator round clock
request    proposed          paired     coordinator
request    proposed          on_hold    school coordinator
request    proposed          withdrawn  school family coordinator
request    paired            open       volunteer school family coordinator clock
request    paired            closed     volunteer school family coordinator

pairing    offered           handover   volunteer
pairing    offered           active     volunteer
pairing    offered           declined   volunteer
pairing    offered           lapsed     clock
pairing    offered           ended      volunteer school family coordinator
pairing    handover          offered    school coordinator
pairing    handover          active     school coordinator
pairing    handover          declined   volunteer school
pairing    handover          lapsed     clock
pairing    handover          ended      volunteer school family coordinator
pairing    active            paused     volunteer school family coordinator clock
pairing    active            ended      volunteer school family coordinator
pairing    paused            active     volunteer school coordinator
pairing    paused            ended      volunteer school family coordinator

proposal   pending           kept       coordinator
proposal   pending           approved   coordinator
proposal   pending           rejected   coordinator
proposal   pending           replaced   coordinator round
proposal   pending           void       volunteer school family coordinator administrator clock
proposal   kept              pending    coordinator
proposal   kept              replaced   coordinator
proposal   kept              approved   coordinator
proposal   kept              rejected   coordinator
proposal   kept              void       volunteer school family coordinator administrator clock

round      queued            running    round
round      running           running    round
round      running           ready      round
round      running           failed     round

concern    new               called     school coordinator
concern    called            closed     school coordinator

report     open              unfounded  coordinator
report     open              spoken     coordinator
report     open              stopped    coordinator

block      standing          lifted     coordinator
"""
SAFETY = (CONCERN_LIFE, REPORT_LIFE, BLOCK_LIFE)
LIVES = {
    life.name: life for life in (VOLUNTEER_LIFE, REQUEST_LIFE, PAIRING_LIFE, PROPOSAL_LIFE, ROUND_LIFE, *SAFETY)
}
STEPS = {tuple(line.split()[:3]): set(line.split()[3:]) for line in TABLE.splitlines() if line}


@pytest.mark.parametrize("name", LIVES)
def test_each_step_is_made_by_those_in_the_table_and_by_nobody_else(name):
    life = LIVES[name]
    for here in life.moves:
        for there in type(here):
            may = STEPS.get((name, here, there), set())
            for actor in Actor:
                assert life.allows(here, there, actor) is (actor in may), f"{here} to {there} by {actor}"
                if actor not in may:
                    with pytest.raises(MoveNotAllowed):
                        life.check(here, there, actor)


def test_the_table_has_no_step_that_no_life_has():
    assert STEPS.keys() == {
        (life.name, here, there)
        for life in LIVES.values()
        for here, moves in life.moves.items()
        for there in moves
    }
