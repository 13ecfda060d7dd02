import type { Candle } from './candle';

/** The columns that the command import reads, and an ISO time for readers. Numbers are those of the API, unrounded. */
export function candlesToCsv(candles: readonly Candle[]): string {
  const header = 'open_time,iso_time,open,high,low,close,volume,buy_volume,sell_volume,delta,trade_count';
  const lines = candles.map((c) => [
    c.time, new Date(c.time).toISOString(), c.open, c.high, c.low, c.close, c.volume, c.buyVolume, c.sellVolume, c.delta, c.tradeCount,
  ].join(','));
  return [header, ...lines, ''].join('\n');
}
