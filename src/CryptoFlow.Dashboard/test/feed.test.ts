import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ApiError, type CandlePage, type PageQuery } from '../src/api/client';
import type { Candle, SeriesId } from '../src/candles/candle';
import { ChartFeed } from '../src/chart/feed';
import { candleAt, candles, settle, start, step } from './support';

const series: SeriesId = { exchange: 'binance', symbol: 'BTCUSDT', minutes: 15 };

/** A server with candles 0 to stored - 1, and everything that it was asked. */
class Server {
  readonly asked: PageQuery[] = [];
  /** Numbers of deleted candles: the first, and the one behind the last. */
  gone: readonly [number, number] = [0, 0];
  fails = false;
  hold: Promise<void> | null = null;

  constructor(public stored: number) {}

  candles = async (_: SeriesId, query: PageQuery): Promise<CandlePage> => {
    this.asked.push(query);
    const place = (time: number): number => Math.round((time - start) / step);
    const limit = query.limit ?? 1000;
    const answer = ((): CandlePage => {
      if (query.after !== undefined) {
        const from = place(query.after) + 1;
        return { candles: candles(from, Math.max(from, Math.min(from + limit, this.stored))), hasMore: from > 0 };
      }
      const to = Math.min(query.before === undefined ? this.stored : place(query.before), this.stored);
      const from = Math.max(0, to - limit);
      return { candles: candles(from, to), hasMore: from > 0 };
    })();
    const [first, end] = this.gone;
    await this.hold;
    if (this.fails)
      throw new ApiError('The server cannot be reached.', 0);
    return { ...answer, candles: answer.candles.filter(({ time }) => time < start + first * step || time >= start + end * step) };
  };
}

function open(server: Server): { feed: ChartFeed; told: string[]; failures: (string | null)[] } {
  const told: string[] = [];
  const failures: (string | null)[] = [];
  const feed = new ChartFeed(series, server, { changed: (_, reason) => told.push(reason), newest: () => {}, failed: (sentence) => failures.push(sentence) });
  return { feed, told, failures };
}

function assertWhole(feed: ChartFeed, from: number, to: number): void {
  assert.deepEqual(feed.window.candles.map(({ time }) => (time - start) / step), candles(from, to).map(({ time }) => (time - start) / step));
}

test('Scrolling back reaches the first candle without a double, a hole or a needless request', async () => {
  const server = new Server(70_000);
  const { feed } = open(server);
  await feed.start(null);
  const seen = new Set<number>();
  while (!feed.window.atStart) {
    feed.window.candles.forEach(({ time }) => seen.add((time - start) / step));
    await feed.older();
    assert.ok(feed.window.candles.length <= 6000);
  }
  feed.window.candles.forEach(({ time }) => seen.add((time - start) / step));
  assert.equal(seen.size, 70_000);
  assert.equal(server.asked.length, 70);
  assertWhole(feed, 0, 6000);
});

test('Scrolling forward again comes back to the newest candle and follows it', async () => {
  const server = new Server(9000);
  const { feed } = open(server);
  await feed.start(null);
  while (!feed.window.atStart)
    await feed.older();
  while (!feed.window.atEnd)
    await feed.newer();
  assertWhole(feed, 3000, 9000);
  feed.candle(candleAt(9000));
  assertWhole(feed, 3001, 9001);
});

test('Only one request runs at a time', async () => {
  const server = new Server(9000);
  const { feed } = open(server);
  await feed.start(null);
  await Promise.all([feed.older(), feed.older(), feed.newer(), feed.older()]);
  assert.equal(server.asked.length, 2);
});

test('A listener that asks for the next page during a call gets each page once', async () => {
  const server = new Server(9000);
  server.hold = settle();
  const feed: ChartFeed = new ChartFeed(series, server, {
    changed: () => {
      server.hold = settle();
      void feed.older();
      setTimeout(() => void feed.older());
      queueMicrotask(() => void feed.older());
    },
    newest: () => {},
    failed: () => {},
  });
  await feed.start(null);
  for (let round = 0; round < 100 && !feed.window.atStart; round++) {
    await settle();
    void feed.older();
  }
  const befores = server.asked.map(({ before }) => before);
  assert.deepEqual(befores, [...new Set(befores)]);
  assert.equal(befores.length, 9);
});

test('A candle that is committed while the first page is read is not lost', async () => {
  const server = new Server(2000);
  let release = (): void => {};
  server.hold = new Promise((resolve) => { release = resolve; });
  const { feed } = open(server);
  const started = feed.start(null);
  feed.history(candles(1001, 2001));
  feed.candle(candleAt(2001));
  release();
  await started;
  assertWhole(feed, 1000, 2002);
});

test('A candle that is committed while the last page is read is not lost', async () => {
  const server = new Server(9000);
  const { feed } = open(server);
  await feed.start(null);
  feed.history(candles(8000, 9000));
  while (!feed.window.atStart)
    await feed.older();
  let release = (): void => {};
  while (feed.window.candles.at(-1)!.time < candleAt(7999).time)
    await feed.newer();
  server.hold = new Promise((resolve) => { release = resolve; });
  const last = feed.newer();
  feed.candle(candleAt(9000));
  release();
  await last;
  while (!feed.window.atEnd)
    await feed.newer();
  assert.equal(feed.window.candles.at(-1)!.time, candleAt(9000).time);
  assertWhole(feed, 3001, 9001);
});

