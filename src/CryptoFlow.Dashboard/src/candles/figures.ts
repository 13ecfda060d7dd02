import type { Candle } from './candle';
import { indexAtOrAfter } from './merge';

const day = 86_400_000;

/** The last 24 hours of a series. */
export interface DayFigures {
  readonly last: number;
  readonly change: number;
  readonly changePercent: number;
  readonly high: number;
  readonly low: number;
  readonly volume: number;
  /** Taker buy volume minus taker sell volume. */
  readonly delta: number;
}

/** Figures of the 24 hours up to the end of the newest candle; null if the candles do not reach back 24 hours. */
export function dayFigures(candles: readonly Candle[], step: number): DayFigures | null {
  const last = candles.at(-1);
  if (last === undefined)
    return null;
  const from = last.time + step - day;
  const first = indexAtOrAfter(candles, from);
  const opening = candles[first];
  if (opening === undefined || (opening.time > from && first === 0))
    return null;
  const within = candles.slice(first);
  const sum = (of: (candle: Candle) => number): number => within.reduce((total, candle) => total + of(candle), 0);
  return {
    last: last.close,
    change: last.close - opening.open,
    changePercent: (last.close / opening.open - 1) * 100,
    high: within.reduce((most, candle) => Math.max(most, candle.high), -Infinity),
    low: within.reduce((least, candle) => Math.min(least, candle.low), Infinity),
    volume: sum((candle) => candle.volume),
    delta: sum((candle) => candle.delta),
  };
}

/**
 * The start of the period over which cumulative delta is summed: the UTC day, or the UTC month for intervals of four hours and more. With a fixed start, the value
 * of a candle does not depend on the number of loaded candles.
 */
export function periodStart(time: number, minutes: number): number {
  if (minutes < 240)
    return Math.floor(time / day) * day;
  const at = new Date(time);
  return Date.UTC(at.getUTCFullYear(), at.getUTCMonth(), 1);
}

/** Cumulative delta after a candle; null in a first period that is not complete. */
export interface DeltaSum {
  readonly sum: number | null;
  /** True for the first candle of its period. */
  readonly isFirst: boolean;
}

/** Cumulative delta of each candle since the start of its period. */
export function cumulativeDelta(candles: readonly Candle[], minutes: number, atStart: boolean): DeltaSum[] {
  const sums: DeltaSum[] = [];
  let period = NaN;
  let sum: number | null = 0;
  for (const candle of candles) {
    const start = periodStart(candle.time, minutes);
    const isFirst = start !== period;
    if (isFirst) {
      sum = Number.isNaN(period) && !atStart && candle.time !== start ? null : 0;
      period = start;
    }
    if (sum !== null)
      sum += candle.delta;
    sums.push({ sum, isFirst });
  }
  return sums;
}
