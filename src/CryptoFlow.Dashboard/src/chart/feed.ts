import { ApiError, type ApiClient, type CandlePage, type PageQuery } from '../api/client';
import { stepOf, type Candle, type SeriesId, type TimeRange } from '../candles/candle';
import { merge, replaced, without } from '../candles/merge';
import { emptyWindow, joined, withNewer, withOlder, type CandleWindow } from '../candles/window';
import type { SeriesListener } from '../live/socket';

/** Candles of one request. */
export const pageSize = 1000;

const day = 86_400_000;

export interface FeedEvents {
  /** The window changed. */
  readonly changed: (window: CandleWindow, reason: 'start' | 'older' | 'newer' | 'live') => void;
  /** The newest candles changed, also while the window is far back in the past. */
  readonly newest: (candles: readonly Candle[]) => void;
  /** The failure of a request, or null after a successful request. */
  readonly failed: (sentence: string | null) => void;
}

/**
 * The candles of one series for the chart. The window grows at either end by pages of the API, one request at a time. The newest candles of the socket are kept
 * separately. As soon as the window touches them, it follows them. So a page that is read while candles are committed leaves no hole.
 */
export class ChartFeed implements Omit<SeriesListener, 'paper' | 'forming'> {
  #window: CandleWindow = emptyWindow;
  #newest: readonly Candle[] = [];
  readonly #abort = new AbortController();
  #isLoading = false;
  /** Counts the jumps to another time, so that answers to requests from before the jump are ignored. */
  #jump = 0;
  /** Counts the deletions, because a page that was requested before a deletion may hold deleted candles. */
  #deletions = 0;

  constructor(readonly series: SeriesId, private readonly api: Pick<ApiClient, 'candles'>, private readonly events: FeedEvents) {}

  get window(): CandleWindow {
    return this.#window;
  }

  get isLoading(): boolean {
    return this.#isLoading;
  }