test('After a short absence the history of the socket closes the hole without a request', async () => {
  const server = new Server(2000);
  const { feed } = open(server);
  await feed.start(null);
  const asked = server.asked.length;
  feed.history(candles(1500, 2500));
  assertWhole(feed, 1000, 2500);
  assert.equal(server.asked.length, asked);
});

test('After an absence that is longer than a history the candles between are fetched', async () => {
  const server = new Server(2000);
  const { feed } = open(server);
  await feed.start(null);
  server.stored = 6000;
  feed.history(candles(5000, 6000));
  for (let round = 0; round < 50 && !feed.window.atEnd; round++)
    await settle();
  assertWhole(feed, 1000, 6000);
  feed.candle(candleAt(6000));
  assertWhole(feed, 1000, 6001);
});

test('A corrected candle takes its new value, and one outside of the window is ignored', async () => {
  const server = new Server(3000);
  const { feed } = open(server);
  await feed.start(null);
  feed.candle(candleAt(2500, { close: 1 }));
  feed.candle(candleAt(5, { close: 1 }));
  assert.equal(feed.window.candles.length, 1000);
  assert.equal(feed.window.candles[500]!.close, 1);
});

test('A window in the past is not moved by new candles', async () => {
  const server = new Server(20_000);
  const { feed } = open(server);
  await feed.start(candleAt(5000).time);
  const before = feed.window.candles.map((candle: Candle) => candle.time);
  feed.history(candles(19_000, 20_000));
  feed.candle(candleAt(20_000));
  assert.deepEqual(feed.window.candles.map(({ time }) => time), before);
  assert.equal(feed.window.atEnd, false);
});

test('The answer to a request from before a jump is ignored', async () => {
  const server = new Server(20_000);
  const { feed } = open(server);
  await feed.start(null);
  let release = (): void => {};
  server.hold = new Promise((resolve) => { release = resolve; });
  const older = feed.older();
  const jump = feed.start(candleAt(5000).time);
  release();
  await Promise.all([older, jump]);
  assertWhole(feed, 4500, 5500);
  assert.equal(feed.isLoading, false);
});

test('A failed request is reported and can be repeated', async () => {
  const server = new Server(9000);
  const { feed, failures } = open(server);
  await feed.start(null);
  server.fails = true;
  await feed.older();
  assert.equal(failures.at(-1), 'The server cannot be reached.');
  server.fails = false;
  await feed.older();
  assertWhole(feed, 7000, 9000);
});

test('A closed feed does not call its listeners', async () => {
  const server = new Server(9000);
  const { feed, told } = open(server);
  const started = feed.start(null);
  feed.close();
  await started;
  assert.deepEqual(told, []);
});

test('Deleted candles disappear, and a candle that is stored again comes back', async () => {
  const { feed, told } = open(new Server(2000));
  await feed.start(null);
  feed.history(candles(1000, 2000));
  feed.deleted([{ from: start + 1990 * step, to: start + 1993 * step }, { from: start + 1999 * step, to: start + 2000 * step }]);
  assert.deepEqual(feed.window.candles.slice(-8).map(({ time }) => (time - start) / step), [1988, 1989, 1993, 1994, 1995, 1996, 1997, 1998]);
  feed.candle(candleAt(1991));
  feed.candle(candleAt(1999));
  assert.deepEqual(feed.window.candles.slice(-9).map(({ time }) => (time - start) / step), [1989, 1991, 1993, 1994, 1995, 1996, 1997, 1998, 1999]);
  feed.deleted([{ from: 0, to: start }]);
  assert.deepEqual(told, ['start', 'live', 'live', 'live', 'live']);
});

test('A page that was requested before a deletion is requested again', async () => {
  const server = new Server(3000);
  const { feed } = open(server);
  await feed.start(null);
  let release = (): void => {};
  server.hold = new Promise((resolve) => { release = resolve; });
  const older = feed.older();
  server.gone = [1500, 1600];
  feed.deleted([{ from: start + 1500 * step, to: start + 1600 * step }]);
  release();
  await older;
  assert.equal(feed.window.candles.length, 1900);
  assert.ok(feed.window.candles.every(({ time }) => time < start + 1500 * step || time >= start + 1600 * step));
});

test('When all candles are deleted the chart is empty', async () => {
  const server = new Server(50);
  const { feed } = open(server);
  await feed.start(null);
  server.gone = [0, 50];
  feed.deleted([{ from: start, to: start + 50 * step }]);
  await settle();
  assert.equal(feed.window.candles.length, 0);
});

test('Candles that were deleted while the socket was away disappear with the next history', async () => {
  const { feed } = open(new Server(2000));
  await feed.start(null);
  feed.history([...candles(1001, 1990), ...candles(1995, 2001)]);
  assert.deepEqual(feed.window.candles.slice(-8).map(({ time }) => (time - start) / step), [1988, 1989, 1995, 1996, 1997, 1998, 1999, 2000]);
});
