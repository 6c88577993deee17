from maatje.audit.services import ChangedMeanwhile
from maatje.schools.models import School
from maatje.sweeping import each_by_itself
from tests.factories import make_school


def test_a_row_that_fails_or_that_somebody_is_at_stops_no_other(app, logged):
    schools = [make_school() for _ in range(4)]
    ids = [school.id for school in schools]

    def rename(school):
        school.name = "Anders"
        if school.id == ids[0]:
            raise RuntimeError("a bad row")
        if school.id == ids[1]:
            raise ChangedMeanwhile

    each_by_itself(School, ids, rename)

    assert [school.name == "Anders" for school in schools] == [False, False, True, True]
    assert logged().count("'not_swept'") == 1
    assert f"'row_id': {ids[0]}" in logged()
    assert "a bad row" in logged()
