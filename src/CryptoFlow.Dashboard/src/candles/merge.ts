import type { Candle, TimeRange } from './candle';

/**
 * Merges two lists that ascend by time. If both have a candle of the same time, the candle of the newer list is used. The chart library accepts repeated and
 * unsorted times without an error and draws them wrongly, so all candles pass through this function.
 */
export function merge(older: readonly Candle[], newer: readonly Candle[]): Candle[] {
  if (older.length === 0 || newer.length === 0 || older[older.length - 1]!.time < newer[0]!.time)
    return [...older, ...newer];
  const merged: Candle[] = [];
  let left = 0;
  let right = 0;
  while (left < older.length || right < newer.length) {
    const a = older[left];
    const b = newer[right];
    if (b === undefined || (a !== undefined && a.time < b.time)) {
      merged.push(a!);
      left++;
    } else {
      if (a?.time === b.time)
        left++;
      merged.push(b);
      right++;
    }
  }
  return merged;
}

/** The candles that open in none of the ranges; the same list if that is all of them. */
export function without(candles: readonly Candle[], ranges: readonly TimeRange[]): readonly Candle[] {
  const left = candles.filter(({ time }) => !ranges.some(({ from, to }) => time >= from && time < to));
  return left.length === candles.length ? candles : left;
}

/** Replaces the candles in the time of a complete list by its candles, as far as the former list reaches. */
export function replaced(former: readonly Candle[], complete: readonly Candle[]): Candle[] {
  const from = former[0]!.time;
  const to = former.at(-1)!.time;
  return merge(without(former, [{ from: complete[0]!.time, to: complete.at(-1)!.time + 1 }]), complete.filter(({ time }) => time >= from && time <= to));
}

/** Index of the first candle that opens at or after a time; the length if there is none. */
export function indexAtOrAfter(candles: readonly { readonly time: number }[], time: number): number {
  let low = 0;
  let high = candles.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (candles[middle]!.time < time)
      low = middle + 1;
    else
      high = middle;
  }
  return low;
}
