import type { ApiClient } from '../api/client';
import type { FundingPage } from '../api/funding';
import type { SeriesId } from '../candles/candle';
import { el, setText } from '../frame/dom';
import { poll } from '../frame/poll';
import { fundingLine } from '../funding/text';

/** The collector asks the exchange once a minute, so more requests would get the same values. */
const everyMs = 30_000;

/** The funding rate and the mark price of the contract beside its 24-hour figures. Hidden while neither is known. */
export class FundingTicker {
  readonly element = el('dl', { class: 'ticker funding', 'aria-label': 'Funding', hidden: true });
  readonly #name = el('dt');
  readonly #rate = el('dd', { title: 'Longs pay a positive rate of the value of their position to shorts, and receive a negative one.' });
  readonly #mark = el('dd');
  readonly #markPlace = el('div', {}, el('dt', {}, 'Mark price'), this.#mark);
  readonly #polling: { readonly end: () => void };
  readonly #clock: ReturnType<typeof setInterval>;
  #page: FundingPage | null = null;
  /** The exchange's clock minus the browser's clock, ms. */
  #offset = 0;

  constructor(series: SeriesId, api: ApiClient) {
    this.element.append(el('div', {}, this.#name, this.#rate), this.#markPlace);
    this.#polling = poll({
      load: (signal) => api.funding(series, signal),
      show: (page) => {
        this.#page = page;
        this.#offset = (page.exchangeTime ?? Date.now()) - Date.now();
        this.#draw();
      },
      failed: () => this.element.classList.add('is-stale'),
      everyMs,
    });
    this.#clock = setInterval(() => document.visibilityState === 'visible' && this.#draw(), 1000);
  }

  close(): void {
    this.#polling.end();
    clearInterval(this.#clock);
  }

  #draw(): void {
    const line = this.#page === null ? null : fundingLine(this.#page, Date.now() + this.#offset);
    this.element.hidden = line === null;
    if (line === null)
      return;
    this.element.classList.toggle('is-stale', line.isStale);
    setText(this.#name, line.name);
    setText(this.#rate, line.rate);
    this.#rate.dataset.direction = line.direction;
    this.#markPlace.hidden = line.mark === null;
    setText(this.#mark, line.mark ?? '');
  }
}
