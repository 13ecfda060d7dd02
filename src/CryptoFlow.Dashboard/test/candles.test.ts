import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Candle } from '../src/candles/candle';
import { candlesToCsv } from '../src/candles/csv';
import { cumulativeDelta, dayFigures } from '../src/candles/figures';
import { layOut, maxEmptySlots, verdictOf } from '../src/candles/holes';
import { merge } from '../src/candles/merge';
import { emptyWindow, joined, withNewer, withOlder } from '../src/candles/window';
import { shiftOf } from '../src/chart/shift';
import { candleAt, candles, start, step } from './support';

const places = (list: readonly Candle[]): number[] => list.map(({ time }) => (time - start) / step);

/** Small numbers from a seed, so that a failure can be repeated. */
function* numbers(seed: number): Generator<number> {
  for (let state = seed; ; state = (state * 1_103_515_245 + 12_345) % 2_147_483_648)
    yield state;
}

test('A merged list ascends and has each time once', () => {
  const random = numbers(7);
  const pick = (below: number): number => random.next().value! % below;
  for (let round = 0; round < 300; round++) {
    const some = (): Candle[] => Array.from({ length: 40 }, (_, index) => index).filter(() => pick(3) > 0).map((index) => candleAt(index));
    const [a, b] = [some(), some()];
    const expected = [...new Set([...places(a), ...places(b)])].sort((x, y) => x - y);
    assert.deepEqual(places(merge(a, b)), expected);
  }
});

test('A merge takes the newer value of a candle', () => {
  const merged = merge(candles(0, 3), [candleAt(1, { close: 7 })]);
  assert.deepEqual(merged.map(({ close }) => close), [100, 7, 102]);
});

test('A window that grows to the left drops its newest candles and is no longer at the end', () => {
  const window = withOlder({ candles: candles(10, 20), atStart: false, atEnd: true }, candles(0, 10), true, 15);
  assert.deepEqual([places(window.candles).at(0), places(window.candles).at(-1), window.atStart, window.atEnd], [0, 14, false, false]);
});

test('A window that grows to the right drops its oldest candles and is no longer at the start', () => {
  const window = withNewer({ candles: candles(0, 10), atStart: true, atEnd: false }, candles(10, 20), true, 15);
  assert.deepEqual([places(window.candles).at(0), places(window.candles).at(-1), window.atStart, window.atEnd], [5, 19, false, true]);
});

test('A window joins the newest candles only if the two touch', () => {
  const window = { candles: candles(0, 10), atStart: true, atEnd: false };
  assert.deepEqual(places(joined(window, candles(10, 13), step)!.candles), [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
  assert.deepEqual(places(joined(window, candles(8, 12), step)!.candles).at(-1), 11);
  assert.equal(joined(window, candles(11, 13), step), null);
  assert.equal(joined(emptyWindow, candles(0, 1), step), null);
});

test('A window far in the past does not take the newest candles', () => {
  assert.equal(joined({ candles: candles(0, 10), atStart: true, atEnd: false }, candles(5000, 5010), step), null);
});

test('Each missing candle has an empty slot', () => {
  const { slots, holes } = layOut([...candles(0, 2), ...candles(5, 6)], step);
  assert.deepEqual(slots.map(({ time, candle }) => [(time - start) / step, candle !== null]), [[0, true], [1, true], [2, false], [3, false], [4, false], [5, true]]);
  assert.deepEqual(holes, [{ from: start + 2 * step, to: start + 5 * step, missing: 3, firstSlot: 2, lastSlot: 4, toScale: true }]);
});

test('A long hole has a bounded width and is marked as not to scale', () => {
  const { slots, holes } = layOut([candleAt(0), candleAt(70_000)], step);
  assert.equal(slots.length, maxEmptySlots + 2);
  assert.deepEqual([holes[0]!.missing, holes[0]!.toScale], [69_999, false]);
});

test('A hole has the verdict of the gap that covers most of it', () => {
  const hole = { from: 0, to: 100 };
  const gap = (from: number, to: number, verdict: string) => ({ from, to, candles: 1, verdict, reason: null });
  assert.equal(verdictOf(hole, [gap(0, 20, 'open'), gap(20, 100, 'confirmed_missing')]), 'the exchange has none');
  assert.equal(verdictOf(hole, [gap(100, 200, 'open')]), null);
});

test('A visible slot keeps its place when candles are added and cut around it', () => {
  const slots = (from: number, to: number) => layOut(candles(from, to), step).slots;
  assert.equal(shiftOf(slots(100, 200), slots(0, 150), { from: 10, to: 30 }), 100);
  assert.equal(shiftOf(slots(0, 100), slots(50, 150), { from: 60, to: 90 }), -50);
  assert.equal(shiftOf(slots(100, 200), slots(0, 150), { from: 80, to: 99 }), 100);
  assert.equal(shiftOf(slots(0, 10), slots(500, 510), { from: 0, to: 9 }), 0);
});

test('The figures of 24 hours cover exactly 24 hours', () => {
  const figures = dayFigures(candles(0, 100), step)!;
  assert.deepEqual([figures.last, figures.change, figures.high, figures.low, figures.volume, figures.delta], [199, 199 - 104, 200, 103, 960, 192]);
  assert.equal(dayFigures(candles(0, 95), step), null);
  assert.notEqual(dayFigures(candles(0, 96), step), null);
});

test('Cumulative delta starts again each UTC day, and its value does not depend on older candles', () => {
  const long = cumulativeDelta(candles(0, 200), 15, true);
  assert.deepEqual([long[0]!.sum, long[95]!.sum, long[96]!.sum, long[96]!.isFirst], [2, 192, 2, true]);
  const short = cumulativeDelta(candles(50, 200), 15, false);
  assert.equal(short[0]!.sum, null);
  assert.deepEqual(short.slice(46), long.slice(96));
});

test('CSV has the numbers as the API gave them', () => {
  const text = candlesToCsv([candleAt(0, { open: 0.1 + 0.2, volume: 1e-7 })]);
  assert.equal(text.split('\n')[1], `${start},2024-01-31T00:00:00.000Z,0.30000000000000004,101,99,100,1e-7,6,4,2,3`);
});
