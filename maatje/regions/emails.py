from maatje.clock import today
from maatje.notifications.services import post_letter
from maatje.regions.queries import administrators, coordinators_of


def tell_if_nobody_coordinates(region_id: int) -> None:
    """Where a region has no coordinator, the administrators hear once a day that something waits; not what."""
    if coordinators_of(region_id):
        return
    for administrator in administrators():
        matter = f"region:{region_id}:{today()}"
        post_letter("region_without_coordinator", administrator, matter, region_id=region_id)
