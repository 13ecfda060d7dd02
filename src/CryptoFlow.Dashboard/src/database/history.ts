import type { LockWaitHour } from '../api/health';
import { duration, fixed } from '../format/number';
import { el, put, setText } from '../frame/dom';
import { instantText } from '../time/text';
import type { ZoneClock } from '../time/zone';
import { daysOf, hourCount, slotsOf, type Slot } from './hours';

const svg = 'http://www.w3.org/2000/svg';

/** Height of the picture in its own units. */
const height = 100;

/** The lock waits of the last 14 days by hour, as bars, and by day as a table. */
export class LockWaitHistory {
  readonly element = el('section', { class: 'card history', 'aria-label': 'Lock waits of the last 14 days' });
  readonly #bars = document.createElementNS(svg, 'svg');
  readonly #figure = el('div', { class: 'history-figure', role: 'img', 'aria-label': 'Lock waits by hour' });
  readonly #most = el('span', { class: 'history-most', 'aria-hidden': 'true' });
  readonly #days = el('div', { class: 'history-days', 'aria-hidden': 'true' });
  readonly #summary = el('p', { class: 'hint' }, 'Loading…');
  readonly #table = el('div', { class: 'scrolls', tabindex: '0', role: 'region', 'aria-label': 'Lock waits by day' });
  #shown = '';

  constructor() {
    this.#bars.setAttribute('viewBox', `0 0 ${hourCount} ${height}`);
    this.#bars.setAttribute('preserveAspectRatio', 'none');
    this.#bars.setAttribute('aria-hidden', 'true');
    put(this.#figure, this.#bars, this.#most);
    put(this.element, el('h2', {}, 'Lock waits per hour, last 14 days'), this.#summary, this.#figure, this.#days,
      el('p', { class: 'hint history-keys' }, el('span', { 'data-state': 'waits' }, 'waited'), el('span', { 'data-state': 'timeouts' }, 'did not get the lock'),
        el('span', { 'data-state': 'none' }, 'no waits'), el('span', { 'data-state': 'off' }, 'the program did not run')),
      el('details', {}, el('summary', {}, 'By day'), this.#table));
  }

  show(from: number, hours: readonly LockWaitHour[], clock: ZoneClock): void {
    const shown = JSON.stringify([from, hours, clock.zone]);
    if (shown === this.#shown)
      return;
    this.#shown = shown;
    const slots = slotsOf(from, hours);
    const days = daysOf(from, slots, clock);
    const waits = hours.reduce((sum, one) => sum + one.waits, 0);
    const worst = hours.reduce<LockWaitHour | null>((most, one) => one.waits > (most?.waits ?? 0) ? one : most, null);
    const record = hours.length === 1 ? 'the hour on record' : `the ${fixed(hours.length, 0)} hours on record`;
    const text = hours.length === 0 ? 'No hour is on record yet. The first hour is recorded after a minute.'
      : worst === null ? `No connection waited for a lock in ${record}.`
      : `${fixed(waits, 0)} waits in ${record}, most in the hour of ${instantText(clock, worst.time)}: ${fixed(worst.waits, 0)}.`;
    setText(this.#summary, text);
    this.#figure.setAttribute('aria-label', `Lock waits by hour. ${text}`);
    setText(this.#most, worst === null ? '' : fixed(worst.waits, 0));
    this.#bars.replaceChildren(...slots.flatMap((slot, index) => barsOf(slot, index, worst?.waits ?? 0, clock)));
    put(this.#days, ...days.map((day, index) => {
      const label = el('span', {}, day.date.replace(/ \d{4}$/, ''));
      label.style.left = `${day.first / hourCount * 100}%`;
      // The first day of the picture may have room for only a part of its name.
      label.hidden = index === 0 && (days[1]?.first ?? 0) < 14;
      return label;
    }));
    put(this.#table, el('table', {}, el('thead', {}, el('tr', {}, ...['Day', 'Hours on record', 'Waits', 'Time-outs', 'Longest'].map((name) => el('th', { scope: 'col' }, name)))),
      el('tbody', {}, ...[...days].reverse().map((day) => el('tr', {}, el('th', { scope: 'row' }, day.date), el('td', {}, fixed(day.ran, 0)), el('td', {}, fixed(day.waits, 0)),
        el('td', {}, fixed(day.timeouts, 0)), el('td', {}, day.waits === 0 ? '–' : duration(day.maxMs)))))));
  }
}

function barsOf(slot: Slot, index: number, most: number, clock: ZoneClock): SVGElement[] {
  if (slot === null)
    return [bar(index, height - 4, 4, 'off', null)];
  if (slot.waits === 0)
    return [bar(index, height - 4, 4, 'none', null)];
  const tall = (count: number): number => Math.max(6, count / most * (height - 4));
  const title = `${instantText(clock, slot.time)}: ${fixed(slot.waits, 0)} waits, longest ${duration(slot.maxMs)}, ${fixed(slot.timeouts, 0)} time-outs`;
  const waits = bar(index, height - tall(slot.waits), tall(slot.waits), 'waits', title);
  return slot.timeouts === 0 ? [waits] : [waits, bar(index, height - tall(slot.timeouts), tall(slot.timeouts), 'timeouts', title)];
}

function bar(index: number, y: number, tall: number, state: string, title: string | null): SVGElement {
  const rect = document.createElementNS(svg, 'rect');
  for (const [name, value] of Object.entries({ x: index + 0.08, y, width: 0.84, height: tall, 'data-state': state }))
    rect.setAttribute(name, String(value));
  if (title !== null) {
    const text = document.createElementNS(svg, 'title');
    text.textContent = title;
    rect.append(text);
  }
  return rect;
}
