import type { ApiClient } from '../api/client';
import type { SeriesId } from '../candles/candle';
import type { Gap } from '../candles/holes';

/** The least time between two requests for the gaps of a series. */
const restMs = 30_000;

/** Reads the verdicts of a series if there are holes to explain, at most twice a minute. */
export class GapNotes {
  #askedAt = -Infinity;
  #gaps: readonly Gap[] = [];
  readonly #abort = new AbortController();

  constructor(private readonly series: SeriesId, private readonly api: Pick<ApiClient, 'gaps'>, private readonly show: (gaps: readonly Gap[]) => void) {}

  /** The newest answer. */
  get gaps(): readonly Gap[] {
    return this.#gaps;
  }

  /** @param now Time by performance.now(). */
  async refresh(now: number): Promise<void> {
    if (now - this.#askedAt < restMs)
      return;
    this.#askedAt = now;
    try {
      this.#gaps = await this.api.gaps(this.series, this.#abort.signal);
      this.show(this.#gaps);
    } catch {
      // The chart shows the hole without a verdict. The next refresh reads the gaps again.
    }
  }

  close(): void {
    this.#abort.abort();
  }
}
