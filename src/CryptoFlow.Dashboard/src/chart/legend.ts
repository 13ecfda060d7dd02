import type { Candle } from '../candles/candle';
import { el, put, setText } from '../frame/dom';
import { valuesAt, type IndicatorRows } from '../indicators/rows';
import { compact, fixed, signed } from '../format/number';
import { instantText } from '../time/text';
import type { ZoneClock } from '../time/zone';

/** The values of one candle above the chart: exact prices and volumes. */
export class Legend {
  readonly element = el('div', { class: 'legend', 'data-legend': true });
  readonly #values = new Map<string, HTMLElement>();
  readonly #lines = el('span', { class: 'item-lines' });

  constructor(private readonly decimals: number, private readonly taker: boolean) {
    const names = ['Time', 'O', 'H', 'L', 'C', 'Change', 'Vol', ...(taker ? ['Buy', 'Sell', 'Delta'] : []), ...(taker ? ['Trades'] : [])];
    for (const name of names) {
      const value = el('span', { class: 'value' });
      this.#values.set(name, value);
      this.element.append(el('span', { class: `item item-${name.toLowerCase()}` }, el('span', { class: 'name' }, name), value));
    }
    this.element.append(this.#lines);
  }

  show(candle: Candle | null, clock: ZoneClock): void {
    this.element.classList.toggle('is-empty', candle === null);
    if (candle === null)
      return;
    const price = (value: number): string => fixed(value, this.decimals);
    const direction = candle.close < candle.open ? 'down' : candle.close > candle.open ? 'up' : '';
    this.element.dataset.direction = direction;
    this.#set('Time', instantText(clock, candle.time));
    this.#set('O', price(candle.open));
    this.#set('H', price(candle.high));
    this.#set('L', price(candle.low));
    this.#set('C', price(candle.close));
    this.#set('Change', `${signed((candle.close / candle.open - 1) * 100, 2)} %`);
    this.#set('Vol', exact(candle.volume));
    if (this.taker) {
      this.#set('Buy', exact(candle.buyVolume));
      this.#set('Sell', exact(candle.sellVolume));
      this.#set('Delta', candle.delta > 0 ? `+${exact(candle.delta)}` : exact(candle.delta));
      this.#set('Trades', fixed(candle.tradeCount, 0));
    }
  }

  /** The values of a strategy's lines at the candle. */
  showIndicators(names: readonly string[], values: readonly (number | null)[]): void {
    put(this.#lines, ...names.map((name, index) => el('span', { class: 'item', 'data-line': String(index % 2) },
      el('span', { class: 'name' }, name), el('span', { class: 'value' }, values[index] == null ? '–' : fixed(values[index], this.decimals)))));
  }

  #set(name: string, text: string): void {
    setText(this.#values.get(name)!, text);
  }
}

/** The number of the API, with separators of thousands. */
export function exact(value: number): string {
  const text = value.toString();
  if (text.includes('e'))
    return text;
  const [whole, fraction] = text.replace('-', '−').split('.') as [string, string | undefined];
  return whole.replace(/\B(?=(\d{3})+$)/g, ',') + (fraction === undefined ? '' : `.${fraction}`);
}

/** One sentence about the visible candles, for screen readers. */
export function summary(title: string, candles: readonly Candle[], decimals: number, clock: ZoneClock): string {
  const first = candles[0];
  const last = candles.at(-1);
  if (first === undefined || last === undefined)
    return `${title}: no candles.`;
  const high = candles.reduce((most, candle) => Math.max(most, candle.high), -Infinity);
  const low = candles.reduce((least, candle) => Math.min(least, candle.low), Infinity);
  return `${title}: ${candles.length} candles from ${instantText(clock, first.time)} to ${instantText(clock, last.time)}. `
    + `Open ${fixed(first.open, decimals)}, close ${fixed(last.close, decimals)}, high ${fixed(high, decimals)}, low ${fixed(low, decimals)}.`;
}

/** A table of candles with the values of a strategy's lines, newest first. */
export function candleTable(candles: readonly Candle[], rows: IndicatorRows | null, decimals: number, clock: ZoneClock): HTMLTableElement {
  const table = el('table', { class: 'candles' }, el('caption', {}, `The ${candles.length} visible candles, newest first; times in ${clock.zone}`));
  const head = el('tr', {}, ...['Open time', 'Open', 'High', 'Low', 'Close', 'Volume', 'Delta', ...(rows?.lines ?? [])].map((name) => el('th', { scope: 'col' }, name)));
  const body = el('tbody');
  put(body, ...[...candles].reverse().map((candle) => el('tr', {},
    el('th', { scope: 'row' }, instantText(clock, candle.time)),
    ...[candle.open, candle.high, candle.low, candle.close].map((value) => el('td', {}, fixed(value, decimals))),
    el('td', {}, exact(candle.volume)), el('td', {}, candle.delta === 0 ? '' : compact(candle.delta)),
    ...(rows === null ? [] : valuesAt(rows, candle.time)).map((value) => el('td', {}, value === null ? '' : fixed(value, decimals))))));
  table.append(el('thead', {}, head), body);
  return table;
}
