import { baseOf, type SeriesId } from '../candles/candle';
import type { DayFigures } from '../candles/figures';
import { compact, fixed, signed } from '../format/number';
import { el, setText } from '../frame/dom';

/** Last price, and the change, range and volume of 24 hours. */
export class Ticker {
  readonly element = el('dl', { class: 'ticker', 'aria-label': 'Last 24 hours' });
  readonly #values: HTMLElement[] = [];

  constructor(private readonly series: SeriesId, private readonly taker: boolean) {
    for (const name of ['Last', '24 h change', '24 h high', '24 h low', '24 h volume', ...(taker ? ['24 h delta'] : [])]) {
      const value = el('dd', {}, '–');
      this.#values.push(value);
      this.element.append(el('div', {}, el('dt', {}, name), value));
    }
  }

  show(last: number, figures: DayFigures | null, decimals: number): void {
    setText(this.#values[0]!, fixed(last, decimals));
    if (figures === null)
      return;
    const base = baseOf(this.series.symbol);
    const texts = [
      `${signed(figures.change, decimals)} (${signed(figures.changePercent, 2)} %)`, fixed(figures.high, decimals), fixed(figures.low, decimals),
      `${compact(figures.volume)} ${base}`, ...(this.taker ? [`${figures.delta > 0 ? '+' : ''}${compact(figures.delta)} ${base}`] : []),
    ];
    texts.forEach((text, index) => setText(this.#values[index + 1]!, text));
    this.#values[1]!.dataset.direction = direction(figures.change);
    if (this.taker)
      this.#values[5]!.dataset.direction = direction(figures.delta);
  }
}

const direction = (value: number): string => value < 0 ? 'down' : value > 0 ? 'up' : '';
