import type { LocalTime } from './zone';

/** How important a mark on the time axis is, in the numbers of lightweight-charts. */
export const Weight = { none: 0, minute1: 20, minute5: 21, minute30: 22, hour1: 30, hour3: 31, hour6: 32, hour12: 33, day: 50, month: 60, year: 70 } as const;

/** The weight of a point, by the largest unit in which its local time differs from the point before. A new day weighs more than a new hour. */
export function weightBetween(before: LocalTime | null, now: LocalTime): number {
  if (before === null)
    return Weight.none;
  if (before.year !== now.year)
    return Weight.year;
  if (before.month !== now.month)
    return Weight.month;
  if (before.day !== now.day)
    return Weight.day;
  if (before.hour !== now.hour) {
    for (const [hours, weight] of [[12, Weight.hour12], [6, Weight.hour6], [3, Weight.hour3]] as const) {
      if (Math.floor(before.hour / hours) !== Math.floor(now.hour / hours))
        return weight;
    }
    return Weight.hour1;
  }
  if (Math.floor(before.minute / 30) !== Math.floor(now.minute / 30))
    return Weight.minute30;
  if (Math.floor(before.minute / 5) !== Math.floor(now.minute / 5))
    return Weight.minute5;
  return before.minute === now.minute ? Weight.none : Weight.minute1;
}
