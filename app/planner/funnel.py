"""What the rates, lags and yields say, whatever the goal."""

from dataclasses import dataclass

import numpy as np

from app.planner.inputs import Inputs
from app.planner.rounding import Array, Flags


@dataclass(frozen=True)
class Funnel:
    """What the rates and yields say, whatever the goal.

    Attributes:
        to_deal: deals per entry into each stage, (B, C, N); 1 for the deal itself.
        days_to_deal: days from each stage to the deal, (B, C, N).
        enters: deals per entry at each channel's entry stage, (B, C).
        per_unit: entries per unit of activity, (B, C).
        paid_per_unit: paid units per unit of activity, (B, C).
        passes: whether a channel's buyers pass a stage, (C, N).
    """

    to_deal: Array
    days_to_deal: Array
    enters: Array
    per_unit: Array
    paid_per_unit: Array
    passes: Flags


def days_to_deal_of(inputs: Inputs) -> Array:
    """Sums of lags from each stage to the deal, (B, C, N)."""
    days = np.zeros((*inputs.lags.shape[:-1], inputs.lags.shape[-1] + 1))
    np.add.accumulate(inputs.lags[..., ::-1], axis=-1, out=days[..., -2::-1])
    return days


def funnel_of(inputs: Inputs) -> Funnel:
    """Products of rates and sums of lags from each stage to the deal."""
    stages = inputs.rates.shape[-1] + 1
    to_deal = np.ones((*inputs.rates.shape[:-1], stages))
    np.multiply.accumulate(inputs.rates[..., ::-1], axis=-1, out=to_deal[..., -2::-1])
    channel = np.arange(inputs.enters.size)
    so_far = np.ones((*inputs.yields.shape[:-1], inputs.yields.shape[-1] + 1))
    np.multiply.accumulate(inputs.yields, axis=-1, out=so_far[..., 1:])
    return Funnel(
        to_deal=to_deal,
        days_to_deal=days_to_deal_of(inputs),
        enters=to_deal[:, channel, inputs.enters],
        per_unit=so_far[..., -1],
        paid_per_unit=so_far[:, channel, inputs.paid],
        passes=np.arange(stages) >= inputs.enters[:, None],
    )
