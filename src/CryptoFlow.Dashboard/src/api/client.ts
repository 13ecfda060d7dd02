import { intervalName, type Candle, type SeriesId } from '../candles/candle';
import type { Gap } from '../candles/holes';
import type { IndicatorPage, OpenTimes } from '../indicators/rows';
import type { PaperSignal, Trader } from '../trades/trade';
import type { BackfillRun, BackfillScope, LedgerGap } from './collection';
import type { FundingPage } from './funding';
import type { Alert, Health, LockWaitHour } from './health';
import type { Configuration, PastAlert } from './operation';
import type { BacktestForm, BacktestRun, EquityPoint, PaidTrade, TraderStatus } from './paper';

/** A failed request. The message is a sentence for the user. */
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

  /** The lock waits of the last 14 days by hour; `from` is the start of the first hour. */
  lockWaits = (signal?: AbortSignal): Promise<{ readonly from: number; readonly hours: readonly LockWaitHour[] }> => this.#get('api/lock-waits', signal);

  candles(series: SeriesId, query: PageQuery, signal?: AbortSignal): Promise<CandlePage> {
    const parameters = new URLSearchParams({ exchange: series.exchange, symbol: series.symbol, tf: intervalName(series.minutes) });
    for (const [name, value] of Object.entries(query))
      parameters.set(name, String(value));
    return this.#get(`api/candles?${parameters}`, signal);
  }

  /** The values by which a strategy decides, for the candles that open in a range. */
  indicators(series: SeriesId, strategy: string, { from, to }: OpenTimes, signal?: AbortSignal): Promise<IndicatorPage> {
    const parameters = new URLSearchParams({
      strategy, exchange: series.exchange, symbol: series.symbol, tf: intervalName(series.minutes), from: String(from), to: String(to),
    });
    return this.#get(`api/indicators?${parameters}`, signal);
  }

  /** The newest settlement of a contract and the estimate for the next one. With a bound, an answer without rates is not an error. */
  funding({ exchange, symbol }: SeriesId, signal?: AbortSignal): Promise<FundingPage> {
    const parameters = new URLSearchParams({ exchange, symbol, limit: '1', to: String(Date.now() + 86_400_000) });
    return this.#get(`api/funding?${parameters}`, signal);
  }

  /** Gaps that are not filled. */
  async gaps(series: SeriesId, signal?: AbortSignal): Promise<readonly Gap[]> {
    const parameters = new URLSearchParams({
      exchange: series.exchange, symbol: series.symbol, tf: intervalName(series.minutes), verdict: 'open,repairing,confirmed_missing,unreadable', limit: '5000',
    });
    return (await this.#get<{ gaps: Gap[] }>(`api/gaps?${parameters}`, signal)).gaps;
  }

  /** All gaps that are not filled, at most 5,000. */
  ledger = async (signal?: AbortSignal): Promise<readonly LedgerGap[]> =>
    (await this.#get<{ gaps: LedgerGap[] }>('api/gaps?verdict=open,repairing,confirmed_missing,unreadable&limit=5000', signal)).gaps;

  /** The newest backfill of each exchange. */
  backfills = async (signal?: AbortSignal): Promise<readonly BackfillRun[]> => (await this.#get<{ runs: BackfillRun[] }>('api/backfill', signal)).runs;

  startBackfill = async (scope: BackfillScope, key: string): Promise<void> => void await this.#send('POST', 'api/backfill', scope, key);

  cancelBackfill = async (run: string, key: string): Promise<void> => void await this.#send('DELETE', `api/backfill/${run}`, null, key);

  traderStatus = (trader: Trader, signal?: AbortSignal): Promise<TraderStatus> => this.#get(`status?${traderQuery(trader)}`, signal);

  async paperEquity(trader: Trader, signal?: AbortSignal): Promise<readonly EquityPoint[]> {
    return (await this.#get<{ equity: EquityPoint[] }>(`api/paper/equity?${traderQuery(trader)}&limit=5000`, signal)).equity;
  }

  startBacktest = async (form: BacktestForm): Promise<string> => (await this.#send<{ run: string }>('POST', 'api/backtest', form, null)).run;

  backtest = (run: string, signal?: AbortSignal): Promise<BacktestRun> => this.#get(`api/backtest/${run}`, signal);

  cancelBacktest = async (run: string): Promise<void> => void await this.#send('DELETE', `api/backtest/${run}`, null, null);

  /** The raised alerts and the past alerts, newest first. */
  alerts = (signal?: AbortSignal): Promise<{ readonly active: readonly Alert[]; readonly past: readonly PastAlert[] }> => this.#get('api/alerts', signal);

  configuration = (key: string): Promise<Configuration> => this.#send('GET', 'api/config', null, key);

  /** Runs an operations command, and returns the lines of its answer. */
  operation = (command: readonly string[], key: string): Promise<string> => this.#send('POST', 'ops', { command }, key);

  /** The newest trades, ascending by entry. */
  async paperTrades(trader: Trader, signal?: AbortSignal): Promise<readonly PaidTrade[]> {
    return (await this.#get<{ trades: PaidTrade[] }>(`api/paper/trades?${ofTrader(trader)}`, signal)).trades;
  }

  async paperSignals(trader: Trader, signal?: AbortSignal): Promise<readonly PaperSignal[]> {
    return (await this.#get<{ signals: PaperSignal[] }>(`api/paper/signals?${ofTrader(trader)}`, signal)).signals;
  }

  #get<T>(address: string, signal?: AbortSignal): Promise<T> {
    return this.#fetch<T>(address, { headers: { Accept: 'application/json' } }, signal);
  }

  #send<T>(method: string, address: string, body: object | null, key: string | null): Promise<T> {
    const headers = { Accept: 'application/json', ...(body === null ? {} : { 'Content-Type': 'application/json' }), ...(key === null ? {} : { 'X-Api-Key': key }) };
    return this.#fetch<T>(address, { method, headers, body: body === null ? null : JSON.stringify(body) });
  }

  async #fetch<T>(address: string, request: RequestInit, signal?: AbortSignal): Promise<T> {
    const limit = AbortSignal.timeout(this.timeoutMs);
    let response: Response;
    try {
      response = await fetch(address, { ...request, signal: signal === undefined ? limit : AbortSignal.any([signal, limit]) });
    } catch (failure) {
      if (signal?.aborted)
        throw failure;
      throw new ApiError(limit.aborted ? 'The server did not answer in time.' : 'The server cannot be reached.', 0);
    }
    if (!response.ok)
      throw new ApiError(await sentenceOf(response), response.status);
    if (response.status === 204)
      return null as T;
    return (response.headers.get('Content-Type')?.includes('json') === true ? await response.json() : await response.text()) as T;
  }
}

const traderQuery = ({ strategy, exchange, symbol }: Trader): URLSearchParams => new URLSearchParams({ strategy, exchange, symbol });

const ofTrader = (trader: Trader): string => `${traderQuery(trader)}&limit=2000`;

async function sentenceOf(response: Response): Promise<string> {
  try {
    const problem = await response.json() as { error?: unknown };
    if (typeof problem.error === 'string')
      return problem.error;
  } catch {
    // The body is not JSON, so the message names the status.
  }
  return `The server answered ${response.status}.`;
}
