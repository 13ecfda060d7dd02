import type { Candle } from '../src/candles/candle';

export const minute = 60_000;
export const step = 15 * minute;
export const start = Date.UTC(2024, 0, 31);

/** A candle at a place of a 15m grid; its close names the place. */
export const candleAt = (index: number, change: Partial<Candle> = {}): Candle => ({
  time: start + index * step, open: 100 + index, high: 101 + index, low: 99 + index, close: 100 + index, volume: 10, buyVolume: 6, sellVolume: 4, delta: 2, tradeCount: 3, ...change,
});

export const candles = (from: number, to: number): Candle[] => Array.from({ length: to - from }, (_, index) => candleAt(from + index));

/** Timers that a test moves by hand. */
export class FakeTimers {
  #now = 0;
  readonly #waiting = new Map<number, { at: number; callback: () => void }>();
  #next = 1;

  readonly timers = {
    set: (callback: () => void, ms: number): number => {
      this.#waiting.set(this.#next, { at: this.#now + ms, callback });
      return this.#next++;
    },
    clear: (timer: unknown): void => void this.#waiting.delete(timer as number),
  };

  now = (): number => this.#now;

  /** Moves the time on, timer by timer; promises settle between them. */
  async advance(ms: number): Promise<void> {
    const end = this.#now + ms;
    await settle();
    for (;;) {
      const due = [...this.#waiting].filter(([, { at }]) => at <= end).sort(([, a], [, b]) => a.at - b.at)[0];
      if (due === undefined)
        break;
      this.#waiting.delete(due[0]);
      this.#now = due[1].at;
      due[1].callback();
      await settle();
    }
    this.#now = end;
  }
}

export const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
