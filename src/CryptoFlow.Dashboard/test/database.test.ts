import assert from 'node:assert/strict';
import { test } from 'node:test';
import { daysOf, hourCount, slotsOf } from '../src/database/hours';
import { ZoneClock } from '../src/time/zone';

const hour = 3_600_000;
const from = Date.UTC(2026, 2, 25, 13);
const at = (index: number, waits: number) => ({ time: from + index * hour, waits, timeouts: Math.min(waits, 1), maxMs: waits * 10 });

test('An hour without a row counts as an hour in which the program did not run', () => {
  const slots = slotsOf(from, [at(-1, 9), at(0, 0), at(2, 5), at(hourCount, 9)]);
  assert.equal(slots.length, hourCount);
  assert.deepEqual(slots.slice(0, 4).map((slot) => slot?.waits ?? null), [0, null, 5, null]);
  assert.equal(slots.at(-1), null);
});

test('The hours of the picture add up to days of the zone, also in the night of a clock change', () => {
  const slots = slotsOf(from, Array.from({ length: hourCount }, (_, index) => at(index, 1)));
  const days = daysOf(from, slots, new ZoneClock('Europe/Berlin'));
  assert.deepEqual(days.slice(0, 5).map(({ date, ran, waits, first }) => [date, ran, waits, first]),
    [['25 Mar 2026', 10, 10, 0], ['26 Mar 2026', 24, 24, 10], ['27 Mar 2026', 24, 24, 34], ['28 Mar 2026', 24, 24, 58], ['29 Mar 2026', 23, 23, 82]]);
  assert.equal(days.reduce((sum, day) => sum + day.timeouts, 0), hourCount);
  assert.equal(days[0]!.maxMs, 10);
});
