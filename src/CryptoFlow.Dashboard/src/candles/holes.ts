import type { Candle } from './candle';

/** A slot on the time axis: a candle, or the empty slot of a missing candle. */
export interface Slot {
  /** Open time, ms UTC. */
  readonly time: number;
  readonly candle: Candle | null;
}

/** Missing candles between two stored candles. */
export interface Hole {
  /** Open time of the first missing candle. */
  readonly from: number;
  /** Open time of the candle after the hole. */
  readonly to: number;
  readonly missing: number;
  /** First and last slot of the hole. */
  readonly firstSlot: number;
  readonly lastSlot: number;
  /** False if the hole has fewer slots than missing candles. */
  readonly toScale: boolean;
}

/** The most empty slots for one hole. A two-year hole of 15m candles has 70,000. */
export const maxEmptySlots = 120;

/** Lays candles out on the time axis, with an empty slot for each missing candle. A longer hole has a fixed number of slots and is marked as a break. */
export function layOut(candles: readonly Candle[], step: number): { slots: Slot[]; holes: Hole[] } {
  const slots: Slot[] = [];
  const holes: Hole[] = [];
  let expected = candles[0]?.time ?? 0;
  for (const candle of candles) {
    if (candle.time > expected) {
      const missing = Math.ceil((candle.time - expected) / step);
      const drawn = Math.min(missing, maxEmptySlots);
      holes.push({ from: expected, to: candle.time, missing, firstSlot: slots.length, lastSlot: slots.length + drawn - 1, toScale: drawn === missing });
      for (let index = 0; index < drawn; index++)
        slots.push({ time: expected + index * step, candle: null });
    }
    slots.push({ time: candle.time, candle });
    expected = candle.time + step;
  }
  return { slots, holes };
}

/** A row of the gap ledger. */
export interface Gap {
  readonly from: number;
  readonly to: number;
  readonly candles: number;
  readonly verdict: string;
  readonly reason: string | null;
}

const verdicts: Readonly<Record<string, string>> = {
  open: 'not fetched yet',
  repairing: 'being fetched',
  confirmed_missing: 'the exchange has none',
  unreadable: 'the exchange sends an impossible row',
};

/** The verdict of the gap that covers most of the hole, in words; null while the ledger has no gap there. */
export function verdictOf(hole: Pick<Hole, 'from' | 'to'>, gaps: readonly Gap[]): string | null {
  let best: Gap | null = null;
  let most = 0;
  for (const gap of gaps) {
    const common = Math.min(gap.to, hole.to) - Math.max(gap.from, hole.from);
    if (common > most && gap.verdict in verdicts) {
      best = gap;
      most = common;
    }
  }
  return best === null ? null : verdicts[best.verdict]!;
}
