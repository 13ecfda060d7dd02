import uPlot from 'uplot';
import type { EquityPoint } from '../api/paper';
import { compact } from '../format/number';
import { el } from '../frame/dom';
import { color } from '../frame/theme';
import { dateText } from '../time/text';
import { UTC, ZoneClock } from '../time/zone';

const height = 200;

/** The equity of an account over time, with the drawdown below the curve. */
export class EquityCurve {
  readonly element = el('figure', { class: 'graph curve' });
  readonly #summary = el('figcaption', {});
  readonly #plot: uPlot;
  readonly #resized: ResizeObserver;
  #clock = new ZoneClock(UTC);

  constructor(private readonly name: string) {
    const place = el('div', { class: 'curve-plot', 'aria-hidden': 'true' });
    this.element.append(this.#summary, place);
    const axis = { stroke: () => color('muted'), grid: { stroke: () => color('grid'), width: 1 }, ticks: { show: false }, font: `10px ${color('font')}` };
    this.#plot = new uPlot({
      width: 320,
      height,
      pxAlign: 1,
      ms: 1,
      cursor: { show: false },
      legend: { show: false },
      padding: [8, 12, 0, 0],
      scales: { x: { time: false }, drawdown: { range: (_, __, max) => [Math.max(10, max) * 4, 0] } },
      axes: [
        { ...axis, size: 22, space: 90, values: (_, ticks) => ticks.map((tick) => dateText(this.#clock.at(tick))) },
        { ...axis, size: 52, space: 40, values: (_, ticks) => ticks.map(compact) },
      ],
      series: [{},
        { stroke: () => color('accent'), width: 1.5, points: { show: false }, paths: uPlot.paths.stepped!({ align: 1 }) },
        { stroke: () => color('down-soft'), fill: () => color('hole'), width: 1, scale: 'drawdown', points: { show: false }, paths: uPlot.paths.stepped!({ align: 1 }) }],
    }, [[0, 1], [null, null], [null, null]] as uPlot.AlignedData, place);
    this.#resized = new ResizeObserver(() => requestAnimationFrame(() => {
      const width = Math.floor(place.clientWidth);
      if (width > 0 && width !== this.#plot.width)
        this.#plot.setSize({ width, height });
    }));
    this.#resized.observe(place);
  }

  show(points: readonly EquityPoint[], clock: ZoneClock): void {
    this.#clock = clock;
    const worst = Math.max(0, ...points.map(({ drawdown }) => drawdown));
    this.#summary.textContent = points.length < 2
      ? `${this.name}: no closed trade yet.`
      : `${this.name}: from ${compact(points[0]!.capital)} to ${compact(points.at(-1)!.capital)}, worst drawdown ${(worst * 100).toFixed(1)} %.`;
    this.#plot.setData([points.map(({ time }) => time), points.map(({ capital }) => capital), points.map(({ drawdown }) => drawdown * 100)]);
  }

  repaint(): void {
    this.#plot.redraw(false, true);
  }

  close(): void {
    this.#resized.disconnect();
    this.#plot.destroy();
  }
}
