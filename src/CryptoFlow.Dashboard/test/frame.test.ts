import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Health } from '../src/api/health';
import { exact } from '../src/chart/legend';
import { search } from '../src/chart/picker';
import { append, meanBetween, sampleOf, type Sample } from '../src/database/rates';
import { bytes, compact, decimalsOf, duration, signed } from '../src/format/number';
import { formatRoute, home, parseRoute } from '../src/frame/route';
import { openSettings } from '../src/frame/settings';
import { createStore } from '../src/store/store';

test('An address becomes a route, and the route becomes the same address', () => {
  for (const address of ['#/database', '#/chart', '#/chart/binance/BTCUSDT/15m', '#/chart/bitget/%E5%B8%81USDT/1d?at=2024-01-31T12:00:00.000Z'])
    assert.equal(formatRoute(parseRoute(address)), address);
});

test('An invalid address leads to the home view', () => {
  for (const address of ['', '#', '#/nothing', '#/chart/binance', '#/chart/binance/BTCUSDT/2h', '#/chart/binance/%E5%/15m?at=never'].slice(0, 5))
    assert.deepEqual(parseRoute(address), home, address);
  assert.equal(parseRoute('#/chart/BINANCE/btcusdt/15m?at=never').view, 'chart');
});

test('A search finds instruments by any words of exchange and symbol', () => {
  const symbols = { exchanges: { binance: ['BTCUSDT', 'ETHUSDT'], bybit: ['BTCUSDT'] }, timeframes: ['15m'] };
  const found = (text: string): string[] => search(symbols, text).map(({ exchange, symbol }) => `${exchange}:${symbol}`);
  assert.deepEqual(found('btc'), ['binance:BTCUSDT', 'bybit:BTCUSDT']);
  assert.deepEqual(found('Bybit btc'), ['bybit:BTCUSDT']);
  assert.deepEqual(found('binance:eth'), ['binance:ETHUSDT']);
  assert.deepEqual(found('doge'), []);
  assert.equal(found('').length, 3);
});

test('A store reports changes and not equal values', () => {
  const store = createStore({ a: 1, b: 2 });
  const told: number[] = [];
  const end = store.watch(({ a }) => told.push(a));
  store.update({ a: 1 });
  store.update({ a: 2 });
  end();
  store.update({ a: 3 });
  assert.deepEqual(told, [1, 2]);
});

test('Settings are kept, and invalid stored values are ignored', () => {
  const kept = new Map<string, string>();
  const storage = { getItem: (key: string) => kept.get(key) ?? null, setItem: (key: string, value: string) => void kept.set(key, value) };
  openSettings(storage, false).update({ zone: 'Europe/Berlin', theme: 'light' });
  assert.deepEqual([openSettings(storage, false).get().zone, openSettings(storage, false).get().theme], ['Europe/Berlin', 'light']);
  for (const wrong of ['{', '{"zone":"Nowhere/Town","theme":"pink","delta":"x"}', 'null']) {
    kept.set('cryptoflow.settings', wrong);
    assert.deepEqual(openSettings(storage, false).get(), { theme: 'system', zone: 'UTC', delta: true, cumulativeDelta: true, trades: true, indicators: 'traded' });
  }
});

test('Numbers keep their digits', () => {
  assert.equal(exact(1234567.891), '1,234,567.891');
  assert.equal(exact(-0.00001234), '−0.00001234');
  assert.equal(decimalsOf([100, 100.25, 0.1]), 2);
  assert.equal(decimalsOf([1.5e-7]), 8);
  assert.equal(compact(12_345), '12.35K');
  assert.equal(signed(-1.5, 2), '−1.50');
  assert.deepEqual([bytes(512), bytes(4096), bytes(5 * 1024 * 1024)], ['512 B', '4 KB', '5.0 MB']);
  assert.deepEqual([duration(0), duration(0.44), duration(250), duration(3400), duration(180_000)], ['0 ms', '0.4 ms', '250 ms', '3.4 s', '3 min']);
});

const health = (timestamp: string, rows: number, readers: { count: number; meanMs: number }): Health => ({
  timestamp, writer: { rowsWritten: rows }, queue: { depth: 3, lanes: { sync: 3 }, wait: { sync: { count: readers.count, meanMs: readers.meanMs, maxMs: 0 } } },
  readers: { time: { ...readers, maxMs: 0 } }, wal: { pagesMoved: rows },
} as unknown as Health);

test('A sample is the activity between two answers', () => {
  const sample = sampleOf(health('2026-01-01T00:00:00Z', 100, { count: 10, meanMs: 2 }), health('2026-01-01T00:00:02Z', 500, { count: 20, meanMs: 4 }));
  assert.deepEqual([sample.rowsPerSecond, sample.readerMs, sample.laneWaitMs.sync, sample.laneWaitMs.backfill, sample.pagesMovedPerSecond], [200, 6, 6, null, 200]);
});

test('The counters of a restarted server give no rate', () => {
  const sample = sampleOf(health('2026-01-01T00:00:00Z', 100, { count: 10, meanMs: 2 }), health('2026-01-01T00:00:02Z', 5, { count: 1, meanMs: 4 }));
  assert.deepEqual([sample.rowsPerSecond, sample.readerMs, sample.pagesMovedPerSecond], [null, null, null]);
  assert.equal(meanBetween(undefined, { count: 2, meanMs: 3, maxMs: 4 }), 3);
});

test('Samples of a whole day stay bounded', () => {
  let samples: Sample[] = [];
  for (let time = 0; time < 86_400; time++)
    samples = append(samples, { time } as Sample, 300);
  assert.equal(samples.length, 300);
});
