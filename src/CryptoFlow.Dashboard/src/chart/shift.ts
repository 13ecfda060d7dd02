import type { Slot } from '../candles/holes';
import { indexAtOrAfter } from '../candles/merge';

/**
 * The number of slots by which a candle moved from one layout to the next, so that the chart can keep it in place. Uses a slot of the visible range that both
 * layouts have; 0 if there is none.
 */
export function shiftOf(before: readonly Slot[], after: readonly Slot[], range: { readonly from: number; readonly to: number }): number {
  const middle = clamp(Math.round((range.from + range.to) / 2), before.length);
  const reach = Math.max(middle, before.length - middle);
  for (let distance = 0; distance <= reach; distance++) {
    for (const index of distance === 0 ? [middle] : [middle - distance, middle + distance]) {
      const slot = before[index];
      if (slot === undefined)
        continue;
      const now = indexAtOrAfter(after, slot.time);
      if (after[now]?.time === slot.time)
        return now - index;
    }
  }
  return 0;
}

const clamp = (index: number, length: number): number => Math.min(Math.max(index, 0), length - 1);
