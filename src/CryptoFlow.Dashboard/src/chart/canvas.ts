import {
  CandlestickSeries, createChartEx, HistogramSeries, LineSeries, type IChartApiBase, type ISeriesApi, type LogicalRange, type MouseEventParams, type Time,
} from 'lightweight-charts';
import type { Candle } from '../candles/candle';
import { cumulativeDelta } from '../candles/figures';
import { layOut, type Gap, type Hole, type Slot } from '../candles/holes';
import { indexAtOrAfter } from '../candles/merge';
import type { CandleWindow } from '../candles/window';
import { fixed } from '../format/number';
import { instantText } from '../time/text';
import { place, type PlacedTrade } from '../trades/trade';
import type { PaperRecord } from '../trades/paper';
import { spread, type IndicatorRows } from '../indicators/rows';
import { bandsOf, HoleBands } from './bands';
import type { CanvasEvents, CanvasOptions } from './canvasOptions';
import { IndicatorLines } from './indicators';
import { chartOptions } from './palette';
import { shiftOf } from './shift';
import { TradeLines } from './trades';
import { toChartTime, toMs, ZonedScale } from './scale';

const narrow = 560;

const formatOf = (decimals: number) => ({ type: 'custom', minMove: 10 ** -decimals, formatter: (price: number) => fixed(price, decimals) }) as const;

/** The chart: candles, volume, delta and cumulative delta in panes of one time axis. */
export class ChartCanvas {
  readonly #chart: IChartApiBase<Time>;
  readonly #price: ISeriesApi<'Candlestick', Time>;
  readonly #volume: ISeriesApi<'Histogram', Time>;
  readonly #bought: ISeriesApi<'Histogram', Time> | null = null;
  readonly #delta: ISeriesApi<'Histogram', Time> | null = null;
  readonly #sum: ISeriesApi<'Line', Time> | null = null;
  readonly #bands: HoleBands;
  readonly #trades: TradeLines;
  readonly #lines: IndicatorLines;
  #slots: readonly Slot[] = [];
  #holes: readonly Hole[] = [];
  #window: CandleWindow | null = null;
  #gaps: readonly Gap[] = [];
  #record: PaperRecord | null = null;
  #rows: IndicatorRows | null = null;
  #pointed = -1;
  #isShowing = false;
  #isNew = true;
  #isClosed = false;

