import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Candle, SeriesId, TimeRange } from '../src/candles/candle';
import { patienceMs, Pulse, pulseMs } from '../src/live/connection';
import { LiveSocket } from '../src/live/socket';
import { candleAt, candles, FakeTimers } from './support';

const series: SeriesId = { exchange: 'binance', symbol: 'BTCUSDT', minutes: 15 };
const other: SeriesId = { exchange: 'bybit', symbol: 'ETHUSDT', minutes: 60 };

class FakeSocket {
  readyState = 0;
  readonly sent: string[] = [];
  onopen: (() => void) | null = null;
  onmessage: ((event: { data: string }) => void) | null = null;
  onclose: (() => void) | null = null;

  send(text: string): void {
    this.sent.push(text);
  }

  close(): void {
    this.readyState = 3;
    this.onclose?.();
  }

  accept(): void {
    this.readyState = 1;
    this.onopen?.();
  }

  says(message: object): void {
    this.onmessage?.({ data: JSON.stringify(message) });
  }
}

function open() {
  const sockets: FakeSocket[] = [];
  const states: boolean[] = [];
  const time = new FakeTimers();
  const live = new LiveSocket({
    open: () => {
      const socket = new FakeSocket();
      sockets.push(socket);
      return socket as unknown as WebSocket;
    },
    timers: time.timers,
    random: () => 1,
    onState: (isOpen) => states.push(isOpen),
  });
  const heard: string[] = [];
  const listener = {
    history: (list: readonly Candle[]) => heard.push(`history ${list.length}`),
    candle: (candle: Candle) => heard.push(`candle ${candle.close}`),
    deleted: (ranges: readonly TimeRange[]) => heard.push(`deleted ${ranges.map(({ from, to }) => `${from}-${to}`)}`),
    forming: (candle: Candle) => heard.push(`forming ${candle.close}`),
    paper: () => heard.push('paper'),
    refused: (sentence: string) => heard.push(`refused ${sentence}`),
  };
  return { live, sockets, states, time, heard, listener };
}

test('The socket subscribes as soon as it is connected, and again after each reconnection', async () => {
  const { live, sockets, time, heard, listener } = open();
  live.follow(series, listener);
  assert.deepEqual(sockets[0]!.sent, []);
  sockets[0]!.accept();
  sockets[0]!.says({ type: 'history', symbol: 'BTCUSDT', exchange: 'binance', tf: 15, candles: candles(0, 3) });
  sockets[0]!.says({ type: 'candle', symbol: 'binance:btcusdt', tf: 15, candle: candleAt(3) });
  sockets[0]!.close();
  await time.advance(250);
  sockets[1]!.accept();
  assert.deepEqual(sockets.map(({ sent }) => sent), [
    ['{"type":"subscribe","exchange":"binance","symbol":"BTCUSDT","tf":15,"forming":true}'], ['{"type":"subscribe","exchange":"binance","symbol":"BTCUSDT","tf":15,"forming":true}'],
  ]);
  assert.deepEqual(heard, ['history 3', 'candle 103']);
});

test('The forming candle is distinguished from a closed candle', () => {
  const { live, sockets, heard, listener } = open();
  live.follow(series, listener);
  sockets[0]!.accept();
  sockets[0]!.says({ type: 'forming', symbol: 'binance:btcusdt', tf: 15, exchangeTime: 1, candle: candleAt(4) });
  sockets[0]!.says({ type: 'forming', symbol: 'binance:btcusdt', tf: 60, exchangeTime: 1, candle: candleAt(4) });
  assert.deepEqual(heard, ['forming 104']);
});

test('The socket reports deleted candles of its series', () => {
  const { live, sockets, heard, listener } = open();
  live.follow(series, listener);
  sockets[0]!.accept();
  sockets[0]!.says({ type: 'deleted', symbol: 'binance:btcusdt', tf: 15, ranges: [{ from: 1, to: 2 }, { from: 5, to: 9 }] });
  sockets[0]!.says({ type: 'deleted', symbol: 'binance:btcusdt', tf: 60, ranges: [{ from: 3, to: 4 }] });
  assert.deepEqual(heard, ['deleted 1-2,5-9']);
});

test('The pauses between two tries grow to at most five seconds', async () => {
  const { sockets, time } = open();
  const at: number[] = [];
  for (let round = 0; round < 8; round++) {
    sockets.at(-1)!.close();
    const count = sockets.length;
    const since = time.now();
    while (sockets.length === count)
      await time.advance(50);
    at.push(time.now() - since);
  }
  assert.deepEqual(at, [250, 500, 1000, 2000, 4000, 5000, 5000, 5000]);
});

test('Messages of another series and of a socket that was given up are ignored', () => {
  const { live, sockets, heard, listener } = open();
  live.follow(series, listener);
  sockets[0]!.accept();
  sockets[0]!.says({ type: 'candle', symbol: 'binance:btcusdt', tf: 60, candle: candleAt(1) });
  live.restart();
  sockets[0]!.says({ type: 'candle', symbol: 'binance:btcusdt', tf: 15, candle: candleAt(1) });
  assert.deepEqual(heard, []);
  assert.equal(sockets.length, 2);
});

test('The socket reports signals and trades on the instrument, at any interval, and not those on another instrument', () => {
  const { live, sockets, heard, listener } = open();
  live.follow(series, listener);
  sockets[0]!.accept();
  sockets[0]!.says({ type: 'signal', strategy: 'NO_ML', symbol: 'binance:btcusdt', signal: {} });
  sockets[0]!.says({ type: 'trade', strategy: 'NO_ML', symbol: 'bybit:btcusdt', trade: {} });
  assert.deepEqual(heard, ['paper']);
});

test('A switch ends the subscription before it begins the next one', () => {
  const { live, sockets, listener } = open();
  const end = live.follow(series, listener);
  sockets[0]!.accept();
  live.follow(other, listener);
  end();
  assert.deepEqual(sockets[0]!.sent.map((text) => (JSON.parse(text) as { type: string; symbol: string })).map(({ type, symbol }) => `${type} ${symbol}`),
    ['subscribe BTCUSDT', 'unsubscribe BTCUSDT', 'subscribe ETHUSDT']);
});

test('A server that stops to answer is reported within three seconds, and its return without a reload', async () => {
  const time = new FakeTimers();
  let answers = true;
  const pulse = new Pulse({
    ask: (signal) => answers ? Promise.resolve() : new Promise((_, reject) => signal.addEventListener('abort', () => reject(new Error('aborted')))),
    timers: time.timers, now: time.now, isVisible: () => true,
  });
  await time.advance(100);
  assert.equal(pulse.connection.get().state, 'online');
  answers = false;
  await time.advance(3000);
  assert.equal(pulse.connection.get().state, 'offline');
  assert.ok(pulseMs + patienceMs < 3000);
  answers = true;
  await time.advance(pulseMs + patienceMs);
  assert.equal(pulse.connection.get().state, 'online');
});

test('A hidden page sends no requests', async () => {
  const time = new FakeTimers();
  let asked = 0;
  new Pulse({ ask: () => Promise.resolve(asked++), timers: time.timers, now: time.now, isVisible: () => false });
  await time.advance(60_000);
  assert.equal(asked, 1);
});
