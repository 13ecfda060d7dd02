import type { ApiClient } from '../api/client';
import type { SeriesId } from '../candles/candle';
import type { PaperSignal, PaperTrade, Trader } from './trade';

export interface PaperRecord {
  readonly strategy: string;
  readonly trades: readonly PaperTrade[];
  readonly signals: ReadonlyMap<number, PaperSignal>;
}

/** Least time between two readings, ms. A trader that catches up with years of candles sends hundreds of messages. */
const pauseBetween = 2_000;

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** The paper trades on one instrument. They are read again when the socket reports a signal or a trade, at most once in two seconds. */
export class PaperRecords {
  readonly #abort = new AbortController();
  #trader: Trader | null = null;
  #isLoading = false;
  #isStale = false;

  constructor(
    private readonly series: SeriesId,
    private readonly api: Pick<ApiClient, 'health' | 'paperTrades' | 'paperSignals'>,
    private readonly show: (record: PaperRecord) => void,
    private readonly wait: (ms: number) => Promise<void> = sleep,
  ) {}

  async load(): Promise<void> {
    if (this.#isLoading) {
      this.#isStale = true;
      return;
    }
    this.#isLoading = true;
    do {
      this.#isStale = false;

      // After a failure the chart keeps the trades that it has. They are read again after the next message of the socket.
      await this.#read().catch(() => undefined);
      await this.wait(pauseBetween);
    } while (this.#isStale && !this.#abort.signal.aborted);
    this.#isLoading = false;
  }

  close(): void {
    this.#abort.abort();
  }

  async #read(): Promise<void> {
    const { signal } = this.#abort;
    this.#trader ??= (await this.api.health(signal)).paperTraders.find(({ exchange, symbol }) => exchange === this.series.exchange && symbol === this.series.symbol) ?? null;
    if (this.#trader === null)
      return;
    const [trades, signals] = await Promise.all([this.api.paperTrades(this.#trader, signal), this.api.paperSignals(this.#trader, signal)]);
    if (!signal.aborted)
      this.show({ strategy: this.#trader.strategy, trades, signals: new Map(signals.map((one) => [one.id, one])) });
  }
}
