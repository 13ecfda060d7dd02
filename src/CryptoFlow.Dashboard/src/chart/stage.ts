import { hasTakerVolume, intervalName, type Candle, type SeriesId } from '../candles/candle';
import { dayFigures } from '../candles/figures';
import { candlesToCsv } from '../candles/csv';
import type { CandleWindow } from '../candles/window';
import { decimalsOf } from '../format/number';
import { el, on, put, setText } from '../frame/dom';
import type { Context } from '../frame/context';
import { traded, zoneOf } from '../frame/settings';
import { IndicatorFeed } from '../indicators/feed';
import { valuesAt } from '../indicators/rows';
import { PaperRecords, type PaperRecord } from '../trades/paper';
import { tradeAt, tradeText } from '../trades/trade';
import { ZoneClock } from '../time/zone';
import { ChartCanvas } from './canvas';
import { copyText } from './clipboard';
import { ChartFeed } from './feed';
import { GapNotes } from './gaps';
import { pressKey } from './keys';
import { labelPanes } from './labels';
import { candleTable, Legend, summary } from './legend';
import { readPalette } from './palette';
import { Ticker } from './ticker';

/** The next page is requested when fewer candles than this are left of the view. It is more than one view, so a page comes before it is needed. */
const ahead = 400;

/** One series on the screen: canvas, values, 24-hour figures, table. Another series gets a new stage. */
export class Stage {
  readonly element = el('div', { class: 'stage' });
  readonly ticker: Ticker;
  readonly #figure = el('figure', { class: 'figure', tabindex: '0', role: 'img', 'aria-label': 'Chart', 'aria-describedby': 'chart-keys' });
  readonly #state = el('div', { class: 'state', role: 'status' });
  readonly #labels = el('div', { class: 'pane-labels', 'aria-hidden': 'true' });
  readonly #table = el('div', { class: 'table', hidden: true, tabindex: '0', role: 'region', 'aria-label': 'Candles as a table' });
  readonly #feed: ChartFeed;
  readonly #gaps: GapNotes;
  readonly #paper: PaperRecords;
  readonly #indicators: IndicatorFeed;
  readonly #tradeLine = el('div', { class: 'trade-line', hidden: true });
  readonly #readout = el('div', { class: 'readout' }, this.#tradeLine);
  readonly #taker: boolean;
  readonly #ends: (() => void)[] = [];
  #canvas: ChartCanvas | null = null;
  #legend: Legend | null = null;
  #clock: ZoneClock;
  #decimals = 2;
  #pointed: Candle | null = null;
  #target: number | null = null;
  #record: PaperRecord | null = null;
  #settle: ReturnType<typeof setTimeout> | undefined;

