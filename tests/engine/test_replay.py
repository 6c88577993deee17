import json

import pytest

from benchmarks.replay import History, least_waiting, ours, outcome, read_history, replay, summed_score


def line(came: str, state: str, *subjects: dict, **more: object) -> dict:
    return {"id": 1, "requestAt": came, "state": state, "subjects": list(subjects), **more}


def offer(name: str, lowest: int, highest: int) -> dict:
    return {"name": name, "minGrade": lowest, "maxGrade": highest}


@pytest.fixture
def history(tmp_path) -> History:
    both = {"name": "Mathematik", "mandatory": True}, {"name": "Englisch"}
    asks = line("2023-01-01 12:00:00.5", "nw", *both, grade="9. Klasse")
    asks_later = line("2023-01-02 12:00:00.5", "by", *both, grade="5. Klasse")
    helps_the_younger = line("2023-01-01 13:00:00.5", "nw", offer("Mathematik", 1, 6), offer("Englisch", 1, 6))
    helps_the_elder = line("2023-01-03 12:00:00.5", "nw", offer("Mathematik", 7, 13))
    (tmp_path / "pupils.json").write_text(json.dumps([asks, asks_later]))
    (tmp_path / "tutors.json").write_text(json.dumps([helps_the_younger, helps_the_elder]))
    return read_history(tmp_path)


@pytest.mark.parametrize("policy", [ours, summed_score])
def test_a_round_every_day_pairs_whoever_is_there_at_their_school_year(history, policy):
    pairs = replay(history, policy, every=1, first=1)

    assert [(pair.request.id, pair.volunteer.id, round(pair.waited, 3)) for pair in pairs] == [
        (1, 0, 0.5),
        (0, 1, 2.5),
    ]
    assert round(least_waiting(history, every=1, first=1), 3) == 1.5


def test_the_outcome_tells_days_coverage_and_state(history):
    found = outcome(replay(history, ours, every=10, first=1), seconds=1)

    assert round(found.mean, 3) == 10.0
    assert (found.coverage, found.same_state, found.placed) == (0.75, 0.5, 2)
