import type { Slot } from '../candles/holes';

/** The answer of GET /api/indicators. Times are ms UTC. */
export interface IndicatorPage {
  readonly title: string;
  /** Names of the lines. */
  readonly lines: readonly string[];
  /** Open times of the candles whose values differ from the candle before. */
  readonly times: readonly number[];
  /** For each line its value at each of the times. */
  readonly values: readonly (readonly (number | null)[])[];
  /** The last row applies to candles that open before this time. */
  readonly until: number;
}

/** The values of a strategy's lines for the candles from `from` up to `until`. A row applies until the next row. Immutable. */
export interface IndicatorRows extends IndicatorPage {
  readonly from: number;
}

/** A range of open times, ms UTC; `to` is exclusive. */
export interface OpenTimes {
  readonly from: number;
  readonly to: number;
}

export const rowsOf = (page: IndicatorPage, { from, to }: OpenTimes): IndicatorRows => ({ ...page, from, until: Math.min(page.until, to) });

/** The next range to request, until the rows cover all candles from the first to the last (open times); null if they do. */
export function missing(rows: IndicatorRows | null, first: number, last: number): OpenTimes | null {
  if (rows === null || last < rows.from || first > rows.until)
    return { from: first, to: last + 1 };
  if (first < rows.from)
    return { from: first, to: rows.from };
  return last >= rows.until ? { from: rows.until, to: last + 1 } : null;
}

/** Joins the rows with the answer for a range that touches them. An answer that does not touch them replaces them. */
export function joinRows(rows: IndicatorRows | null, page: IndicatorPage, range: OpenTimes): IndicatorRows {
  const added = rowsOf(page, range);
  if (rows !== null && added.until === rows.from)
    return concat(added, rows);
  return rows !== null && added.from === rows.until ? concat(rows, added) : added;
}

/** Drops the rows outside of the candles from the first to the last (open times), so that the memory of an open page does not grow. */
export function trim(rows: IndicatorRows, first: number, last: number): IndicatorRows {
  const from = Math.max(rows.from, first);
  const begin = Math.max(0, rowAt(rows, from));
  const end = rowAt(rows, last) + 1;
  return {
    ...rows,
    from,
    until: Math.min(rows.until, Math.max(last + 1, from)),
    times: rows.times.slice(begin, end),
    values: rows.values.map((line) => line.slice(begin, end)),
  };
}

/** The value of each line at a candle; null if there is none. */
export function valuesAt(rows: IndicatorRows, time: number): (number | null)[] {
  const row = time >= rows.from && time < rows.until ? rowAt(rows, time) : -1;
  return rows.values.map((line) => line[row] ?? null);
}

/** The value of each line at each slot of the time axis; NaN if there is none. */
export function spread(rows: IndicatorRows, slots: readonly Slot[]): Float64Array[] {
  const spreads = rows.values.map(() => new Float64Array(slots.length).fill(Number.NaN));
  let row = -1;
  slots.forEach(({ time, candle }, slot) => {
    while (row + 1 < rows.times.length && rows.times[row + 1]! <= time)
      row++;
    if (candle !== null && row >= 0 && time >= rows.from && time < rows.until)
      rows.values.forEach((line, index) => spreads[index]![slot] = line[row] ?? Number.NaN);
  });
  return spreads;
}

function concat(older: IndicatorRows, newer: IndicatorRows): IndicatorRows {
  return {
    ...newer,
    from: older.from,
    times: [...older.times, ...newer.times],
    values: newer.values.map((line, index) => [...older.values[index]!, ...line]),
  };
}

/** Index of the row that applies at a time; -1 before the first row. */
function rowAt(rows: IndicatorPage, time: number): number {
  let low = 0;
  let high = rows.times.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (rows.times[middle]! <= time)
      low = middle + 1;
    else
      high = middle;
  }
  return low - 1;
}
