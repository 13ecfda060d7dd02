import type { Connection } from '../live/connection';
import type { Store } from '../store/store';
import { browserZone, UTC } from '../time/zone';
import { button, el, on, put, setText } from './dom';
import { localZone, type Settings } from './settings';
import type { Route } from './route';

const views: readonly { view: Route['view']; name: string; address: string }[] = [
  { view: 'chart', name: 'Chart', address: '#/chart' },
  { view: 'database', name: 'Database', address: '#/database' },
  { view: 'collection', name: 'Collection', address: '#/collection' },
  { view: 'paper', name: 'Paper', address: '#/paper' },
  { view: 'operation', name: 'Operation', address: '#/operation' },
];

const stateTexts: Record<Connection['state'], string> = { connecting: 'Connecting', online: 'Connected', offline: 'No connection' };

const themeNames: Record<Settings['theme'], string> = { system: 'System', dark: 'Dark', light: 'Light' };

const afterFirstPaint = 1_000;

/** The frame around every view: navigation, connection, time zone, theme. */
export class Shell {
  readonly main = el('main', { id: 'main', tabindex: '-1' });
  readonly #links = new Map<Route['view'], HTMLAnchorElement>();
  readonly #message = el('div', { class: 'message', role: 'status', 'aria-live': 'polite' });
  #hide: ReturnType<typeof setTimeout> | undefined;

  constructor(settings: Store<Settings>, connection: Store<Connection>) {
    const nav = el('nav', { 'aria-label': 'Views' });
    for (const { view, name, address } of views) {
      const link = el('a', { href: address }, name);
      this.#links.set(view, link);
      nav.append(link);
    }
    const state = el('span', { class: 'connection', role: 'status' });
    const banner = el('div', { class: 'banner', role: 'alert', hidden: true });
    connection.watch((now) => {
      setText(state, stateTexts[now.state]);
      state.dataset.state = now.state;
      banner.hidden = now.state !== 'offline';
      setText(banner, now.state === 'offline'
        ? `The server has not answered since ${new Date(now.since).toLocaleTimeString('en-GB')}. The values may be out of date. The page connects again by itself.` : '');
    });
    const header = el('header', { class: 'frame' }, el('span', { class: 'brand' }, 'CryptoFlow'), nav, el('div', { class: 'frame-right' }, zoneChoice(settings), themeChoice(settings), state));
    const footer = el('footer', { class: 'frame-foot' },
      el('a', { href: 'scalar/' }, 'API'), el('a', { href: 'metrics' }, 'Metrics'),
      el('span', {}, 'Charts by ', el('a', { href: 'https://www.tradingview.com/', rel: 'noreferrer noopener' }, 'TradingView Lightweight Charts™')));
    put(document.querySelector('#app')!, header, banner, this.main, footer, this.#message);
    document.querySelector<HTMLElement>('[data-skip]')?.addEventListener('click', (event) => {
      event.preventDefault();
      this.main.focus();
    });
  }

  /** Shows a view and marks its link. */
  show(view: Route['view'], element: HTMLElement): void {
    put(this.main, element);
    for (const [name, link] of this.#links) {
      if (name === view)
        link.setAttribute('aria-current', 'page');
      else
        link.removeAttribute('aria-current');
    }
  }

  notify(text: string): void {
    clearTimeout(this.#hide);
    setText(this.#message, text);
    this.#hide = setTimeout(() => setText(this.#message, ''), 4000);
  }
}

function zoneChoice(settings: Store<Settings>): HTMLElement {
  const named = el('optgroup', { label: 'Named' });
  const select = el('select', { 'aria-label': 'Time zone', class: 'zone' },
    el('option', { value: UTC }, UTC), el('option', { value: localZone }, `Local (${browserZone()})`), named);
  const list = (names: readonly string[]): void => {
    put(named, ...names.map((name) => el('option', { value: name }, name)));
    select.value = settings.get().zone;
  };
  on(select, 'change', () => settings.update({ zone: select.value }));
  settings.watch(({ zone }) => {
    select.value = zone;
  });
  const { zone } = settings.get();
  list(zone === UTC || zone === localZone ? [] : [zone]);

  // The list has some 400 names, so it is filled after the first candles are drawn.
  setTimeout(() => list(Intl.supportedValuesOf('timeZone').filter((name) => name !== UTC)), afterFirstPaint);
  return select;
}

function themeChoice(settings: Store<Settings>): HTMLElement {
  const order = Object.keys(themeNames) as Settings['theme'][];
  const toggle = button('', () => {
    const { theme } = settings.get();
    settings.update({ theme: order[(order.indexOf(theme) + 1) % order.length]! });
  }, { class: 'theme', title: 'Colours: as the system, dark, or light' });
  settings.watch(({ theme }) => {
    setText(toggle, themeNames[theme]);
    toggle.setAttribute('aria-label', `Colours: ${themeNames[theme]}`);
  });
  return toggle;
}
