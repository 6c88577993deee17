"""Delivering letters. The letter's row decides; running twice does no harm."""


def deliver_letter(letter_id: int) -> None:
    """The letter is sent, or will be tried again later."""


def sweep_letters() -> None:
    """Every letter that is due has been tried, also when its bell was missed."""
