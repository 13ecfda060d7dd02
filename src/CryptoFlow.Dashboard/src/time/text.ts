import { UTC, type LocalTime, type ZoneClock } from './zone';

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

const two = (value: number): string => String(value).padStart(2, '0');

/** 31 Jan 2024 */
export const dateText = (at: LocalTime): string => `${at.day} ${months[at.month - 1]} ${at.year}`;

/** 07:05 */
export const timeText = (at: LocalTime): string => `${two(at.hour)}:${two(at.minute)}`;

export const monthText = (at: LocalTime): string => months[at.month - 1]!;

/** 2024-01-31T07:05, the format of an input of the type datetime-local. */
export const inputText = (at: LocalTime): string => `${at.year}-${two(at.month)}-${two(at.day)}T${two(at.hour)}:${two(at.minute)}`;

/** +02:00 */
export function offsetText(offset: number): string {
  const minutes = Math.round(Math.abs(offset) / 60_000);
  return `${offset < 0 ? '−' : '+'}${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}

/** 31 Jan 2024 07:05 UTC. The offset distinguishes the two equal hours of an autumn night. */
export function instantText(clock: ZoneClock, utc: number): string {
  const at = clock.at(utc);
  return `${dateText(at)} ${timeText(at)} ${clock.zone === UTC ? UTC : offsetText(clock.offsetAt(utc))}`;
}

/** Parses 2024-01-31 or 2024-01-31T07:05; null for anything else. */
export function parseLocal(text: string): LocalTime | null {
  const match = /^(\d{4})-(\d{2})-(\d{2})(?:T(\d{2}):(\d{2}))?/.exec(text);
  if (match === null)
    return null;
  const [year, month, day, hour, minute] = match.slice(1).map((part) => Number(part ?? 0)) as [number, number, number, number, number];
  const valid = new Date(Date.UTC(year, month - 1, day)).getUTCDate() === day && month >= 1 && month <= 12 && hour < 24 && minute < 60;
  return valid ? { year, month, day, hour, minute, second: 0 } : null;
}
