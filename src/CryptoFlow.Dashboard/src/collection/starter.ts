import type { BackfillScope } from '../api/collection';
import type { Symbols } from '../api/client';
import { el, on, put } from '../frame/dom';

/** The form that starts a backfill. */
export class BackfillStarter {
  readonly element = el('form', { class: 'card starter', 'aria-label': 'Start a backfill' });
  readonly #exchange = el('select', { id: 'backfill-exchange' });
  readonly #symbol = el('select', { id: 'backfill-symbol' });
  readonly #tf = el('select', { id: 'backfill-tf' });
  readonly #days = el('input', { id: 'backfill-days', type: 'number', min: '1', max: '3650', placeholder: 'all' });
  #symbols: Symbols | null = null;

  constructor(start: (scope: BackfillScope) => void) {
    const field = (name: string, control: HTMLElement): HTMLElement => el('div', { class: 'field' }, el('label', { for: control.id }, name), control);
    put(this.element, el('h2', {}, 'Start a backfill'),
      el('div', { class: 'fields' }, field('Exchange', this.#exchange), field('Symbol', this.#symbol), field('Interval', this.#tf), field('Days', this.#days),
        el('button', { type: 'submit', class: 'primary' }, 'Start')),
      el('p', { class: 'hint' }, 'Without a symbol, an interval or days, the backfill fetches the missing candles. With one of them, it compares all candles of that range with the exchange.'));
    on(this.#exchange, 'change', () => this.#fill());
    on(this.element, 'submit', (event) => {
      event.preventDefault();
      start({
        ...(this.#exchange.value === '' ? {} : { exchange: this.#exchange.value }), ...(this.#symbol.value === '' ? {} : { symbol: this.#symbol.value }),
        ...(this.#tf.value === '' ? {} : { tf: this.#tf.value }), ...(this.#days.value === '' ? {} : { days: Number(this.#days.value) }),
      });
    });
  }

  show(symbols: Symbols): void {
    this.#symbols = symbols;
    const used = Object.entries(symbols.exchanges).filter(([, names]) => names.length > 0).map(([name]) => name);
    put(this.#exchange, el('option', { value: '' }, 'all'), ...used.map((name) => el('option', { value: name }, name)));
    put(this.#tf, el('option', { value: '' }, 'all'), ...symbols.timeframes.map((name) => el('option', { value: name }, name)));
    this.#fill();
  }

  #fill(): void {
    const chosen = this.#exchange.value;
    const names = [...new Set(Object.entries(this.#symbols?.exchanges ?? {}).filter(([name]) => chosen === '' || name === chosen).flatMap(([, all]) => all))];
    put(this.#symbol, el('option', { value: '' }, 'all'), ...names.map((name) => el('option', { value: name }, name)));
  }
}
