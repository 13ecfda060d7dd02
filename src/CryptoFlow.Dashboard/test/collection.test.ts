import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { LedgerGap, SeriesHealth } from '../src/api/collection';
import { buckets, coverage, share, stateOf } from '../src/collection/coverage';

const hour = 3_600_000;

const series: SeriesHealth = {
  exchange: 'binance', symbol: 'BTCUSDT', tf: 60, rows: 90, oldestTime: 10 * hour, newestTime: 99 * hour, collected: true, lagCandles: 0, openGaps: 1, confirmedMissing: 1, status: 'ok',
};

const gap = (from: number, to: number, verdict: string, beforeListing = false): LedgerGap => ({
  exchange: 'binance', symbol: 'BTCUSDT', tf: 60, from: from * hour, to: to * hour, candles: to - from, verdict, beforeListing, reason: null,
});

test('columns cover the range without a hole or an overlap', () => {
  const columns = buckets(10 * hour, 100 * hour, 7);
  assert.equal(columns.length, 7);
  assert.equal(columns[0]!.from, 10 * hour);
  assert.equal(columns.at(-1)!.to, 100 * hour);
  columns.slice(1).forEach((column, index) => assert.equal(column.from, columns[index]!.to));
});

test('every candle counts in exactly one column, for any number of columns', () => {
  for (const count of [1, 3, 7, 48, 200]) {
    const cells = coverage(series, [gap(20, 30, 'open'), gap(50, 53, 'confirmed_missing')], buckets(0, 120 * hour, count));
    const sum = (of: (cell: typeof cells[number]) => number): number => cells.reduce((total, cell) => total + of(cell), 0);
    assert.equal(sum(({ expected }) => expected), 90);
    assert.equal(sum(({ missing }) => missing), 10);
    assert.equal(sum(({ lost }) => lost), 3);
  }
});

test('a gap before the oldest candle is missing, unless the contract was not listed yet', () => {
  const columns = buckets(0, 10 * hour, 1);
  assert.equal(stateOf(coverage(series, [], columns)[0]!), 'none');
  assert.equal(stateOf(coverage(series, [gap(0, 10, 'confirmed_missing', true)], columns)[0]!), 'none');
  const [cell] = coverage(series, [gap(0, 10, 'open')], columns);
  assert.equal(stateOf(cell!), 'missing');
  assert.equal(share(cell!), 0);
});

test('the state of a cell is the worst state of its candles', () => {
  const [cell] = coverage(series, [gap(20, 21, 'open'), gap(22, 23, 'confirmed_missing')], buckets(10 * hour, 60 * hour, 1));
  assert.equal(stateOf(cell!), 'missing');
  assert.equal(share(cell!), 0.96);
  assert.equal(stateOf(coverage(series, [gap(22, 23, 'unreadable')], buckets(10 * hour, 60 * hour, 1))[0]!), 'lost');
  assert.equal(stateOf(coverage(series, [], buckets(10 * hour, 60 * hour, 1))[0]!), 'complete');
});

test('a series without candles expects none', () => {
  assert.equal(stateOf(coverage({ ...series, oldestTime: null, newestTime: null }, [], buckets(0, hour, 1))[0]!), 'none');
});
