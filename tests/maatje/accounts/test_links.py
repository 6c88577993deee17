from datetime import timedelta

import pytest
import time_machine

from maatje.accounts.links import LinkExpired, LinkInvalid, make_token, read_token

DAY = timedelta(days=1)


def test_a_token_gives_back_what_it_was_made_with(app):
    assert read_token("answer_offer", make_token("answer_offer", 42, "x"), DAY) == [42, "x"]


def test_a_token_for_another_purpose_is_invalid(app):
    with pytest.raises(LinkInvalid):
        read_token("hand_over", make_token("answer_offer", 42), DAY)


@pytest.mark.parametrize("token", ["", "x", "a.b", "WzFd.é", "." * 500])
def test_a_tampered_token_is_invalid(app, token):
    with pytest.raises(LinkInvalid):
        read_token("answer_offer", token, DAY)


def test_a_token_is_good_until_its_time_is_over(app):
    with time_machine.travel("2026-11-02 12:00 +0000", tick=False) as clock:
        token = make_token("answer_offer", 42)

        clock.shift(DAY)
        assert read_token("answer_offer", token, DAY) == [42]

        clock.shift(timedelta(seconds=1))
        with pytest.raises(LinkExpired):
            read_token("answer_offer", token, DAY)
