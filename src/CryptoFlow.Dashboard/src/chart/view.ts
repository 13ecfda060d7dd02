import type { Symbols } from '../api/client';
import { hasTakerVolume, intervalName, minutesOf, sameSeries, type SeriesId } from '../candles/candle';
import { button, el, on, put } from '../frame/dom';
import type { Context, View } from '../frame/context';
import { formatRoute, type ChartRoute, type Route } from '../frame/route';
import { traded } from '../frame/settings';
import { strategies } from '../trades/strategies';
import { FundingTicker } from './funding';
import { createGoTo } from './goto';
import { createPicker } from './picker';
import { Stage } from './stage';

/** The chart of one series with its controls. */
export class ChartView implements View {
  readonly element = el('section', { class: 'chart', 'aria-label': 'Chart' });
  readonly #bar = el('div', { class: 'toolbar', role: 'toolbar', 'aria-label': 'Chart' });
  readonly #symbol = button('', () => void this.#pick(), { class: 'symbol', 'aria-haspopup': 'dialog', title: 'Choose an instrument (key /)' });
  readonly #intervals = el('div', { class: 'segments', role: 'group', 'aria-label': 'Interval' });
  readonly #ticker = el('div', { class: 'ticker-place' });
  readonly #stagePlace = el('div', { class: 'stage-place' });
  readonly #picker = createPicker(({ exchange, symbol }) => this.#show({ exchange, symbol, minutes: this.#minutes() }));
  readonly #goTo = createGoTo((utc) => void this.#stage?.goTo(utc));
  readonly #delta: HTMLButtonElement;
  readonly #sum: HTMLButtonElement;
  readonly #trades: HTMLButtonElement;
  readonly #indicators = el('select', { class: 'indicators', 'aria-label': 'Indicators', title: 'The lines by which a strategy decides' },
    el('option', { value: traded }, 'Lines: as traded'), el('option', { value: 'none' }, 'Lines: none'),
    ...strategies.map(([value, text]) => el('option', { value }, `Lines: ${text}`)));
  readonly #ends: (() => void)[] = [];
  #symbols: Symbols | null = null;
  #stage: Stage | null = null;
  #funding: FundingTicker | null = null;
  #isClosed = false;

  constructor(private readonly context: Context, route: ChartRoute) {
    const { settings } = context;
    this.#delta = button('Delta', () => settings.update({ delta: !settings.get().delta }), { class: 'toggle', 'aria-pressed': 'false' });
    this.#sum = button('CVD', () => settings.update({ cumulativeDelta: !settings.get().cumulativeDelta }), { class: 'toggle', 'aria-pressed': 'false', title: 'Cumulative volume delta' });
    this.#trades = button('Trades', () => settings.update({ trades: !settings.get().trades }), { class: 'toggle', 'aria-pressed': 'false' });
    const table = button('Table', () => table.setAttribute('aria-pressed', String(this.#stage?.toggleTable() ?? false)), { class: 'toggle', 'aria-pressed': 'false' });
    const actions = el('div', { class: 'actions' }, this.#delta, this.#sum, this.#trades, this.#indicators, table,
      button('Go to date', () => this.#openGoTo(), { 'aria-haspopup': 'dialog' }),
      button('Latest', () => void this.#stage?.goTo(null), { title: 'Show the newest candle' }),
      button('Copy CSV', () => void this.#stage?.copy(), { title: 'Copy the visible candles as CSV' }),
      button('Full screen', () => void this.#toggleFullScreen()));
    on(this.#indicators, 'change', () => settings.update({ indicators: this.#indicators.value }));
    put(this.#bar, this.#symbol, this.#intervals, actions);
    put(this.element, this.#bar, this.#ticker, this.#stagePlace, this.#picker.element, this.#goTo.element,
      el('p', { id: 'chart-keys', class: 'off-screen' }, 'Arrow keys move from candle to candle, plus and minus zoom, Home shows the first loaded candle, End the newest.'));
    this.#ends.push(settings.watch(() => this.#applySettings()), context.theme.watch(() => this.#stage?.restyle()),
      context.connection.watch(({ state }) => state === 'online' && void this.#retry()));
    this.#ends.push(on(this.element, 'keydown', (event) => {
      if (event.key === '/' && !(event.target instanceof HTMLInputElement)) {
        event.preventDefault();
        void this.#pick();
      }
    }));
    void this.#open(route);
  }

  get title(): string {
    return this.#stage?.title ?? 'Chart';
  }

  update(route: Route): boolean {
    if (route.view !== 'chart')
      return false;
    if (route.series === null)
      return true;
    if (this.#stage !== null && sameSeries(route.series, this.#stage.series)) {
      if (route.at !== this.#stage.middle())
        void this.#stage.goTo(route.at);
    } else {
      this.#set(route.series, route.at);
    }
    return true;
  }

  close(): void {
    this.#isClosed = true;
    this.#ends.forEach((end) => end());
    this.#stage?.close();
    this.#stage = null;
    this.#funding?.close();
  }

  async #open(route: ChartRoute): Promise<void> {
    // The address names the series, so its candles do not wait for the list of symbols.
    if (route.series !== null)
      this.#set(route.series, route.at);
    await this.#loadSymbols();
  }

  async #loadSymbols(): Promise<void> {
    try {
      this.#symbols = await this.context.api.symbols();
    } catch {
      // The connection state shows that the server is away. #retry is called when it is back.
      return;
    }
    if (this.#isClosed)
      return;
    const first = firstOf(this.#symbols);
    if (this.#stage === null && first !== null)
      this.#show(first, true);
    this.#fillIntervals();
  }

  async #retry(): Promise<void> {
    if (this.#symbols === null)
      await this.#loadSymbols();
    this.#stage?.retry();
  }

  #minutes(): number {
    return this.#stage?.series.minutes ?? 15;
  }

  #show(series: SeriesId, replace = false): void {
    this.context.go({ view: 'chart', series, at: null }, replace);
  }

  #set(series: SeriesId, at: number | null): void {
    this.#stage?.close();
    this.#funding?.close();
    this.#funding = null;
    const stage = new Stage(series, this.context, (middle) => {
      const address = formatRoute({ view: 'chart', series, at: middle });
      if (this.#stage === stage && location.hash !== address)
        history.replaceState(null, '', address);
    }, () => this.#markTrades());
    this.#stage = stage;
    put(this.#symbol, el('span', { class: 'symbol-name' }, series.symbol), ' ', el('span', { class: 'symbol-exchange' }, series.exchange),
      el('span', { class: 'off-screen' }, ', choose another instrument'));
    put(this.#ticker, stage.ticker.element);
    put(this.#stagePlace, stage.element);
    this.#fillIntervals();
    this.#applySettings();
    document.title = `${stage.title} · CryptoFlow`;
    void stage.start(at).then(() => this.#showFunding(stage));
  }

  /** Called after the candles are shown, because they come first. */
  #showFunding(stage: Stage): void {
    if (this.#stage !== stage)
      return;
    this.#funding = new FundingTicker(stage.series, this.context.api);
    put(this.#ticker, stage.ticker.element, this.#funding.element);
  }

  #fillIntervals(): void {
    const current = this.#minutes();
    const names = this.#symbols?.timeframes ?? [intervalName(current)];
    const all = names.includes(intervalName(current)) ? names : [...names, intervalName(current)];
    put(this.#intervals, ...all.map((name) => button(name, () => {
      const minutes = minutesOf(name);
      if (minutes !== null && this.#stage !== null)
        this.context.go({ view: 'chart', series: { ...this.#stage.series, minutes }, at: this.#stage.middle() });
    }, { 'aria-pressed': String(name === intervalName(current)) })));
  }

  /** Reads the list again, because series are added and removed while the page is open. */
  async #pick(): Promise<void> {
    if (this.#stage === null)
      return;
    this.#picker.open(this.#symbols, this.#stage.series);
    await this.#loadSymbols();
    if (this.#symbols !== null)
      this.#picker.update(this.#symbols);
  }

  #openGoTo(): void {
    if (this.#stage !== null)
      this.#goTo.open(this.#stage.clock, this.#stage.middle() ?? Date.now());
  }

  #applySettings(): void {
    const { delta, cumulativeDelta, indicators } = this.context.settings.get();
    const taker = this.#stage === null || hasTakerVolume(this.#stage.series);
    for (const [toggle, isOn] of [[this.#delta, delta], [this.#sum, cumulativeDelta]] as const) {
      toggle.setAttribute('aria-pressed', String(isOn && taker));
      toggle.disabled = !taker;
      toggle.title = taker ? '' : 'This exchange does not report which volume takers bought.';
    }
    this.#indicators.value = indicators;
    this.#markTrades();
    this.#stage?.chooseIndicators();
    this.#stage?.restyle();
  }

  #markTrades(): void {
    const hasTrades = this.#stage?.hasTrades === true;
    this.#trades.disabled = !hasTrades;
    this.#trades.title = hasTrades ? 'Paper trades' : 'No strategy trades this instrument on paper.';
    this.#trades.setAttribute('aria-pressed', String(hasTrades && this.context.settings.get().trades));
  }

  async #toggleFullScreen(): Promise<void> {
    if (document.fullscreenElement === null)
      await this.element.requestFullscreen();
    else
      await document.exitFullscreen();
  }
}

function firstOf(symbols: Symbols): SeriesId | null {
  const minutes = minutesOf(symbols.timeframes[0] ?? '');
  const exchange = Object.keys(symbols.exchanges).find((name) => symbols.exchanges[name]!.length > 0);
  return exchange === undefined || minutes === null ? null : { exchange, symbol: symbols.exchanges[exchange]![0]!, minutes };
}
