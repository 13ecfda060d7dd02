import assert from 'node:assert/strict';
import { test } from 'node:test';
import { layOut } from '../src/candles/holes';
import { PaperRecords } from '../src/trades/paper';
import { place, tradeAt, tradeText, type PaperTrade } from '../src/trades/trade';
import { candleAt, candles, start, step } from './support';

const trade = (from: number, to: number | null, change: Partial<PaperTrade> = {}): PaperTrade => ({
  signalId: 1, entryTime: start + from * step, exitTime: to === null ? null : start + to * step, direction: 'LONG', entry: 100, stop: 95, tp1: 105, tp2: 110, tp1Hit: false,
  exitReason: to === null ? null : 'STOP', exitPrice: to === null ? null : 95, pnlPct: to === null ? null : -0.05, ...change,
});

const signals = new Map([[1, { id: 1, channelSupport: 94, channelResistance: 112 }]]);
const { slots } = layOut([...candles(10, 20), ...candles(25, 40)], step);

test('A trade is drawn at its candles, also after a hole', () => {
  const [placed] = place([trade(12, 30)], signals, slots);
  assert.deepEqual([placed!.from, placed!.to, placed!.support, placed!.resistance, placed!.entryIsInside, placed!.exitIsInside], [2, 20, 94, 112, true, true]);
});

test('A trade that begins before the window or is open reaches to its edge, without a mark there', () => {
  const [early, open] = place([trade(0, 15), trade(35, null)], signals, slots);
  assert.deepEqual([early!.from, early!.to, early!.entryIsInside], [0, 5, false]);
  assert.deepEqual([open!.from, open!.to, open!.exitIsInside], [25, 29, false]);
});

test('A trade outside of the window is not drawn', () => {
  assert.deepEqual(place([trade(0, 9), trade(40, null)], signals, slots), []);
  assert.deepEqual(place([trade(0, 9)], signals, []), []);
});

test('On a longer interval a trade is drawn at the candle that contains its time', () => {
  const hours = layOut([0, 4, 8, 12].map((index) => candleAt(index)), 4 * step).slots;
  const [placed] = place([trade(5, 11)], signals, hours);
  assert.deepEqual([placed!.from, placed!.to], [1, 2]);
});

test('At the candle where a trade ends and another begins, the later trade is shown', () => {
  const [first, second] = [trade(10, 15), trade(15, 18)];
  assert.equal(tradeAt([first, second], candleAt(15)), second);
  assert.equal(tradeAt([first, second], candleAt(12)), first);
  assert.equal(tradeAt([first, second], candleAt(19)), null);
  assert.equal(tradeAt([first], null), null);
});

test('A trade is one sentence', () => {
  assert.equal(tradeText(trade(1, 2), 1), 'Paper long from 100.0, stop 95.0, targets 105.0 and 110.0, closed at the stop at 95.0: −5.00 %');
  assert.equal(tradeText(trade(1, null, { direction: 'SHORT', tp2: null, tp1Hit: true }), 1), 'Paper short from 100.0, stop 95.0, targets 105.0, open, first target reached');
});

test('Many messages about trades lead to one reading, and to another after the pause', async () => {
  let readings = 0;
  let goOn = (): void => {};
  const api = {
    health: async () => ({ paperTraders: [{ exchange: 'binance', symbol: 'BTCUSDT', strategy: 'NO_ML' }] }) as never,
    paperTrades: async () => (readings++, []),
    paperSignals: async () => [],
  };
  const records = new PaperRecords({ exchange: 'binance', symbol: 'BTCUSDT', minutes: 15 } as never, api, () => {}, () => new Promise((resolve) => { goOn = resolve; }));
  const reading = records.load();
  const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
  for (let message = 0; message < 100; message++)
    await records.load();
  await settle();
  assert.equal(readings, 1);

  goOn();
  await settle();
  assert.equal(readings, 2);

  records.close();
  goOn();
  await reading;
  assert.equal(readings, 2);
});
