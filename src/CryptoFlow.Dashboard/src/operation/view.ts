import type { Alert, Health } from '../api/health';
import type { Configuration, PastAlert } from '../api/operation';
import type { Context, View } from '../frame/context';
import { button, el, on, put, setText } from '../frame/dom';
import { withKey } from '../frame/key';
import { poll, type Polling } from '../frame/poll';
import type { Route } from '../frame/route';
import { zoneOf } from '../frame/settings';
import { instantText } from '../time/text';
import { ZoneClock } from '../time/zone';

interface Reading {
  readonly health: Health;
  readonly active: readonly Alert[];
  readonly past: readonly PastAlert[];
}

const links: readonly (readonly [string, string, string])[] = [
  ['metrics', 'Metrics', 'for Prometheus'],
  ['scalar/', 'API reference', 'all routes, with a form to try them'],
  ['openapi/v1.json', 'OpenAPI', 'the description of every route for programs'],
  ['api/health', 'Health', 'as JSON'],
];

/** The operation of the program: alerts, members of the cluster, the effective configuration. */
export class OperationView implements View {
  readonly title = 'Operation';
  readonly element = el('section', { class: 'panel operation', 'aria-label': 'Operation' });
  readonly #state = el('p', { class: 'version', role: 'status' }, 'Loading…');
  readonly #alerts = el('div', { class: 'card scrolls', tabindex: '0', role: 'region', 'aria-label': 'Alerts' });
  readonly #cluster = el('div', { class: 'card' });
  readonly #settings = el('div', { class: 'card' });
  readonly #search = el('input', { type: 'search', 'aria-label': 'Search the configuration', placeholder: 'Search' });
  readonly #changed = el('input', { type: 'checkbox', id: 'only-changed' });
  readonly #table = el('div', { class: 'scrolls', tabindex: '0', role: 'region', 'aria-label': 'Configuration' });
  readonly #poll: Polling;
  readonly #ends: (() => void)[] = [];
  #last: Reading | null = null;
  #configuration: Configuration | null = null;

  constructor(private readonly context: Context) {
    const { api } = context;
    put(this.#cluster, el('h2', {}, 'Cluster'), button('Show the members', () => void this.#loadMembers()));
    put(this.#settings, el('h2', {}, 'Configuration'), button('Show the configuration', () => void this.#loadConfiguration()));
    on(this.#search, 'input', () => this.#drawTable());
    on(this.#changed, 'change', () => this.#drawTable());
    put(this.element, el('h1', { class: 'off-screen' }, 'Operation'), this.#state, this.#alerts, this.#cluster, this.#settings,
      el('div', { class: 'card' }, el('h2', {}, 'More'), el('ul', { class: 'links' }, ...links.map(([address, name, what]) => el('li', {}, el('a', { href: address }, name), ` ${what}`)))));
    this.#poll = poll({
      load: async (signal) => ({ health: await api.health(signal), ...await api.alerts(signal) }),
      show: (reading) => this.#show(reading),
      failed: (failure) => this.#fail(failure),
      everyMs: 5_000,
    });
    this.#ends.push(context.settings.watch(() => this.#last !== null && this.#show(this.#last)));
  }

  update(route: Route): boolean {
    return route.view === 'operation';
  }

  close(): void {
    this.#poll.end();
    this.#ends.forEach((end) => end());
  }

  #show(reading: Reading): void {
    this.#last = reading;
    this.element.classList.remove('is-stale');
    setText(this.#state, `CryptoFlow ${reading.health.process.version}`);
    const clock = new ZoneClock(zoneOf(this.context.settings.get().zone));
    const row = (alert: Alert | PastAlert, until: string): HTMLElement => el('tr', { 'data-severity': alert.severity },
      el('th', { scope: 'row' }, alert.name.replaceAll('_', ' ')), el('td', {}, alert.severity), el('td', {}, instantText(clock, alert.since)), el('td', {}, until), el('td', { class: 'sentence' }, alert.sentence));
    const rows = [...reading.active.map((alert) => row(alert, 'raised now')), ...reading.past.map((alert) => row(alert, instantText(clock, alert.until)))];
    put(this.#alerts, el('h2', {}, 'Alerts'),
      rows.length === 0 ? el('p', { class: 'hint' }, 'No alert was raised since the start of the program.')
        : el('table', {}, el('thead', {}, el('tr', {}, ...['Alert', 'Severity', 'Since', 'Until', ''].map((name) => el('th', { scope: 'col' }, name)))), el('tbody', {}, ...rows)));
  }

  #fail(failure: Error): void {
    this.element.classList.add('is-stale');
    if (this.#last === null)
      this.#state.textContent = failure.message;
  }

  async #loadMembers(): Promise<void> {
    const lines = await withKey('The members of the cluster are shown only with the key.', (key) => this.context.api.operation(['cluster', 'show'], key), this.context.notify);
    if (lines !== null)
      put(this.#cluster, el('h2', {}, 'Cluster'), el('pre', {}, lines), button('Refresh', () => void this.#loadMembers()));
  }

  async #loadConfiguration(): Promise<void> {
    const configuration = await withKey('The configuration names paths and addresses, so it is shown only with the key.', (key) => this.context.api.configuration(key), this.context.notify);
    if (configuration === null)
      return;
    this.#configuration = configuration;
    put(this.#settings, el('h2', {}, 'Configuration'), el('div', { class: 'fields' }, this.#search, el('label', { for: 'only-changed', class: 'check' }, this.#changed, 'Only values that differ from the default')), this.#table);
    this.#drawTable();
  }

  #drawTable(): void {
    if (this.#configuration === null)
      return;
    const wanted = this.#search.value.trim().toLowerCase();
    const chosen = this.#configuration.settings.filter(({ key, isDefault }) => key.toLowerCase().includes(wanted) && (!this.#changed.checked || !isDefault));
    put(this.#table, chosen.length === 0 ? el('p', { class: 'hint' }, 'No key matches.')
      : el('table', {}, el('thead', {}, el('tr', {}, ...['Key', 'Value', 'Source'].map((name) => el('th', { scope: 'col' }, name)))),
        el('tbody', {}, ...chosen.map(({ key, value, source, isHidden }) => el('tr', {}, el('th', { scope: 'row' }, key.replace(/^CryptoFlow:/, '')),
          el('td', {}, isHidden && value !== null ? 'hidden' : value ?? 'not set'), el('td', {}, source))))));
  }
}
