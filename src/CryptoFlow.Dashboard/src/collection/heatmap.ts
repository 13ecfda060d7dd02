import type { LedgerGap, SeriesHealth } from '../api/collection';
import { intervalName } from '../candles/candle';
import { fixed } from '../format/number';
import { el, on, put } from '../frame/dom';
import { dateText } from '../time/text';
import type { ZoneClock } from '../time/zone';
import { buckets, coverage, share, stateOf, type Cell } from './coverage';

export interface Picked {
  readonly series: SeriesHealth;
  readonly cell: Cell;
}

const columnCount = 48;

const stateWords = { none: 'no candles expected', complete: 'complete', lost: 'missing at the exchange', missing: 'missing' } as const;

/** Coverage of each series over time, as a grid: arrow keys move, Enter opens a cell. */
export class HeatMap {
  readonly element = el('div', { class: 'card scrolls' });
  readonly #table = el('table', { class: 'heat', role: 'grid', 'aria-label': 'Coverage of each series over time' });
  #cells: HTMLElement[][] = [];
  #at = { row: 0, column: 0 };
  #shown = '';

  constructor(private readonly pick: (picked: Picked) => void) {
    put(this.element, el('h2', {}, 'Coverage and freshness'), this.#table, el('p', { class: 'hint heat-keys' },
      ...(['complete', 'missing', 'lost', 'none'] as const).map((state) => el('span', { 'data-state': state }, stateWords[state]))));
    on(this.#table, 'keydown', (event) => this.#key(event));
  }

  show(series: readonly SeriesHealth[], gaps: readonly LedgerGap[], clock: ZoneClock): void {
    const shown = JSON.stringify([clock.zone, series.map(({ rows, oldestTime, lagCandles, status }) => [rows, oldestTime, lagCandles, status]), gaps.length]);
    if (shown === this.#shown)
      return;
    this.#shown = shown;
    const collected = series.filter(({ collected, rows }) => collected || rows > 0);
    const from = Math.min(...collected.map(({ oldestTime }) => oldestTime ?? Infinity));
    const to = Math.max(...collected.map(({ newestTime, tf }) => newestTime === null ? -Infinity : newestTime + (tf * 60_000)));
    if (!Number.isFinite(from) || !Number.isFinite(to)) {
      put(this.#table, el('caption', {}, 'No candles are stored yet.'));
      return;
    }
    const columns = buckets(from, to, columnCount);
    const ofSeries = new Map<string, LedgerGap[]>();
    for (const gap of gaps)
      (ofSeries.get(keyOf(gap)) ?? ofSeries.set(keyOf(gap), []).get(keyOf(gap))!).push(gap);
    this.#cells = [];
    const rows = collected.map((one) => this.#row(one, coverage(one, ofSeries.get(keyOf(one)) ?? [], columns), clock));
    put(this.#table,
      el('caption', {}, `From ${dateText(clock.at(from))} to ${dateText(clock.at(to))}; each column is ${fixed((to - from) / columnCount / 86_400_000, 1)} days.`),
      el('thead', {}, el('tr', {}, el('th', { scope: 'col' }, 'Series'), el('th', { scope: 'col', colspan: String(columnCount) }, 'Coverage'), el('th', { scope: 'col' }, 'Candles'), el('th', { scope: 'col' }, 'Behind'))),
      el('tbody', {}, ...rows));
    this.#focus(Math.min(this.#at.row, this.#cells.length - 1), this.#at.column, false);
  }

  #row(series: SeriesHealth, cells: readonly Cell[], clock: ZoneClock): HTMLElement {
    const name = `${series.exchange} ${series.symbol} ${intervalName(series.tf)}`;
    const row = this.#cells.length;
    this.#cells.push(cells.map((cell, column) => {
      const state = stateOf(cell);
      const text = `${name}, ${dateText(clock.at(cell.from))}: ${state === 'none' ? stateWords.none : `${fixed(share(cell) * 100, 2)} % stored, ${fixed(cell.missing, 0)} missing, ${fixed(cell.lost, 0)} missing at the exchange`}`;
      const element = el('td', { role: 'gridcell', class: 'cell', 'data-state': state, tabindex: '-1', 'aria-label': text, title: text });
      on(element, 'click', () => {
        this.#focus(row, column, true);
        this.pick({ series, cell });
      });
      return element;
    }));
    return el('tr', { 'data-status': series.status }, el('th', { scope: 'row' }, name), ...this.#cells[row]!,
      el('td', {}, fixed(series.rows, 0)), el('td', {}, series.lagCandles === null ? '–' : series.lagCandles === 0 ? 'no' : `${fixed(series.lagCandles, 0)} candles`));
  }

  #key(event: KeyboardEvent): void {
    const moves: Readonly<Record<string, readonly [number, number]>> = {
      ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1], Home: [0, -columnCount], End: [0, columnCount], PageUp: [-10, 0], PageDown: [10, 0],
    };
    const move = moves[event.key];
    if (move !== undefined)
      this.#focus(this.#at.row + move[0], this.#at.column + move[1], true);
    else if (event.key === 'Enter' || event.key === ' ')
      this.#cells[this.#at.row]?.[this.#at.column]?.click();
    else
      return;
    event.preventDefault();
  }

  #focus(row: number, column: number, moves: boolean): void {
    this.#cells[this.#at.row]?.[this.#at.column]?.setAttribute('tabindex', '-1');
    this.#at = { row: Math.max(0, Math.min(row, this.#cells.length - 1)), column: Math.max(0, Math.min(column, columnCount - 1)) };
    const cell = this.#cells[this.#at.row]?.[this.#at.column];
    cell?.setAttribute('tabindex', '0');
    if (moves)
      cell?.focus();
  }
}

export const keyOf = ({ exchange, symbol, tf }: { readonly exchange: string; readonly symbol: string; readonly tf: number }): string => `${exchange} ${symbol} ${tf}`;
