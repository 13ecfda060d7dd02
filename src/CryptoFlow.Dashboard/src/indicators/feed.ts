import type { ApiClient } from '../api/client';
import type { SeriesId } from '../candles/candle';
import { joinRows, missing, trim, type IndicatorRows } from './rows';

/** Pause before the same range is requested again, because a paper trader processes a new candle shortly after the page has it. */
const pause = 2_000;

/** How often the same range is requested. A trader that waits for a candle may stop for hours; the next candle leads to a new request. */
const mostTries = 4;

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** The indicators of one strategy for the candles of the chart. Only missing values are requested, one request at a time. */
export class IndicatorFeed {
  readonly #abort = new AbortController();
  #strategy: string | null = null;
  #rows: IndicatorRows | null = null;
  #wanted: { readonly first: number; readonly last: number } | null = null;
  #isReading = false;

  constructor(
    private readonly series: SeriesId,
    private readonly api: Pick<ApiClient, 'indicators'>,
    private readonly show: (rows: IndicatorRows | null) => void,
    private readonly wait: (ms: number) => Promise<void> = sleep,
  ) {}

  /** The newest values; null while there are none. */
  get rows(): IndicatorRows | null {
    return this.#rows;
  }

  /** Shows the indicators of a strategy; null shows none. */
  choose(strategy: string | null): void {
    if (strategy === this.#strategy)
      return;
    this.#strategy = strategy;
    this.#rows = null;
    this.show(null);
    void this.#read();
  }

  /** Takes the open times of the chart's first and last candle, ms UTC. */
  cover(first: number, last: number): void {
    this.#wanted = { first, last };
    void this.#read();
  }

  close(): void {
    this.#abort.abort();
  }

  async #read(): Promise<void> {
    if (this.#isReading)
      return;
    this.#isReading = true;
    let tries = 0;
    while (!this.#abort.signal.aborted && this.#strategy !== null && this.#wanted !== null && tries < mostTries) {
      const strategy = this.#strategy;
      const range = missing(this.#rows, this.#wanted.first, this.#wanted.last);
      if (range === null)
        break;
      try {
        const page = await this.api.indicators(this.series, strategy, range, this.#abort.signal);
        if (strategy !== this.#strategy)
          continue;
        const { first, last } = this.#wanted;
        const before = this.#rows;
        this.#rows = trim(joinRows(before, page, range), first, last);
        if (page.until > range.from) {
          tries = 0;
          this.show(this.#rows);
          continue;
        }
      } catch {
        // The chart keeps the values that it has. The next candle or the next page leads to a new request.
      }
      tries++;
      await this.wait(pause);
    }
    this.#isReading = false;
  }
}
