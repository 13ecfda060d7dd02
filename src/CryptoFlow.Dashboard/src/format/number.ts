/** Fraction digits that show a price exactly, from the prices themselves: at least 1, at most 8. */
export function decimalsOf(prices: Iterable<number>): number {
  let most = 1;
  for (const price of prices) {
    const text = price.toString();
    const exponent = /e-(\d+)$/.exec(text);
    const digits = exponent === null ? text.length - (text.indexOf('.') + 1 || text.length) : Number(exponent[1]) + 2;
    most = Math.max(most, Math.min(digits, 8));
  }
  return most;
}

const cached = new Map<number, Intl.NumberFormat>();

/** 12,345.60 with a fixed number of fraction digits. */
export function fixed(value: number, decimals: number): string {
  let format = cached.get(decimals);
  if (format === undefined)
    cached.set(decimals, format = new Intl.NumberFormat('en', { minimumFractionDigits: decimals, maximumFractionDigits: decimals }));
  return format.format(value).replace('-', '−');
}

/** The number with a sign: +1.25, −0.40, 0.00. */
export const signed = (value: number, decimals: number): string => (value > 0 ? '+' : '') + fixed(value, decimals);

/** Volumes in at most six characters: 12.35K, 1.20M. */
export function compact(value: number): string {
  const size = Math.abs(value);
  for (const [from, letter] of [[1e9, 'B'], [1e6, 'M'], [1e3, 'K']] as const) {
    if (size >= from)
      return fixed(value / from, 2) + letter;
  }
  return fixed(value, size >= 100 || size === 0 ? 0 : 2);
}

/** 4.2 MB; 1 KB is 1024 bytes, as SQLite's pages count. */
export function bytes(value: number): string {
  if (value < 1024)
    return `${fixed(value, 0)} B`;
  return value < 1024 * 1024 ? `${fixed(value / 1024, 0)} KB` : `${fixed(value / 1024 / 1024, 1)} MB`;
}

/** 0.4 ms, 12 ms, 3.4 s, 2 min, 5 h. */
export function duration(ms: number): string {
  if (ms < 10)
    return `${fixed(ms, ms === 0 ? 0 : 1)} ms`;
  if (ms < 1000)
    return `${fixed(ms, 0)} ms`;
  if (ms < 60_000)
    return `${fixed(ms / 1000, 1)} s`;
  return ms < 3_600_000 ? `${fixed(ms / 60_000, 0)} min` : `${fixed(ms / 3_600_000, 0)} h`;
}
