import type { LedgerGap, SeriesHealth } from '../api/collection';

/** One column of the heat map: [from, to), ms UTC. */
export interface Bucket {
  readonly from: number;
  readonly to: number;
}

/** The completeness of one series in one bucket. */
export interface Cell extends Bucket {
  /** Candles that should be stored in this bucket: all between the series' oldest and newest candle, and the candles of known gaps. */
  readonly expected: number;
  /** Missing candles that the exchange may still have. */
  readonly missing: number;
  /** Missing candles that the exchange does not have, or sends as rows that cannot be candles. */
  readonly lost: number;
}

/** Columns of equal length that cover a range. */
export function buckets(from: number, to: number, count: number): Bucket[] {
  const length = (to - from) / count;
  return Array.from({ length: count }, (_, index) => ({ from: Math.round(from + (index * length)), to: Math.round(from + ((index + 1) * length)) }));
}

/** The row of a series. Gaps from before the listing of the contract do not count, because there were no candles then. */
export function coverage(series: SeriesHealth, gaps: readonly LedgerGap[], columns: readonly Bucket[]): Cell[] {
  const step = series.tf * 60_000;
  const real = gaps.filter((gap) => !gap.beforeListing);
  const first = Math.min(series.oldestTime ?? Infinity, ...real.map(({ from }) => from));
  const end = Math.max(series.newestTime === null ? -Infinity : series.newestTime + step, ...real.map(({ to }) => to));
  return columns.map(({ from, to }) => {
    const within = real.map((gap) => ({ gap, candles: openings(Math.max(gap.from, from), Math.min(gap.to, to), step) }));
    const sum = (isLost: boolean): number => within.filter(({ gap }) => isLost === (gap.verdict === 'confirmed_missing' || gap.verdict === 'unreadable')).reduce((total, { candles }) => total + candles, 0);
    return { from, to, expected: openings(Math.max(first, from), Math.min(end, to), step), missing: sum(false), lost: sum(true) };
  });
}

/** How many candles open in [from, to). */
const openings = (from: number, to: number, step: number): number => Math.max(0, Math.ceil(to / step) - Math.ceil(from / step));

/** The state of a cell, for its colour and for screen readers. */
export function stateOf({ expected, missing, lost }: Cell): 'none' | 'complete' | 'lost' | 'missing' {
  if (expected === 0)
    return 'none';
  return missing > 0 ? 'missing' : lost > 0 ? 'lost' : 'complete';
}

/** The share of the expected candles that are stored, 0 to 1. */
export const share = ({ expected, missing, lost }: Cell): number => expected === 0 ? 1 : Math.max(0, expected - missing - lost) / expected;
