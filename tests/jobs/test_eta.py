"""Estimates of the remaining time."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from embviz.jobs.eta import EtaEstimator


@given(
    speed=st.floats(0.002, 0.2),
    late=st.floats(0, 60),
    begin=st.floats(0.001, 0.3),
)
def test_constant_speed_gives_the_exact_time(speed, late, begin):
    eta = EtaEstimator()
    assert eta.remaining(late) is None
    fraction, now = begin, late
    while fraction < 1:
        eta.update(fraction, now)
        seconds = eta.remaining(now)
        if now - late > 1 and fraction - begin > 0.01:
            assert seconds == pytest.approx((1 - fraction) / speed, rel=1e-6, abs=1e-6)
            assert eta.remaining(now + 0.2) == pytest.approx(max(seconds - 0.2, 0), abs=0.3)
        fraction, now = fraction + speed * 0.7, now + 0.7


def test_no_estimate_in_the_first_moments():
    eta = EtaEstimator()
    eta.update(0.0, 10.0)
    assert eta.remaining(100.0) is None
    eta.update(0.1, 100.0)
    assert eta.remaining(105.0) is None
    eta.update(0.5, 100.5)
    assert eta.remaining(100.5) is None
    eta.update(0.6, 102.0)
    # 0.5 took 2 s, so 0.4 takes 1.6 s.
    assert eta.remaining(102.0) == pytest.approx(1.6)


def test_the_estimate_grows_when_there_is_no_progress():
    eta = EtaEstimator()
    for second in range(11):
        eta.update(0.02 * (second + 1), float(second))
    assert eta.remaining(10.0) == pytest.approx(39)
    # After 90 s more, still at 0.22, the same pace would need 390 s.
    assert eta.remaining(100.0) == pytest.approx(390 / 2)


def test_the_estimate_is_smooth():
    eta, estimates = EtaEstimator(), []
    for tenth in range(1, 200):
        # Ten seconds at one pace, then at a third of it.
        fraction = 0.005 * tenth if tenth <= 100 else 0.5 + 0.005 * (tenth - 100) / 3
        eta.update(fraction, tenth / 10)
        estimates.append(eta.remaining(tenth / 10))
    steps = np.abs(np.diff([seconds for seconds in estimates if seconds is not None]))
    assert steps.max() < 0.5
