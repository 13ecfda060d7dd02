import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { PaidTrade } from '../src/api/paper';
import { allTrades, equityOf, filterTrades } from '../src/paper/equity';
import { chartAt } from '../src/paper/tables';

const trade = (exitTime: number | null, net: number | null, direction: 'LONG' | 'SHORT' = 'LONG', exitReason: string | null = 'STOP'): PaidTrade => ({
  signalId: null, entryTime: 0, exitTime, direction, entry: 100, stop: 99, tp1: null, tp2: null, tp1Hit: false, exitReason, exitPrice: exitTime === null ? null : 101, pnlPct: null, net, fees: 0,
});

test('the curve adds up the results, with the drawdown from the peak', () => {
  assert.deepEqual(equityOf([trade(10, 100), trade(20, -220), trade(30, 20)], 1000, 0), [
    { time: 0, capital: 1000, drawdown: 0 }, { time: 10, capital: 1100, drawdown: 0 }, { time: 20, capital: 880, drawdown: 0.2 }, { time: 30, capital: 900, drawdown: 200 / 1100 },
  ]);
});

test('trades that close in one candle are one point, and times rise strictly', () => {
  const points = equityOf([trade(10, 1), trade(10, 2), trade(10, -1), trade(20, 5)], 100, 0);
  assert.deepEqual(points.map(({ time, capital }) => [time, capital]), [[0, 100], [10, 102], [20, 107]]);
});

test('an open trade adds no point', () => {
  assert.equal(equityOf([trade(null, null)], 100, 0).length, 1);
});

test('each filter keeps the trades that it names', () => {
  const trades = [trade(1, 5, 'LONG', 'TP2'), trade(2, -5, 'SHORT', 'STOP'), trade(null, null, 'LONG', null)];
  assert.equal(filterTrades(trades, allTrades).length, 3);
  assert.deepEqual(filterTrades(trades, { ...allTrades, direction: 'SHORT' }), [trades[1]]);
  assert.deepEqual(filterTrades(trades, { ...allTrades, result: 'won' }), [trades[0]]);
  assert.deepEqual(filterTrades(trades, { ...allTrades, result: 'lost' }), [trades[1]]);
  assert.deepEqual(filterTrades(trades, { ...allTrades, result: 'open' }), [trades[2]]);
  assert.deepEqual(filterTrades(trades, { ...allTrades, reason: 'TP2' }), [trades[0]]);
});

test('a trade links to the chart of the interval that its strategy trades on', () => {
  const at = Date.UTC(2024, 0, 31, 12);
  assert.equal(chartAt({ strategy: 'NO_ML', exchange: 'binance', symbol: 'BTCUSDT' }, at), '#/chart/binance/BTCUSDT/15m?at=2024-01-31T12:00:00.000Z');
  assert.equal(chartAt({ strategy: 'MA_CROSS', exchange: 'binance', symbol: 'BTCUSDT' }, at), '#/chart/binance/BTCUSDT/1h?at=2024-01-31T12:00:00.000Z');
});
