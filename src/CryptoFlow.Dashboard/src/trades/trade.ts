import type { Candle } from '../candles/candle';
import type { Slot } from '../candles/holes';
import { indexAtOrAfter } from '../candles/merge';
import { fixed, signed } from '../format/number';

/** A strategy that trades an instrument on paper. */
export interface Trader {
  readonly strategy: string;
  readonly exchange: string;
  readonly symbol: string;
}

/** A paper trade. Values that are known only after the exit are null before it. */
export interface PaperTrade {
  readonly signalId: number | null;
  /** Open time of the candle of the signal, ms UTC. */
  readonly entryTime: number;
  readonly exitTime: number | null;
  readonly direction: 'LONG' | 'SHORT';
  readonly entry: number;
  readonly stop: number;
  readonly tp1: number | null;
  readonly tp2: number | null;
  readonly tp1Hit: boolean;
  readonly exitReason: string | null;
  readonly exitPrice: number | null;
  /** A fraction of the entry price, before fees. */
  readonly pnlPct: number | null;
}

/** The signal of a trade, which also has the channel. */
export interface PaperSignal {
  readonly id: number;
  readonly channelSupport: number | null;
  readonly channelResistance: number | null;
}

/** A trade with its slots on the time axis. */
export interface PlacedTrade {
  readonly trade: PaperTrade;
  readonly support: number | null;
  readonly resistance: number | null;
  readonly from: number;
  readonly to: number;
  /** False when entry or exit lies outside of the window. */
  readonly entryIsInside: boolean;
  readonly exitIsInside: boolean;
}

/** The trades that overlap the slots. A time between two candles, as on a longer interval, belongs to the candle that contains it. */
export function place(trades: readonly PaperTrade[], signals: ReadonlyMap<number, PaperSignal>, slots: readonly Slot[]): PlacedTrade[] {
  const first = slots[0];
  const last = slots.at(-1);
  if (first === undefined || last === undefined)
    return [];
  const slotOf = (time: number): number => {
    const index = indexAtOrAfter(slots, time);
    return slots[index]?.time === time ? index : Math.max(0, index - 1);
  };
  return trades.filter((trade) => trade.entryTime <= last.time && (trade.exitTime ?? Infinity) >= first.time).map((trade) => {
    const signal = trade.signalId === null ? undefined : signals.get(trade.signalId);
    return {
      trade,
      support: signal?.channelSupport ?? null,
      resistance: signal?.channelResistance ?? null,
      from: slotOf(trade.entryTime),
      to: trade.exitTime === null ? slots.length - 1 : slotOf(trade.exitTime),
      entryIsInside: trade.entryTime >= first.time,
      exitIsInside: trade.exitTime !== null && trade.exitTime <= last.time,
    };
  });
}

/** The trade that was open at a candle; null if there was none. If a trade ends and another begins at the candle, the later trade. */
export function tradeAt(trades: readonly PaperTrade[], candle: Candle | null): PaperTrade | null {
  return candle === null ? null : trades.findLast(({ entryTime, exitTime }) => entryTime <= candle.time && candle.time <= (exitTime ?? Infinity)) ?? null;
}

const reasons: Readonly<Record<string, string>> = { STOP: 'at the stop', TP2: 'at the second target', TP1: 'at the first target' };

/** The trade in one line. */
export function tradeText(trade: PaperTrade, decimals: number): string {
  const price = (value: number): string => fixed(value, decimals);
  const targets = [trade.tp1, trade.tp2].filter((target) => target !== null).map(price).join(' and ');
  const start = `Paper ${trade.direction.toLowerCase()} from ${price(trade.entry)}, stop ${price(trade.stop)}${targets === '' ? '' : `, targets ${targets}`}`;
  if (trade.exitPrice === null || trade.pnlPct === null)
    return `${start}, open${trade.tp1Hit ? ', first target reached' : ''}`;
  const reason = trade.exitReason === null ? '' : ` ${reasons[trade.exitReason] ?? `by ${trade.exitReason.toLowerCase().replaceAll('_', ' ')}`}`;
  return `${start}, closed${reason} at ${price(trade.exitPrice)}: ${signed(trade.pnlPct * 100, 2)} %`;
}
