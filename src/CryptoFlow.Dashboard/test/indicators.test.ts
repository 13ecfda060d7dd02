import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { SeriesId } from '../src/candles/candle';
import { layOut } from '../src/candles/holes';
import { IndicatorFeed } from '../src/indicators/feed';
import { joinRows, missing, rowsOf, spread, trim, valuesAt, type IndicatorPage, type IndicatorRows, type OpenTimes } from '../src/indicators/rows';
import { candles, settle, start, step } from './support';

const at = (index: number): number => start + index * step;
const range = (from: number, to: number): OpenTimes => ({ from: at(from), to: at(to) });

/** A page whose line rises by one at each of the places. */
const page = (places: readonly number[], until: number): IndicatorPage =>
  ({ title: 'Test', lines: ['Line'], times: places.map(at), values: [places], until: at(until) });

const series: SeriesId = { exchange: 'binance', symbol: 'BTCUSDT', minutes: 15 };

test('A row applies until the next row, and there are no values before the first row and after the range', () => {
  const rows = rowsOf(page([10, 13], 16), range(10, 16));
  assert.deepEqual([9, 10, 12, 13, 15, 16].map((index) => valuesAt(rows, at(index))[0]), [null, 10, 10, 13, 13, null]);
});

test('The places of missing candles have no value, and the candles after a hole have theirs', () => {
  const rows = rowsOf(page([10, 13], 30), range(10, 30));
  const { slots } = layOut([...candles(8, 12), ...candles(14, 16)], step);
  assert.deepEqual([...spread(rows, slots)[0]!], [NaN, NaN, 10, 10, NaN, NaN, 13, 13]);
});

test('Only the part that the rows do not cover is requested', () => {
  const rows = rowsOf(page([10], 20), range(10, 20));
  assert.deepEqual(missing(null, at(5), at(8)), { from: at(5), to: at(8) + 1 });
  assert.equal(missing(rows, at(10), at(19)), null);
  assert.deepEqual(missing(rows, at(5), at(19)), range(5, 10));
  assert.deepEqual(missing(rows, at(10), at(20)), { from: at(20), to: at(20) + 1 });
  assert.deepEqual(missing(rows, at(40), at(50)), { from: at(40), to: at(50) + 1 });
});

test('Pages of both ends join, and a page elsewhere takes the place of the rows', () => {
  let rows: IndicatorRows = rowsOf(page([10], 20), range(10, 20));
  rows = joinRows(rows, page([5, 8], 10), range(5, 10));
  rows = joinRows(rows, page([20, 22], 25), range(20, 25));
  assert.deepEqual([rows.from, rows.until, rows.times], [at(5), at(25), [5, 8, 10, 20, 22].map(at)]);
  rows = joinRows(rows, page([100], 120), range(100, 120));
  assert.deepEqual([rows.from, rows.until, rows.times], [at(100), at(120), [at(100)]]);
});

test('Rows outside of the chart are dropped without a change of the values inside', () => {
  const rows = joinRows(rowsOf(page([5, 8, 10], 20), range(5, 20)), page([20, 22], 30), range(20, 30));
  const kept = trim(rows, at(9), at(21));
  assert.deepEqual([kept.from, kept.until, kept.times], [at(9), at(21) + 1, [8, 10, 20].map(at)]);
  assert.deepEqual([9, 10, 20, 21].map((index) => valuesAt(kept, at(index))), [9, 10, 20, 21].map((index) => valuesAt(rows, at(index))));
});

test('The feed requests each part once, and shows no values of a strategy that is no longer chosen', async () => {
  const asked: [string, OpenTimes][] = [];
  const shown: (string | null)[] = [];
  const feed = new IndicatorFeed(series, {
    indicators: (_, strategy, part) => {
      asked.push([strategy, part]);
      return Promise.resolve({ title: strategy, lines: ['Line'], times: [part.from], values: [[1]], until: part.to });
    },
  }, (rows) => shown.push(rows?.title ?? null), () => Promise.resolve());
  feed.cover(at(10), at(19));
  assert.deepEqual(asked, []);
  feed.choose('A');
  feed.choose('B');
  await settle();
  feed.cover(at(5), at(19));
  await settle();
  feed.cover(at(5), at(19));
  await settle();
  assert.deepEqual(asked, [['A', { from: at(10), to: at(19) + 1 }], ['B', { from: at(10), to: at(19) + 1 }], ['B', range(5, 10)]]);
  assert.deepEqual(shown, [null, null, 'B', 'B']);
});

test('The values of a trader that stands still are requested a few times for each candle, not for ever', async () => {
  let asked = 0;
  const feed = new IndicatorFeed(series, {
    indicators: () => {
      asked++;
      return Promise.resolve(page([10], 20));
    },
  }, () => undefined, () => Promise.resolve());
  feed.choose('A');
  feed.cover(at(10), at(20));
  await settle();
  const after = asked;
  await settle();
  assert.equal(asked, after);
  assert.ok(asked <= 6, String(asked));
  feed.cover(at(10), at(21));
  await settle();
  assert.ok(asked > after);
});
