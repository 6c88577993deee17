"""The finder of guards finds each kind, in code made for it; what it does not see is never taken out."""

from pathlib import Path

from benchmarks.guards import Reading, guards_in, guards_of, sights_in
from maatje.config import ROOT

CODE = """
def rows_visible_to(viewer: Viewer) -> Select[Row]:
    if viewer.role is Role.VOLUNTEER:
        return select(Row).where(false())
    return select(Row).where(Row.region_id.in_(regions_of(viewer)), Row.is_active)

@bp.get("/rijen/<int:row_id>")
@requires(Permission.VIEW_ROWS, fresh=True)
def show_row(row_id):
    row = db.one_or_404(rows_visible_to(current_user).where(Row.id == row_id))
    if row.is_gone:
        abort(404)
    return row

ROW_LIFE = Life("row", {S.NEW: {S.OLD: by(Actor.SCHOOL)}})
"""


def found_in(code):
    reading = Reading(Path("maatje/rows/views.py"), code)
    return list(guards_of(reading, sights_in([reading])))


def test_each_kind_of_guard_is_found():
    found = {(guard.function, guard.kind, CODE[guard.start : guard.end]) for guard in found_in(CODE)}

    assert found == {
        ("show_row", "open to all signed in", "Permission.VIEW_ROWS"),
        ("show_row", "open to everybody", "requires(Permission.VIEW_ROWS, fresh=True)"),
        ("show_row", "need not be fresh", "True"),
        ("show_row", "does not refuse", "abort(404)"),
        ("show_row", "is not narrowed", "rows_visible_to(current_user)"),
        ("rows_visible_to", "finds everybody's", "Row.region_id.in_(regions_of(viewer))"),
        ("rows_visible_to", "finds everybody's", "false()"),
        ("rows_visible_to", "is for every role", "viewer.role is Role.VOLUNTEER"),
        ("S.NEW to S.OLD", "made by anybody", "by(Actor.SCHOOL)"),
    }


def test_what_is_left_without_a_guard_is_code_and_differs():
    guards = guards_in(ROOT)
    names = {guard.name for guard in guards}

    assert len(names) == len(guards) > 450
    for guard in guards:
        source = (ROOT / guard.path).read_text()
        without = guard.taken_out(source)
        assert without != source, guard.name
        compile(without, guard.name, "exec")
