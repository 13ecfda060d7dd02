/** A closed candle of the API. */
export interface Candle {
  /** Open time, ms UTC. */
  readonly time: number;
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  /** Base volume. */
  readonly volume: number;
  /** Taker buy base volume; 0 if the exchange does not report it. */
  readonly buyVolume: number;
  readonly sellVolume: number;
  /** Buy volume minus sell volume. */
  readonly delta: number;
  readonly tradeCount: number;
}

/** Open times from (inclusive) to (exclusive), ms UTC. */
export interface TimeRange {
  readonly from: number;
  readonly to: number;
}

/** One instrument of one exchange at one interval. */
export interface SeriesId {
  /** In lower case: binance. */
  readonly exchange: string;
  /** In upper case: BTCUSDT. */
  readonly symbol: string;
  /** Minutes. */
  readonly minutes: number;
}

export const stepOf = (series: SeriesId): number => series.minutes * 60_000;

export const sameSeries = (a: SeriesId, b: SeriesId): boolean => a.exchange === b.exchange && a.symbol === b.symbol && a.minutes === b.minutes;

/** Only Binance reports which part of the volume takers bought. */
export const hasTakerVolume = (series: SeriesId): boolean => series.exchange === 'binance';

const intervals: readonly (readonly [string, number])[] = [
  ['1m', 1], ['3m', 3], ['5m', 5], ['15m', 15], ['30m', 30], ['1h', 60], ['4h', 240], ['6h', 360], ['12h', 720], ['1d', 1440],
];

/** 15m for 15. */
export const intervalName = (minutes: number): string => intervals.find(([, value]) => value === minutes)?.[0] ?? `${minutes}m`;

/** 15 for 15m; null for a name that is not an interval. */
export const minutesOf = (name: string): number | null => intervals.find(([text]) => text === name)?.[1] ?? null;

/** BTC for BTCUSDT. */
export const baseOf = (symbol: string): string => symbol.replace(/(USDT|USDC|USD)$/, '') || symbol;
