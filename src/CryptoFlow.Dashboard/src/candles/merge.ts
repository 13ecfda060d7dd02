import type { Candle } from './candle';

/**
 * Merges two lists that ascend by time into one. Where both have a candle of the same time, the newer list's candle stays. The chart library accepts doubled
 * and unsorted times without a word and then draws nonsense, so all candles come through here.
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

/** Index of the first candle that opens at or after a time; the length when there is none. */
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
