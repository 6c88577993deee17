"""What has been kept long enough."""

from maatje.database import transaction
from maatje.safety import services


def sweep_safety() -> None:
    """Worries and reports are forgotten when their term is over."""
    with transaction():
        services.forget_old()