  /** Replaces the loaded candles by the newest candles, or by the candles around a time (ms UTC). */
  async start(at: number | null): Promise<void> {
    const jump = ++this.#jump;
    await this.#request(jump, at === null ? {} : { before: at + Math.floor(pageSize / 2) * stepOf(this.series) }, (page) => {
      if (at === null && this.#newest.length === 0)
        this.#takeNewest(page.candles);
      this.#window = { candles: page.candles, atStart: !page.hasMore, atEnd: at === null };
      this.#join();
      this.events.changed(this.#window, 'start');
    });
    if (jump === this.#jump && this.#window.candles.length === 0 && at !== null)
      await this.start(null);
  }

  /** Loads a page before the first candle. */
  async older(): Promise<void> {
    const first = this.#window.candles[0];
    if (first === undefined || this.#window.atStart || this.#isLoading)
      return;
    await this.#request(this.#jump, { before: first.time }, (page) => {
      this.#window = withOlder(this.#window, page.candles, page.hasMore);
      this.events.changed(this.#window, 'older');
    });
  }

  /** Loads a page after the last candle. */
  async newer(): Promise<void> {
    const last = this.#window.candles.at(-1);
    if (last === undefined || this.#window.atEnd || this.#isLoading)
      return;
    if (this.#join()) {
      this.events.changed(this.#window, 'newer');
      return;
    }
    await this.#request(this.#jump, { after: last.time }, (page) => {
      this.#window = withNewer(this.#window, page.candles, page.candles.length < pageSize);
      this.#join();
      this.events.changed(this.#window, 'newer');
    });
  }

  /** Loads the candles of the last 24 hours. */
  async completeDay(): Promise<void> {
    const step = stepOf(this.series);
    const first = this.#newest[0];
    const last = this.#newest.at(-1);
    if (first === undefined || last === undefined || first.time <= last.time + step - day)
      return;
    try {
      const page = await this.#read({ before: first.time, limit: Math.ceil(day / step) });
      this.#takeNewest(merge(page.candles, this.#newest));
    } catch (failure) {
      if (!(failure instanceof ApiError) && !this.#abort.signal.aborted)
        throw failure;
    }
  }

  /** Candles in the time of the history that are not in it were deleted while the socket was away. */
  history(candles: readonly Candle[]): void {
    const first = candles[0];
    if (first === undefined) {
      this.deleted([{ from: 0, to: Infinity }]);
      return;
    }
    const last = this.#newest.at(-1);
    const touches = last !== undefined && last.time >= first.time - stepOf(this.series);
    this.#takeNewest(touches ? [...without(this.#newest, [{ from: first.time, to: Infinity }]), ...candles] : candles);
    if (this.#window.candles.length === 0)
      return;
    this.#window = { ...this.#window, candles: replaced(this.#window.candles, candles) };
    if (this.#window.atEnd && !this.#join()) {
      // The connection was lost for longer than the history reaches back, so the candles between are fetched.
      this.#window = { ...this.#window, atEnd: false };
      void this.#catchUp();
      return;
    }
    if (this.#window.atEnd)
      this.events.changed(this.#window, 'live');
  }

  candle(candle: Candle): void {
    this.#takeNewest(merge(this.#newest, [candle]));
    const first = this.#window.candles[0];
    if (first === undefined || candle.time < first.time)
      return;
    const last = this.#window.candles.at(-1)!;
    if (!this.#window.atEnd && candle.time > last.time)
      return;
    this.#window = withNewer(this.#window, [candle], this.#window.atEnd);
    this.events.changed(this.#window, 'live');
  }

  deleted(ranges: readonly TimeRange[]): void {
    this.#deletions++;
    this.#takeNewest(without(this.#newest, ranges));
    const left = without(this.#window.candles, ranges);
    if (left === this.#window.candles)
      return;
    this.#window = { ...this.#window, candles: left };
    if (left.length > 0)
      this.events.changed(this.#window, 'live');
    else
      void this.start(null);
  }

  refused(sentence: string): void {
    this.events.failed(sentence);
  }

  /** Ends every request. The listeners are not called any more. */
  close(): void {
    this.#jump = -1;
    this.#abort.abort();
  }

  async #catchUp(): Promise<void> {
    const jump = this.#jump;
    while (jump === this.#jump && !this.#window.atEnd && !this.#isLoading) {
      const before = this.#window.candles.at(-1)?.time;
      await this.newer();
      if (this.#window.candles.at(-1)?.time === before)
        return;
    }
  }

  #takeNewest(candles: readonly Candle[]): void {
    this.#newest = candles.slice(-Math.max(pageSize, Math.ceil(day / stepOf(this.series)) + 1));
    this.events.newest(this.#newest);
  }

  /** Lets the window follow the newest candles if it touches them. */
  #join(): boolean {
    const next = joined(this.#window, this.#newest, stepOf(this.series));
    if (next === null)
      return false;
    this.#window = next;
    return true;
  }

  /** Reads a page, again if candles were deleted meanwhile. */
  async #read(query: PageQuery): Promise<CandlePage> {
    for (;;) {
      const before = this.#deletions;
      const page = await this.api.candles(this.series, query, this.#abort.signal);
      if (before === this.#deletions)
        return page;
    }
  }

  async #request(jump: number, query: { before?: number; after?: number }, take: (page: CandlePage) => void): Promise<void> {
    this.#isLoading = true;
    let page: CandlePage;
    try {
      page = await this.#read({ ...query, limit: pageSize });
    } catch (failure) {
      if (jump === this.#jump) {
        this.#isLoading = false;
        this.events.failed(failure instanceof ApiError ? failure.message : String(failure));
      }
      return;
    }
    if (jump !== this.#jump)
      return;
    // Before the listener is called, because it may ask for the next page at once.
    this.#isLoading = false;
    this.events.failed(null);
    take(page);
  }
}
