/** A date and time of day in some zone. Months count from 1. */
export interface LocalTime {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
}

export const UTC = 'UTC';

const day = 86_400_000;

/** No zone changes its offset twice within this time, so equal offsets at both ends mean that there was no change between them. */
const block = 7 * day;

/** The zone of this browser. */
export function browserZone(): string {
  return new Intl.DateTimeFormat().resolvedOptions().timeZone || UTC;
}

/** True for a name that Intl knows, such as Europe/Berlin. */
export function isZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

/**
 * Clock of one time zone. It asks Intl for the offset at the ends of weeks, and searches for the minute of a change only in weeks whose ends differ, because an
 * Intl call for each candle costs too much.
 */
export class ZoneClock {
  readonly #format: Intl.DateTimeFormat | null;
  readonly #ends = new Map<number, number>();
  readonly #changes = new Map<number, number>();

  constructor(readonly zone: string) {
    this.#format = zone === UTC ? null : new Intl.DateTimeFormat('en-US', {
      timeZone: zone, hourCycle: 'h23', year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric', second: 'numeric',
    });
  }

  /** Local time minus UTC at an instant, ms. */
  offsetAt(utc: number): number {
    if (this.#format === null)
      return 0;
    const index = Math.floor(utc / block);
    const before = this.#offsetAtEnd(index);
    const after = this.#offsetAtEnd(index + 1);
    return before === after || utc < this.#changeWithin(index, before) ? before : after;
  }

  /** The date and time of day at an instant (ms UTC). */
  at(utc: number): LocalTime {
    const local = new Date(utc + this.offsetAt(utc));
    return {
      year: local.getUTCFullYear(),
      month: local.getUTCMonth() + 1,
      day: local.getUTCDate(),
      hour: local.getUTCHours(),
      minute: local.getUTCMinutes(),
      second: local.getUTCSeconds(),
    };
  }

  /**
   * The instant of a local time, ms UTC. If a clock change repeats the local time, the first of both instants. If it skips the local time, the instant that the
   * clock would show without the change.
   */
  instantOf(local: LocalTime): number {
    const wall = Date.UTC(local.year, local.month - 1, local.day, local.hour, local.minute, local.second);
    const candidates = [wall - this.offsetAt(wall - day), wall - this.offsetAt(wall + day)];
    return candidates.sort((a, b) => a - b).find((utc) => utc + this.offsetAt(utc) === wall) ?? wall - this.offsetAt(wall - day);
  }

  #offsetAtEnd(index: number): number {
    let offset = this.#ends.get(index);
    if (offset === undefined)
      this.#ends.set(index, offset = this.#ask(index * block));
    return offset;
  }

  #changeWithin(index: number, before: number): number {
    let change = this.#changes.get(index);
    if (change === undefined) {
      let low = index * block;
      let high = low + block;
      while (high - low > 60_000) {
        const middle = Math.floor((low + high) / 120_000) * 60_000;
        if (this.#ask(middle) === before)
          low = middle;
        else
          high = middle;
      }
      this.#changes.set(index, change = high);
    }
    return change;
  }

  #ask(utc: number): number {
    const field: Record<string, number> = {};
    for (const part of this.#format!.formatToParts(utc))
      field[part.type] = Number(part.value);
    return Date.UTC(field.year!, field.month! - 1, field.day!, field.hour!, field.minute!, field.second!) - Math.floor(utc / 1000) * 1000;
  }
}