  constructor(
    readonly series: SeriesId, private readonly context: Context, private readonly onSettled: (at: number | null) => void, onTraded: () => void,
  ) {
    this.#taker = hasTakerVolume(series);
    this.#clock = new ZoneClock(zoneOf(context.settings.get().zone));
    this.ticker = new Ticker(series, this.#taker);
    this.#feed = new ChartFeed(series, context.api, {
      changed: (window, reason) => this.#changed(window, reason),
      newest: (candles) => this.#newest(candles),
      failed: (sentence) => this.#failed(sentence),
    });
    this.#gaps = new GapNotes(series, context.api, (gaps) => this.#canvas?.showGaps(gaps));
    this.#paper = new PaperRecords(series, context.api, (record) => {
      this.#record = record;
      this.#showTrades();
      this.chooseIndicators();
      onTraded();
    });
    this.#indicators = new IndicatorFeed(series, context.api, (rows) => {
      this.#canvas?.showIndicators(rows);
      this.#point(this.#pointed);
      this.#fillTable();
    });
    this.chooseIndicators();
    put(this.element, this.#readout, this.#figure, this.#labels, this.#state, this.#table);
    on(this.#figure, 'keydown', (event) => pressKey(event, this.#canvas, () => void this.goTo(null)));
    on(this.#figure, 'blur', () => this.#canvas?.unpoint());
    const resized = new ResizeObserver(() => requestAnimationFrame(() => this.#label()));
    resized.observe(this.#figure);
    this.#ends.push(() => resized.disconnect());
  }

  get title(): string {
    return `${this.series.symbol} ${intervalName(this.series.minutes)} ${this.series.exchange}`;
  }

  get clock(): ZoneClock {
    return this.#clock;
  }

  /** Loads the candles at a time or the newest, then follows the series. */
  async start(at: number | null): Promise<void> {
    this.#say('Loading candles…');

    // The empty chart is drawn while the request runs, so that the first candles are shown without delay.
    this.#open();
    this.#target = at;
    this.#ends.push(this.context.live.follow(this.series, {
      history: (candles) => this.#feed.history(candles),
      candle: (candle) => this.#feed.candle(candle),
      deleted: (ranges) => this.#feed.deleted(ranges),
      forming: (candle) => this.#canvas?.showForming(candle),
      paper: () => void this.#paper.load(),
      refused: (sentence) => this.#feed.refused(sentence),
    }));
    await this.#feed.start(at);
    void this.#feed.completeDay();
    void this.#paper.load();
  }

  /** True when a strategy trades this instrument on paper. */
  get hasTrades(): boolean {
    return this.#record !== null;
  }

  /** Shows the lines of the strategy that the settings name. */
  chooseIndicators(): void {
    const { indicators } = this.context.settings.get();
    this.#indicators.choose(indicators === 'none' ? null : indicators === traded ? this.#record?.strategy ?? null : indicators);
  }

  /** Shows a time (ms UTC), or the newest candle. */
  async goTo(at: number | null): Promise<void> {
    const { candles, atEnd } = this.#feed.window;
    const isLoaded = at === null ? atEnd : candles.length > 0 && at >= candles[0]!.time && at <= candles.at(-1)!.time;
    this.#target = at;
    if (isLoaded)
      this.#place();
    else
      await this.#feed.start(at);
  }

  /** Repeats the requests that failed while the server was away. */
  retry(): void {
    if (this.#feed.window.candles.length === 0 && !this.#feed.isLoading)
      void this.#feed.start(this.#target);
  }

  /** Creates the canvas again with the present settings, at the same place. */
  restyle(): void {
    if (this.#canvas === null)
      return;
    this.#clock = new ZoneClock(zoneOf(this.context.settings.get().zone));
    if (this.#feed.window.candles.length === 0) {
      this.#open();
      return;
    }
    this.#target = this.#canvas.middle() ?? (this.#feed.window.atEnd ? null : this.#target);
    this.#open();
    this.#canvas.show(this.#feed.window);
    this.#place();
    this.#point(null);
  }

  toggleTable(): boolean {
    this.#table.hidden = !this.#table.hidden;
    this.#fillTable();
    return !this.#table.hidden;
  }

  async copy(): Promise<void> {
    const candles = this.#canvas?.visible() ?? [];
    const copied = await copyText(candlesToCsv(candles));
    this.context.notify(copied ? `${candles.length} visible candles copied as CSV.` : 'The browser refused to copy.');
  }

  middle(): number | null {
    return this.#canvas?.middle() ?? null;
  }

  close(): void {
    clearTimeout(this.#settle);
    this.#ends.forEach((end) => end());
    this.#feed.close();
    this.#gaps.close();
    this.#paper.close();
    this.#indicators.close();
    this.#canvas?.close();
    this.#canvas = null;
  }

  #open(): void {
    this.#canvas?.close();
    const { delta, cumulativeDelta } = this.context.settings.get();
    this.#canvas = new ChartCanvas(this.#figure, {
      minutes: this.series.minutes, taker: this.#taker, delta, cumulativeDelta, palette: readPalette, clock: this.#clock,
    }, {
      moved: (range, slots) => this.#moved(range, slots),
      pointed: (candle) => this.#point(candle),
      drawn: () => this.element.toggleAttribute('data-drawn', true),
    });
    this.#canvas.setDecimals(this.#decimals);
    this.#canvas.showGaps(this.#gaps.gaps);
    this.#canvas.showIndicators(this.#indicators.rows);
    this.#showTrades();
    requestAnimationFrame(() => this.#label());
  }

  /** Takes the fraction digits from the first candles. */
  #begin(window: CandleWindow): void {
    this.#decimals = decimalsOf(window.candles.slice(-300).flatMap((candle) => [candle.open, candle.high, candle.low, candle.close]));
    this.#canvas!.setDecimals(this.#decimals);
    this.#legend = new Legend(this.#decimals, this.#taker);
    this.#readout.prepend(this.#legend.element);
  }

  #changed(window: CandleWindow, reason: 'start' | 'older' | 'newer' | 'live'): void {
    if (window.candles.length === 0) {
      // All candles that the canvas shows were deleted.
      if (this.#legend !== null)
        this.#open();
      this.#say(this.#legend === null ? `No candles of ${this.title} are stored yet.` : `No candles of ${this.title} are stored any more.`);
      return;
    }
    this.#say('');
    if (this.#legend === null)
      this.#begin(window);
    this.#canvas!.show(window);
    if (reason === 'start')
      this.#place();
    this.#indicators.cover(window.candles[0]!.time, window.candles.at(-1)!.time);
    if (this.#canvas!.hasHoles)
      void this.#gaps.refresh(performance.now());
    if (this.#pointed === null)
      this.#point(null);
    Object.assign(this.element.dataset, { candles: window.candles.length, first: window.candles[0]!.time, last: window.candles.at(-1)!.time });
  }

  #place(): void {
    if (this.#target === null)
      this.#canvas?.showEnd();
    else
      this.#canvas?.showAt(this.#target);
  }

  #newest(candles: readonly Candle[]): void {
    const last = candles.at(-1);
    if (last !== undefined)
      this.ticker.show(last.close, dayFigures(candles, this.series.minutes * 60_000), this.#legend === null ? decimalsOf([last.close]) : this.#decimals);
  }

  #failed(sentence: string | null): void {
    if (sentence !== null && this.#feed.window.candles.length === 0)
      this.#say(sentence);
    else if (sentence !== null)
      this.context.notify(sentence);
  }

  #moved(range: { from: number; to: number }, slots: number): void {
    if (range.from < ahead && !this.#feed.window.atStart)
      void this.#feed.older();
    else if (range.to > slots - ahead && !this.#feed.window.atEnd)
      void this.#feed.newer();
    clearTimeout(this.#settle);
    this.#settle = setTimeout(() => {
      this.onSettled(this.middle());
      if (this.#pointed === null)
        this.#point(null);
      this.#describe();
      this.#fillTable();
    }, 300);
  }

  #point(candle: Candle | null): void {
    this.#pointed = candle;
    const shown = candle ?? this.#canvas?.visible().at(-1) ?? null;
    this.#legend?.show(shown, this.#clock);
    const { rows } = this.#indicators;
    this.#legend?.showIndicators(rows?.lines ?? [], rows === null || shown === null ? [] : valuesAt(rows, shown.time));
    const trade = this.context.settings.get().trades ? tradeAt(this.#record?.trades ?? [], shown) : null;
    this.#tradeLine.hidden = trade === null;
    setText(this.#tradeLine, trade === null ? '' : tradeText(trade, this.#decimals));
  }

  #showTrades(): void {
    this.#canvas?.showTrades(this.context.settings.get().trades ? this.#record : null);
    this.#point(this.#pointed);
  }

  #describe(): void {
    this.#figure.setAttribute('aria-label', summary(this.title, this.#canvas?.visible() ?? [], this.#decimals, this.#clock));
  }

  #fillTable(): void {
    if (!this.#table.hidden)
      put(this.#table, candleTable((this.#canvas?.visible() ?? []).slice(-500), this.#indicators.rows, this.#decimals, this.#clock));
  }

  #label(): void {
    labelPanes(this.#labels, this.#canvas?.paneTops() ?? [], this.series.minutes, this.#taker, this.context.settings.get());
  }

  #say(text: string): void {
    setText(this.#state, text);
    this.#state.hidden = text === '';
  }
}
