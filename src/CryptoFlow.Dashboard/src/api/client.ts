import { intervalName, type Candle, type SeriesId } from '../candles/candle';
import type { Gap } from '../candles/holes';
import type { PaperSignal, PaperTrade, Trader } from '../trades/trade';
import type { Health } from './health';

/** A request that failed; the message is a sentence for people. */
export class ApiError extends Error {
  constructor(message: string, readonly status: number) {
    super(message);
  }
}

export interface CandlePage {
  readonly candles: readonly Candle[];
  readonly hasMore: boolean;
}

export interface Symbols {
  /** The symbols of each exchange, by its name in lower case. */
  readonly exchanges: Readonly<Record<string, readonly string[]>>;
  readonly timeframes: readonly string[];
}

export interface PageQuery {
  readonly before?: number;
  readonly after?: number;
  readonly limit?: number;
}

/** Requests to the server, by relative addresses. Each has a time limit. */
export class ApiClient {
  constructor(readonly timeoutMs = 10_000) {}

  symbols = (signal?: AbortSignal): Promise<Symbols> => this.#get('api/symbols', signal);

  health = (signal?: AbortSignal): Promise<Health> => this.#get('api/health', signal);

  candles(series: SeriesId, query: PageQuery, signal?: AbortSignal): Promise<CandlePage> {
    const parameters = new URLSearchParams({ exchange: series.exchange, symbol: series.symbol, tf: intervalName(series.minutes) });
    for (const [name, value] of Object.entries(query))
      parameters.set(name, String(value));
    return this.#get(`api/candles?${parameters}`, signal);
  }

  /** Gaps that are not filled. */
  async gaps(series: SeriesId, signal?: AbortSignal): Promise<readonly Gap[]> {
    const parameters = new URLSearchParams({
      exchange: series.exchange, symbol: series.symbol, tf: intervalName(series.minutes), verdict: 'open,repairing,confirmed_missing,unreadable', limit: '5000',
    });
    return (await this.#get<{ gaps: Gap[] }>(`api/gaps?${parameters}`, signal)).gaps;
  }

  /** The newest trades, ascending by entry. */
  async paperTrades(trader: Trader, signal?: AbortSignal): Promise<readonly PaperTrade[]> {
    return (await this.#get<{ trades: PaperTrade[] }>(`api/paper/trades?${ofTrader(trader)}`, signal)).trades;
  }

  async paperSignals(trader: Trader, signal?: AbortSignal): Promise<readonly PaperSignal[]> {
    return (await this.#get<{ signals: PaperSignal[] }>(`api/paper/signals?${ofTrader(trader)}`, signal)).signals;
  }

  async #get<T>(address: string, signal?: AbortSignal): Promise<T> {
    const limit = AbortSignal.timeout(this.timeoutMs);
    let response: Response;
    try {
      response = await fetch(address, { signal: signal === undefined ? limit : AbortSignal.any([signal, limit]), headers: { Accept: 'application/json' } });
    } catch (failure) {
      if (signal?.aborted)
        throw failure;
      throw new ApiError(limit.aborted ? 'The server did not answer in time.' : 'The server cannot be reached.', 0);
    }
    if (!response.ok)
      throw new ApiError(await sentenceOf(response), response.status);
    return await response.json() as T;
  }
}

const ofTrader = ({ strategy, exchange, symbol }: Trader): URLSearchParams => new URLSearchParams({ strategy, exchange, symbol, limit: '2000' });

async function sentenceOf(response: Response): Promise<string> {
  try {
    const problem = await response.json() as { error?: unknown };
    if (typeof problem.error === 'string')
      return problem.error;
  } catch {
    // Not JSON: the status must do.
  }
  return `The server answered ${response.status}.`;
}
