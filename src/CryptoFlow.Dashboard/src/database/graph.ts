import uPlot from 'uplot';
import { el } from '../frame/dom';
import { color } from '../frame/theme';

export interface Line {
  readonly name: string;
  /** The name of a colour of the style sheet. */
  readonly color: string;
}

const height = 132;

/** Below this width, in CSS pixels, every second label of the time fits. */
const narrow = 300;

/** A small graph of the last minutes. */
export class Graph {
  readonly element = el('figure', { class: 'graph' });
  readonly #plot: uPlot;
  readonly #resized: ResizeObserver;

  constructor(title: string, unit: string, lines: readonly Line[], private readonly text: (value: number) => string) {
    const place = el('div', { class: 'graph-plot', 'aria-hidden': 'true' });
    const caption = el('figcaption', {}, el('span', {}, title), el('span', { class: 'unit' }, unit));
    if (lines.length > 1) {
      caption.append(el('span', { class: 'keys' }, ...lines.map((line) => {
        const key = el('span', {}, line.name);
        key.style.setProperty('--key', `var(--${line.color})`);
        return key;
      })));
    }
    this.element.append(caption, place);
    const axis = { stroke: () => color('muted'), grid: { stroke: () => color('grid'), width: 1 }, ticks: { show: false }, font: `10px ${color('font')}` };
    this.#plot = new uPlot({
      width: 320,
      height,
      pxAlign: 1,
      cursor: { show: false },
      legend: { show: false },
      padding: [8, 16, 0, 0],
      scales: { x: { time: false }, y: { range: (_, __, max) => [0, max > 0 ? max * 1.1 : 1] } },
      axes: [
        { ...axis, size: 22, space: 70, values: (_, ticks) => ticks.map((tick) => tick === 0 ? 'now' : `−${Math.round(-tick / 60)} min`), splits: (plot) => plot.width < narrow ? [-240, -120, 0] : [-240, -180, -120, -60, 0] },
        { ...axis, size: 52, space: 34, values: (_, ticks) => ticks.map((tick) => this.text(tick)) },
      ],
      series: [{}, ...lines.map((line) => ({ stroke: () => color(line.color), width: 1.5, points: { show: false }, spanGaps: true }))],
    }, [[-300, 0], ...lines.map(() => [null, null])] as uPlot.AlignedData, place);
    this.#resized = new ResizeObserver(() => requestAnimationFrame(() => {
      const width = Math.floor(place.clientWidth);
      if (width > 0 && width !== this.#plot.width)
        this.#plot.setSize({ width, height });
    }));
    this.#resized.observe(place);
  }

  /** @param times Seconds before now, negative, ascending. */
  show(times: readonly number[], values: readonly (readonly (number | null)[])[]): void {
    this.#plot.setData([times, ...values] as uPlot.AlignedData, false);
    this.#plot.setScale('x', { min: -300, max: 0 });
  }

  repaint(): void {
    this.#plot.redraw(false, true);
  }

  close(): void {
    this.#resized.disconnect();
    this.#plot.destroy();
  }
}
