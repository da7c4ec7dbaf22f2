"""Places that are followed round after round, each between two points, until the figure there is what is wanted or nothing fits between."""

from collections.abc import Callable

import numpy as np

from app.planner.rounding import Array, Flags
from app.planner.scenario import SMALLEST_NUMBER
from app.questions.solving.rows import AIM, Places, Row, Sought, between, by_ratios, inside, signs_of, take

Ask = Callable[[Places, Array], Array]
"""Figures of seeks (n,) at points (n, m), of the same shape; NaN where there is no value."""

ACCEPTED = 1e-9
"""Of the wanted value: what counts as reached."""
FURTHER = 1e6
"""Times the largest figure: what is wanted beyond that waits, as two figures would miss it by distances that are the same number."""
NARROW = 4 * float(np.finfo(float).eps)
POINTS = 64
"""Points of a round for a seek with hardly any beside it."""
HUNTS = 6
"""Rounds around the nearest point where nothing crosses, and towards the edge of a level stretch."""


class Followed:
    """The state of the places that are followed, one or more for each of K seeks; n of them.

    One is `crossing` between `near` (nearer to now) and `far`, with a `third` point beyond one of them; or at the `edge` of a level
    stretch, of which `far` is a solution; or at the `brink` of where the figure has no value, `near` with one and `far` without; or
    `hunting` around its best point `far`, between `near` and `third`. A `spare` one is followed only as long as nothing nearer to now is
    found.
    """

    def __init__(self, ask: Ask, question: Sought, owner: Places) -> None:
        count = len(owner)
        self.ask, self.owner = ask, owner
        self.wanted, self.now, self.scale = question.wanted[owner], question.now[owner], question.scale[owner]
        self.aim, self.at_last = AIM * np.abs(self.wanted), question.at_last[owner]
        self.points = np.full((3, count), np.nan)  # near, far, third
        self.gaps = np.full((3, count), np.nan)
        self.kind = np.full(count, "done", dtype="U8")
        self.value, self.gap = self.now.copy(), np.full(count, np.nan)
        self.jumps = np.zeros(count, dtype=bool)
        self.spare = np.zeros(count, dtype=bool)
        self.hunted = np.zeros(count, dtype=np.intp)
        self.few = question.few
        self.hunts = HUNTS if question.few else 2 * HUNTS
        self.rounds, self.lanes = 0, 0

    def asked(self, seeks: Places, points: Array) -> Array:
        """How far the figure is from what is wanted, (n, m)."""
        self.rounds += 1
        self.lanes += points.size
        figures = self.ask(self.owner[seeks], points)
        further = np.sign(self.at_last - self.wanted)[seeks, None]
        past = (figures - self.wanted[seeks, None]) * further > 0
        for owner in np.unique(self.owner[seeks[past.any(axis=1)]]):
            largest = np.abs(figures[past & (self.owner[seeks] == owner)[:, None]]).max()
            self._look_further(self.owner == owner, FURTHER * float(largest))
        gaps: Array = figures - self.wanted[seeks, None]
        return gaps

    def _look_further(self, which: Flags, most: float) -> None:
        """Look for what is wanted at last, or as far as is of use, where the figure goes beyond what was looked for so far."""
        further = np.clip(self.at_last[which], -most, most)
        shift = self.wanted[which] - further
        self.gaps[:, which] += shift
        self.gap[which] += shift
        self.wanted[which], self.scale[which] = further, np.abs(further)
        self.aim[which] = AIM * self.scale[which]

    def look(self, seeks: Places, points: Array, gaps: Array) -> None:
        """What a sorted row (n, G) shows: the crossing nearest to now; else the best point, to hunt around."""
        row = Row(points, gaps, self.aim[seeks], self.now[seeks], few=self.few)
        self.start(seeks, row, np.argmin(row.off, axis=1), np.isfinite(row.off.min(axis=1)))

    def start(self, seeks: Places, row: Row, place: Places, follow: Flags, brink: Flags | None = None) -> None:
        """Follow the crossing after `place`, or the brink there; else settle on the best point and hunt where that is no solution."""
        best = row.best
        self.settle(seeks, take(row.points, best), take(row.gaps, best))
        self.kind[seeks] = "done"
        self._follow(seeks[follow], row.points[follow], row.gaps[follow], place[follow])
        hunts = ~follow & ~row.zero.any(axis=1) & ~np.isnan(row.gaps).all(axis=1)
        if brink is not None:
            hunts &= ~brink
            self._approach(seeks[brink], row.points[brink], row.gaps[brink], place[brink])
        self._hunt(seeks[hunts], row.points[hunts], row.gaps[hunts], best[hunts])

    def settle(self, seeks: Places, value: Array, gap: Array) -> None:
        """The answer so far."""
        self.value[seeks], self.gap[seeks] = value, gap

    def _follow(self, seeks: Places, points: Array, gaps: Array, place: Places) -> None:
        """Stand on both sides of the crossing between `place` and the next point of each row."""
        first, last = take(points, place), take(points, place + 1)
        zero = np.abs(gaps) <= self.aim[seeks, None]
        ahead = np.abs(first - self.now[seeks]) <= np.abs(last - self.now[seeks])
        at_edge = take(zero.astype(float), place) + take(zero.astype(float), place + 1) > 0
        ahead = np.where(at_edge, take(zero.astype(float), place + 1) > 0, ahead)
        near, far = np.where(ahead, place, place + 1), np.where(ahead, place + 1, place)
        last_place = points.shape[1] - 1
        beyond = np.where(place + 2 <= last_place, place + 2, np.maximum(place - 1, 0))
        for position, at in enumerate((near, far, beyond)):
            self.points[position, seeks], self.gaps[position, seeks] = take(points, at), take(gaps, at)
        self.kind[seeks] = np.where(at_edge, "edge", "crossing")
        self.settle(seeks, self.points[1, seeks], self.gaps[1, seeks])

    def _approach(self, seeks: Places, points: Array, gaps: Array, place: Places) -> None:
        """Stand on both sides of where the figure ends after `place`; the third point is the next one that may have a value."""
        ends = np.isnan(take(gaps, place + 1))
        last = points.shape[1] - 1
        beyond = np.where(ends, np.maximum(place - 1, 0), np.minimum(place + 2, last))
        for position, at in enumerate((np.where(ends, place, place + 1), np.where(ends, place + 1, place), beyond)):
            self.points[position, seeks], self.gaps[position, seeks] = take(points, at), take(gaps, at)
        self.kind[seeks] = "brink"

    def _hunt(self, seeks: Places, points: Array, gaps: Array, best: Places) -> None:
        """Stand on the best point, between its neighbours."""
        places = np.maximum(best - 1, 0), best, np.minimum(best + 1, points.shape[1] - 1)
        for position, at in enumerate(places):
            self.points[position, seeks], self.gaps[position, seeks] = take(points, at), take(gaps, at)
        self.kind[seeks] = "hunting"

    def advance(self, most: int) -> None:
        """One round: every seek that is not done gets as many points as a batch has room for."""
        closing = np.flatnonzero((self.kind == "crossing") | (self.kind == "edge"))
        hunting, brinks = np.flatnonzero(self.kind == "hunting"), np.flatnonzero(self.kind == "brink")
        each = int(min(max(most // (len(closing) + len(hunting) + len(brinks)), 1), POINTS))
        points = np.concatenate(
            [self._between_points(closing, each), self._hunting_points(hunting, each), self._brink_points(brinks, each)]
        )
        gaps = self.asked(np.concatenate([closing, hunting, brinks]), points)
        begin, end = len(closing), len(closing) + len(hunting)
        self._narrow(closing, points[:begin], gaps[:begin])
        self._hunt_on(hunting, points[begin:end], gaps[begin:end])
        self._approach_on(brinks, points[end:], gaps[end:])

    def leave_spare(self) -> None:
        """Give up what is spare where a solution is known that is at least as near to now."""
        spare = self.spare & (self.kind != "done")
        exact = (self.kind == "done") & (np.abs(self.gap) <= ACCEPTED * self.scale)
        if not spare.any() or not exact.any():
            return
        known = np.full(int(self.owner.max()) + 1, np.inf)
        np.minimum.at(known, self.owner[exact], np.abs(self.value - self.now)[exact])
        off = np.where(self.kind == "brink", np.abs(self.points[:2] - self.now).min(axis=0), np.inf)
        self.kind[spare & (known[self.owner] <= off) & np.isfinite(known[self.owner])] = "done"

    def _between_points(self, seeks: Places, each: int) -> Array:
        near, far = self.points[0, seeks], self.points[1, seeks]
        if each == 1:
            return np.where(self.kind[seeks, None] == "edge", between(near, far, np.array([0.5])), self._guess(seeks)[:, None])
        clustered = each // 2 if each > 3 else 1
        steps = 8.0 ** -np.arange(1, (clustered - 1) // 2 + 1)
        offsets = np.concatenate([[0.0], steps, -steps])
        around = self._guess(seeks)[:, None] + (far - near)[:, None] * offsets
        parts = np.linspace(0, 1, each - offsets.size + 2)[1:-1]
        return np.concatenate([inside(around, near[:, None], far[:, None]), between(near, far, parts)], axis=1)

    def _guess(self, seeks: Places) -> Array:
        """Chandrupatla's next point: inverse quadratic interpolation through three where the figure is straight enough, else the middle."""
        near, far, third = self.points[:, seeks]
        by_near, by_far, by_third = self.gaps[:, seeks]
        close = np.abs(third - far) < np.abs(third - near)
        one, two = np.where(close, far, near), np.where(close, near, far)
        gap_one, gap_two = np.where(close, by_far, by_near), np.where(close, by_near, by_far)
        with np.errstate(all="ignore"):
            xi, phi = (one - two) / (third - two), (gap_one - gap_two) / (by_third - gap_two)
            safe = (phi**2 < xi) & ((1 - phi) ** 2 < 1 - xi)
            bent = gap_one / (gap_two - gap_one) * by_third / (gap_two - by_third)
            part = bent + (third - one) / (two - one) * gap_one / (by_third - gap_one) * gap_two / (by_third - gap_two)
            least = np.minimum(2 * NARROW * np.abs(one) / np.abs(two - one), 0.5)
            guess = one + np.clip(part, least, 1 - least) * (two - one)
        middle = between(near, far, np.array([0.5]))[:, 0]
        return inside(np.where(safe & np.isfinite(guess), guess, middle), near, far)

    def _narrow(self, seeks: Places, points: Array, gaps: Array) -> None:
        """Keep the first crossing as seen from now."""
        if not len(seeks):
            return
        ends, gaps_there = self.points[:2, seeks].T, self.gaps[:2, seeks].T
        row = np.concatenate([ends[:, :1], points, ends[:, 1:]], axis=1)
        beside = np.concatenate([gaps_there[:, :1], gaps, gaps_there[:, 1:]], axis=1)
        order = np.argsort(np.abs(row - row[:, :1]), axis=1, kind="stable")
        row, beside = np.take_along_axis(row, order, axis=1), np.take_along_axis(beside, order, axis=1)
        signs = signs_of(beside, self.aim[seeks, None])
        found = (signs[:, :-1] * signs[:, 1:] < 0) | ((signs[:, 1:] == 0) & (np.abs(signs[:, :-1]) == 1))
        lost = ~found.any(axis=1)
        place = np.argmax(found, axis=1)
        end = row.shape[1] - 1
        beyond = np.where(place + 2 <= end, place + 2, np.maximum(place - 1, 0))
        for position, at in enumerate((place, place + 1, beyond)):
            self.points[position, seeks], self.gaps[position, seeks] = take(row, at), take(beside, at)
        self._finish(seeks[~lost])
        self._lose(seeks[lost], row[lost], beside[lost])

    def _lose(self, seeks: Places, row: Array, gaps: Array) -> None:
        """Where only a stretch without a value lies between below and above, what is left is the best point."""
        if not len(seeks):
            return
        order = np.argsort(row, axis=1, kind="stable")
        row, gaps = np.take_along_axis(row, order, axis=1), np.take_along_axis(gaps, order, axis=1)
        best = np.argmin(np.where(np.isnan(gaps), np.inf, np.abs(gaps)), axis=1)
        self.settle(seeks, take(row, best), take(gaps, best))
        self._hunt(seeks, row, gaps, best)

    def _finish(self, seeks: Places) -> None:
        """Close the seeks that have arrived, or between whose points nothing fits."""
        near, far = self.points[:2, seeks]
        by_near, by_far = self.gaps[:2, seeks]
        edge = self.kind[seeks] == "edge"
        self.hunted[seeks] += edge
        thin = np.abs(far - near) <= np.maximum(NARROW * np.maximum(np.abs(near), np.abs(far)), SMALLEST_NUMBER * 1e-9)
        thin |= np.maximum(np.abs(near), np.abs(far)) <= 2 * SMALLEST_NUMBER  # below the smallest number there is only 0
        closer = np.abs(by_near) < np.abs(by_far)
        self.settle(seeks, np.where(closer & ~edge, near, far), np.where(closer & ~edge, by_near, by_far))
        arrived = (np.abs(by_far) <= self.aim[seeks]) & ~edge
        done = arrived | thin | (edge & (self.hunted[seeks] > HUNTS + 2))
        short = thin & (np.abs(self.gap[seeks]) > ACCEPTED * self.scale[seeks])
        self.kind[seeks[done]] = "done"
        self.jumps[seeks[short]] = True

    def _brink_points(self, seeks: Places, each: int) -> Array:
        near, far = self.points[:2, seeks]
        return between(near, far, np.linspace(0, 1, each + 2)[1:-1])

    def _approach_on(self, seeks: Places, points: Array, gaps: Array) -> None:
        """Follow what crosses on the way to a brink, or come nearer to it; give up where the figure has hardly moved, or nothing fits."""
        if not len(seeks):
            return
        row = np.concatenate([self.points[:2, seeks].T, points], axis=1)
        beside = np.concatenate([self.gaps[:2, seeks].T, gaps], axis=1)
        order = np.argsort(row, axis=1, kind="stable")
        shown = Row(
            np.take_along_axis(row, order, axis=1),
            np.take_along_axis(beside, order, axis=1),
            self.aim[seeks],
            self.now[seeks],
            few=self.few,
        )
        near, before = self.points[0, seeks], self.gaps[0, seeks]
        self._settle_nearer(seeks, shown)
        self.kind[seeks] = "done"
        follow = np.isfinite(shown.off.min(axis=1))
        place = np.argmin(shown.off, axis=1)
        self._follow(seeks[follow], shown.points[follow], shown.gaps[follow], place[follow])
        rest = ~follow & ~shown.zero.any(axis=1)
        self._approach(seeks[rest], shown.points[rest], shown.gaps[rest], shown.brink_beside(near)[rest])
        self.hunted[seeks] = np.where(follow, 0, self.hunted[seeks] + 1)
        self._stop_at_brink(seeks[rest], before[rest])

    def _settle_nearer(self, seeks: Places, row: Row) -> None:
        """The best point of a row, where it is better than the answer so far."""
        value, gap = take(row.points, row.best), take(row.gaps, row.best)
        nearer = ~(np.abs(gap) >= np.abs(self.gap[seeks]))
        self.settle(seeks[nearer], value[nearer], gap[nearer])

    def _stop_at_brink(self, seeks: Places, before: Array) -> None:
        here, there = self.points[:2, seeks]
        thin = np.abs(there - here) <= NARROW * np.maximum(np.abs(here), np.abs(there))
        moves = np.abs(self.gaps[0, seeks] - before) > 0.01 * np.abs(self.gaps[0, seeks] + self.wanted[seeks])
        self.kind[seeks[thin | ((self.hunted[seeks] >= HUNTS // 2) & ~moves)]] = "done"

    def _hunting_points(self, seeks: Places, each: int) -> Array:
        """Points on both sides of the best; all on one where it stands at an end."""
        left, best, right = self.points[:, seeks]
        wide = np.abs(by_ratios(right) - by_ratios(best)) >= np.abs(by_ratios(best) - by_ratios(left))
        without_left, without_right = np.isnan(self.gaps[0, seeks]), np.isnan(self.gaps[2, seeks])
        wide = np.where(without_left != without_right, without_right, wide)
        if each == 1:
            return between(best, np.where(wide, right, left), np.array([0.5]))
        half = np.linspace(0, 1, each // 2 + 2)[1:-1]
        rest = np.linspace(0, 1, each - each // 2 + 2)[1:-1]
        other = np.where(left == best, right, left)
        ahead, back = between(best, np.where(right == best, left, right), rest), between(best, other, half * 0.97)
        return np.concatenate([back, ahead], axis=1)

    def _hunt_on(self, seeks: Places, points: Array, gaps: Array) -> None:
        """Look at the row again; give up after some rounds, or where nothing fits between."""
        if not len(seeks):
            return
        row = np.concatenate([self.points[:, seeks].T, points], axis=1)
        beside = np.concatenate([self.gaps[:, seeks].T, gaps], axis=1)
        order = np.argsort(row, axis=1, kind="stable")
        before = self.gap[seeks]
        self.look(seeks, np.take_along_axis(row, order, axis=1), np.take_along_axis(beside, order, axis=1))
        self.hunted[seeks] += 1
        left, best, right = self.points[:, seeks]
        thin = right - left <= 1e-12 * np.abs(best)
        # towards a pole the figure goes on growing, though every other point may lie beyond
        moves = np.abs(self.gap[seeks] - before) > 0.01 * np.abs(self.gap[seeks] + self.wanted[seeks])
        moves |= (self.gap[seeks] == before) & np.isnan(gaps).any(axis=1)
        over = (self.kind[seeks] == "hunting") & (thin | ((self.hunted[seeks] >= self.hunts) & ~moves))
        self.kind[seeks[over]] = "done"
        self.hunted[seeks[self.kind[seeks] == "edge"]] = 0
