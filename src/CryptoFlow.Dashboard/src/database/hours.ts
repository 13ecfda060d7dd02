import type { LockWaitHour } from '../api/health';
import { dateText } from '../time/text';
import type { ZoneClock } from '../time/zone';

/** Hours of the picture: 14 days. */
export const hourCount = 14 * 24;

const hour = 3_600_000;

/** One hour of the picture; null if the program did not run. */
export type Slot = LockWaitHour | null;

/** The hours of the picture, oldest first. The server sends only hours in which the program ran. */
export function slotsOf(from: number, hours: readonly LockWaitHour[]): Slot[] {
  const slots: Slot[] = Array.from({ length: hourCount }, () => null);
  for (const one of hours) {
    const index = Math.round((one.time - from) / hour);
    if (index >= 0 && index < hourCount)
      slots[index] = one;
  }
  return slots;
}

export interface Day {
  readonly date: string;
  /** The slot of the day's first hour in the picture. */
  readonly first: number;
  /** Hours in which the program ran. */
  readonly ran: number;
  readonly waits: number;
  readonly timeouts: number;
  readonly maxMs: number;
}

/** The days of the picture by the clock of the zone, the oldest first. */
export function daysOf(from: number, slots: readonly Slot[], clock: ZoneClock): Day[] {
  const days: Day[] = [];
  slots.forEach((slot, index) => {
    const date = dateText(clock.at(from + index * hour));
    const last = days.at(-1);
    const day = last?.date === date ? last : { date, first: index, ran: 0, waits: 0, timeouts: 0, maxMs: 0 };
    const next = {
      ...day,
      ran: day.ran + (slot === null ? 0 : 1),
      waits: day.waits + (slot?.waits ?? 0),
      timeouts: day.timeouts + (slot?.timeouts ?? 0),
      maxMs: Math.max(day.maxMs, slot?.maxMs ?? 0),
    };
    if (last?.date === date)
      days[days.length - 1] = next;
    else
      days.push(next);
  });
  return days;
}
