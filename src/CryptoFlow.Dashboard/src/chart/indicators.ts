import type { CanvasRenderingTarget2D } from 'fancy-canvas';
import type { AutoscaleInfo, ISeriesPrimitive, IPrimitivePaneView, Logical, Time } from 'lightweight-charts';
import { CandleOverlay } from './overlay';

/** Draws the lines of a strategy on the prices. Only the visible part is drawn, so more pages do not make a line slower. */
export class IndicatorLines extends CandleOverlay implements ISeriesPrimitive<Time> {
  #lines: readonly Float64Array[] = [];

  constructor(private readonly colors: () => readonly string[]) {
    super();
  }

  /** @param lines For each line its value at each slot; NaN if there is none. */
  show(lines: readonly Float64Array[]): void {
    this.#lines = lines;
    this.paintAgain();
  }

  /** The price scale also makes room for the lines. */
  autoscaleInfo(from: Logical, to: Logical): AutoscaleInfo | null {
    let minValue = Infinity;
    let maxValue = -Infinity;
    for (const line of this.#lines) {
      for (let slot = Math.max(0, Math.floor(from)); slot <= Math.min(line.length - 1, Math.ceil(to)); slot++) {
        const value = line[slot]!;
        if (value < minValue)
          minValue = value;
        if (value > maxValue)
          maxValue = value;
      }
    }
    return minValue <= maxValue ? { priceRange: { minValue, maxValue } } : null;
  }

  paneViews(): readonly IPrimitivePaneView[] {
    return [{ zOrder: () => 'normal', renderer: () => ({ draw: (target) => this.#draw(target) }) }];
  }

  #draw(target: CanvasRenderingTarget2D): void {
    const scale = this.chart?.timeScale();
    const range = scale?.getVisibleLogicalRange();
    const series = this.series;
    if (scale === undefined || range === null || range === undefined || series === null)
      return;
    const colors = this.colors();
    target.useMediaCoordinateSpace(({ context }) => {
      this.#lines.forEach((line, index) => {
        context.strokeStyle = colors[index % colors.length]!;
        context.lineWidth = 2;
        context.beginPath();
        let isDown = false;
        for (let slot = Math.max(0, Math.floor(range.from) - 1); slot <= Math.min(line.length - 1, Math.ceil(range.to) + 1); slot++) {
          const value = line[slot]!;
          const x = Number.isNaN(value) ? null : scale.logicalToCoordinate(slot as Logical);
          const y = x === null ? null : series.priceToCoordinate(value);
          if (x === null || y === null)
            isDown = false;
          else if (isDown)
            context.lineTo(x, Math.round(y));
          else {
            context.moveTo(x, Math.round(y));
            isDown = true;
          }
        }
        context.stroke();
      });
    });
  }
}