  constructor(element: HTMLElement, private readonly options: CanvasOptions, private readonly events: CanvasEvents) {
    this.#chart = createChartEx<Time, ZonedScale>(element, new ZonedScale(options.clock), {
      ...chartOptions(options.palette()),
      autoSize: true,
      localization: { timeFormatter: (time: Time) => instantText(options.clock, toMs(time)) },
    });
    const palette = options.palette();
    this.#price = this.#chart.addSeries(CandlestickSeries, {
      upColor: palette.up, downColor: palette.down, wickUpColor: palette.up, wickDownColor: palette.down, borderVisible: false, priceFormat: formatOf(2),
    });
    // On a phone the values above the candles take several lines.
    this.#price.priceScale().applyOptions({ scaleMargins: { top: element.clientWidth < narrow ? 0.3 : 0.15, bottom: 0.08 } });
    const volume = { priceFormat: { type: 'volume' }, priceLineVisible: false, lastValueVisible: false, base: 0 } as const;
    this.#volume = this.#chart.addSeries(HistogramSeries, volume, 1);
    if (options.taker)
      this.#bought = this.#chart.addSeries(HistogramSeries, { ...volume, color: palette.upSoft }, 1);
    let panes = 2;
    if (options.taker && options.delta)
      this.#delta = this.#chart.addSeries(HistogramSeries, volume, panes++);
    if (options.taker && options.cumulativeDelta) {
      this.#sum = this.#chart.addSeries(LineSeries, {
        priceFormat: { type: 'volume' }, color: palette.accent, lineWidth: 2, priceLineVisible: false, lastValueVisible: false, crosshairMarkerRadius: 3,
      }, panes++);
    }
    this.#chart.panes().forEach((pane, index) => pane.setStretchFactor(index === 0 ? 5 : 1));
    this.#bands = new HoleBands(() => {
      const { hole, holeLine, muted, font } = this.options.palette();
      return { fill: hole, line: holeLine, text: muted, font: `11px ${font}` };
    });
    this.#chart.panes()[0]!.attachPrimitive(this.#bands);
    this.#trades = new TradeLines(options.palette);
    this.#price.attachPrimitive(this.#trades);
    this.#lines = new IndicatorLines(() => [options.palette().lineOne, options.palette().lineTwo]);
    this.#price.attachPrimitive(this.#lines);
    this.#chart.timeScale().subscribeVisibleLogicalRangeChange(this.#moved);
    this.#chart.subscribeCrosshairMove(this.#crosshair);
  }

  /** Sets the fraction digits of the prices. */
  setDecimals(decimals: number): void {
    this.#price.applyOptions({ priceFormat: formatOf(decimals) });
  }

  /** Tops and names of the panes below the price, for their labels, in CSS pixels. */
  paneTops(): number[] {
    let top = 0;
    return this.#chart.panes().map((pane) => {
      const at = top;
      top += pane.getHeight() + 1;
      return at;
    });
  }

  /** The candles that are visible now. */
  visible(): Candle[] {
    const range = this.#chart.timeScale().getVisibleLogicalRange();
    return range === null ? [] : this.#slots.slice(Math.max(0, Math.ceil(range.from)), Math.floor(range.to) + 1).flatMap(({ candle }) => candle ?? []);
  }

  /** Shows the window. The candles that were visible stay where they are. */
  show(window: CandleWindow): void {
    const { slots, holes } = layOut(window.candles, this.options.minutes * 60_000);
    const range = this.#slots.length === 0 ? null : this.#chart.timeScale().getVisibleLogicalRange();
    const isFollowing = range !== null && range.to >= this.#slots.length - 1 && this.#window?.atEnd === true && window.atEnd;
    const shift = range === null ? 0 : isFollowing ? slots.length - this.#slots.length : shiftOf(this.#slots, slots, range);
    this.#slots = slots;
    this.#holes = holes;
    this.#window = window;
    this.#isShowing = true;
    // In the past, the close of the window's last candle is not the last price.
    this.#price.applyOptions({ lastValueVisible: window.atEnd, priceLineVisible: window.atEnd });
    this.#drawPrices();
    if (!this.#isNew)
      this.#drawVolumes();
    if (range !== null)
      this.#chart.timeScale().setVisibleLogicalRange({ from: range.from + shift, to: range.to + shift });
    this.#isShowing = false;
    this.#mark();
    this.#moved(this.#chart.timeScale().getVisibleLogicalRange());
    if (this.#isNew)
      this.#complete();
  }

  /** Draws the forming candle, in soft colours, after the newest candle. The next closed candle redraws the chart. */
  showForming(candle: Candle): void {
    const last = this.#window?.candles.at(-1);
    if (last === undefined || this.#window?.atEnd !== true || candle.time !== last.time + this.options.minutes * 60_000)
      return;
    const { upSoft, downSoft } = this.options.palette();
    const time = toChartTime(candle.time);
    const color = candle.close >= candle.open ? upSoft : downSoft;
    this.#price.update({ time, open: candle.open, high: candle.high, low: candle.low, close: candle.close, color, wickColor: color });
    this.#volume.update({ time, value: candle.volume, color });
  }

  get hasHoles(): boolean {
    return this.#holes.length > 0;
  }

  showGaps(gaps: readonly Gap[]): void {
    this.#gaps = gaps;
    this.#mark();
  }

  /** Shows paper trades; null shows none. */
  showTrades(record: PaperRecord | null): void {
    this.#record = record;
    this.#mark();
  }

  /** Shows the lines of a strategy; null shows none. */
  showIndicators(rows: IndicatorRows | null): void {
    this.#rows = rows;
    this.#mark();
  }

  /** Shows the newest candles at a readable width. */
  showEnd(): void {
    const bars = this.#barsThatFit();
    this.#chart.timeScale().setVisibleLogicalRange({ from: this.#slots.length - bars, to: this.#slots.length + 3 });
  }

  /** Moves the candle at a time (ms UTC) to the middle. */
  showAt(time: number): void {
    const index = indexAtOrAfter(this.#slots, time);
    const half = this.#barsThatFit() / 2;
    this.#chart.timeScale().setVisibleLogicalRange({ from: index - half, to: index + half });
  }

  /** Shows the first candles. */
  showStart(): void {
    this.#chart.timeScale().setVisibleLogicalRange({ from: -3, to: this.#barsThatFit() - 3 });
  }

  /** Makes the candles wider (factor below 1) or narrower, around the right edge. */
  zoom(factor: number): void {
    const range = this.#chart.timeScale().getVisibleLogicalRange();
    if (range !== null) {
      const width = Math.min(Math.max((range.to - range.from) * factor, 10), 3000);
      this.#chart.timeScale().setVisibleLogicalRange({ from: range.to - width, to: range.to });
    }
  }

  /** Moves the crosshair by candles, from the keyboard. The chart scrolls along. */
  point(by: number): void {
    const range = this.#chart.timeScale().getVisibleLogicalRange();
    if (range === null || this.#slots.length === 0)
      return;
    const start = this.#pointed >= 0 ? this.#pointed : Math.min(Math.floor(range.to), this.#slots.length - 1) + (by > 0 ? -1 : 1);
    const index = Math.min(Math.max(start + by, 0), this.#slots.length - 1);
    const candle = this.#slots[index]!.candle;
    const overshoot = index < range.from + 1 ? index - range.from - 1 : index > range.to - 1 ? index - range.to + 1 : 0;
    if (overshoot !== 0)
      this.#chart.timeScale().setVisibleLogicalRange({ from: range.from + overshoot, to: range.to + overshoot });
    this.#pointed = index;
    if (candle !== null)
      this.#chart.setCrosshairPosition(candle.close, toChartTime(candle.time), this.#price);
    this.events.pointed(candle);
  }

  unpoint(): void {
    this.#pointed = -1;
    this.#chart.clearCrosshairPosition();
    this.events.pointed(null);
  }

  /** The time in the middle of the chart, ms UTC; null while the newest candle is visible. */
  middle(): number | null {
    const range = this.#chart.timeScale().getVisibleLogicalRange();
    if (range === null || this.#slots.length === 0 || (this.#window?.atEnd === true && range.to >= this.#slots.length - 1))
      return null;
    const index = Math.round((range.from + range.to) / 2);
    return this.#slots[Math.min(Math.max(index, 0), this.#slots.length - 1)]!.time;
  }

  close(): void {
    this.#isClosed = true;
    this.#chart.timeScale().unsubscribeVisibleLogicalRangeChange(this.#moved);
    this.#chart.unsubscribeCrosshairMove(this.#crosshair);
    this.#chart.remove();
  }

  readonly #moved = (range: LogicalRange | null): void => {
    // While new data is being set, the range is not right yet.
    if (range !== null && this.#slots.length > 0 && !this.#isShowing)
      this.events.moved(range, this.#slots.length);
  };

  readonly #crosshair = (event: MouseEventParams<Time>): void => {
    if (event.sourceEvent === undefined && event.point === undefined && this.#pointed >= 0)
      return;
    if (event.sourceEvent !== undefined)
      this.#pointed = event.logical === undefined ? -1 : Math.round(event.logical);
    this.events.pointed(event.logical === undefined ? null : this.#slots[Math.round(event.logical)]?.candle ?? null);
  };

  /** Fills the panes below the prices after the first paint. Both together would block the input of a slow machine for 80 ms. */
  #complete(): void {
    this.#isNew = false;
    requestAnimationFrame(() => setTimeout(() => {
      if (this.#isClosed)
        return;
      this.#drawVolumes();
      this.events.drawn();
    }));
  }

  #drawPrices(): void {
    this.#price.setData(this.#slots.map(({ time, candle }) => candle === null
      ? { time: toChartTime(time) }
      : { time: toChartTime(time), open: candle.open, high: candle.high, low: candle.low, close: candle.close }));
  }

  #drawVolumes(): void {
    const { up, down, upSoft, downSoft, neutral } = this.options.palette();
    const { taker } = this.options;
    const candles = this.#window?.candles ?? [];
    const times = candles.map((candle) => toChartTime(candle.time));
    // The bar of the whole volume has the sellers' colour. The buyers' bar is drawn over it and leaves the sellers' part visible.
    this.#volume.setData(candles.map((candle, index) => ({
      time: times[index]!, value: candle.volume, color: taker ? downSoft : candle.close === candle.open ? neutral : candle.close > candle.open ? upSoft : downSoft,
    })));
    this.#bought?.setData(candles.map((candle, index) => ({ time: times[index]!, value: candle.buyVolume })));
    this.#delta?.setData(candles.map((candle, index) => ({ time: times[index]!, value: candle.delta, color: candle.delta < 0 ? down : up })));
    if (this.#sum !== null) {
      const sums = cumulativeDelta(candles, this.options.minutes, this.#window?.atStart ?? false);
      this.#sum.setData(times.map((time, index) => {
        const { sum } = sums[index]!;
        if (sum === null)
          return { time };
        // The end of a period and the start of the next period are not joined by a line.
        return sums[index + 1]?.isFirst === true ? { time, value: sum, color: 'transparent' } : { time, value: sum };
      }));
    }
  }

  #mark(): void {
    const placed: PlacedTrade[] = this.#record === null ? [] : place(this.#record.trades, this.#record.signals, this.#slots);
    this.#trades.show(placed);
    this.#lines.show(this.#rows === null ? [] : spread(this.#rows, this.#slots));
    this.#bands.show(bandsOf(this.#holes, this.#gaps));
  }

  #barsThatFit(): number {
    return Math.min(Math.max(Math.round(this.#chart.timeScale().width() / 8), 30), 300);
  }
}
