import { el, setText } from '../frame/dom';

/** One large number with its name and an explanation below it. */
export class LargeNumber {
  readonly element: HTMLElement;
  readonly #value = el('dd', {}, '–');
  readonly #note = el('dd', { class: 'note' });

  constructor(name: string) {
    this.element = el('div', { class: 'number' }, el('dt', {}, name), this.#value, this.#note);
  }

  show(value: string, note: string, isAlarm: boolean): void {
    setText(this.#value, value);
    setText(this.#note, note);
    this.element.dataset.alarm = String(isAlarm);
  }
}
