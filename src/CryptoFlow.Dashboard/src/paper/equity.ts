import type { EquityPoint, PaidTrade } from '../api/paper';

/** The equity curve of closed trades, in order of exit: one point at the start, one after each candle in which trades were closed. */
export function equityOf(trades: readonly PaidTrade[], initialCapital: number, from: number): EquityPoint[] {
  const points: EquityPoint[] = [{ time: from, capital: initialCapital, drawdown: 0 }];
  let capital = initialCapital;
  let peak = initialCapital;
  for (const { net, exitTime } of trades) {
    if (net === null || exitTime === null)
      continue;
    capital += net;
    peak = Math.max(peak, capital);
    const point = { time: exitTime, capital, drawdown: peak <= 0 ? 0 : (peak - capital) / peak };
    if (points.at(-1)!.time === exitTime)
      points[points.length - 1] = point;
    else
      points.push(point);
  }
  return points;
}

/** Which trades the table shows. */
export interface TradeFilter {
  readonly direction: 'all' | 'LONG' | 'SHORT';
  readonly result: 'all' | 'won' | 'lost' | 'open';
  readonly reason: string;
}

export const allTrades: TradeFilter = { direction: 'all', result: 'all', reason: 'all' };

export const filterTrades = (trades: readonly PaidTrade[], { direction, result, reason }: TradeFilter): PaidTrade[] => trades.filter((trade) =>
  (direction === 'all' || trade.direction === direction)
  && (reason === 'all' || trade.exitReason === reason)
  && (result === 'all' || result === resultOf(trade)));

export const resultOf = ({ net }: PaidTrade): 'won' | 'lost' | 'open' => net === null ? 'open' : net > 0 ? 'won' : 'lost';
