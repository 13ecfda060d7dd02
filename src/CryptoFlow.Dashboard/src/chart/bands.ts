import type { CanvasRenderingTarget2D } from 'fancy-canvas';
import type { IChartApiBase, IPanePrimitive, IPanePrimitivePaneView, PaneAttachedParameter, Logical, Time } from 'lightweight-charts';
import { verdictOf, type Gap, type Hole } from '../candles/holes';
import { fixed } from '../format/number';

/** A range of slots to mark, with a text. */
export interface Band {
  readonly first: number;
  readonly last: number;
  readonly text: string;
  readonly toScale: boolean;
}

/** The bands of holes, with their verdicts in the gap ledger. */
export const bandsOf = (holes: readonly Hole[], gaps: readonly Gap[]): Band[] => holes.map((hole) => {
  const count = `${fixed(hole.missing, 0)} ${hole.missing === 1 ? 'candle' : 'candles'} missing`;
  const text = [count, verdictOf(hole, gaps), hole.toScale ? null : 'not to scale'].filter((part) => part !== null).join(', ');
  return { first: hole.firstSlot, last: hole.lastSlot, text, toScale: hole.toScale };
});

/** Shades the slots of missing candles over the height of the pane. */
export class HoleBands implements IPanePrimitive<Time> {
  #chart: IChartApiBase<Time> | null = null;
  #request: (() => void) | null = null;
  #bands: readonly Band[] = [];

  constructor(private readonly colors: () => { fill: string; line: string; text: string; font: string }) {}

  show(bands: readonly Band[]): void {
    this.#bands = bands;
    this.#request?.();
  }

  attached(parameters: PaneAttachedParameter<Time>): void {
    this.#chart = parameters.chart as unknown as IChartApiBase<Time>;
    this.#request = parameters.requestUpdate;
  }

  detached(): void {
    this.#chart = null;
    this.#request = null;
  }

  paneViews(): readonly IPanePrimitivePaneView[] {
    return [{ zOrder: () => 'bottom', renderer: () => ({ draw: (target) => this.#draw(target) }) }];
  }

  /** The position of each band is read at each paint, because earlier positions are wrong after a scroll. */
  #draw(target: CanvasRenderingTarget2D): void {
    const scale = this.#chart?.timeScale();
    if (scale === undefined)
      return;
    const half = scale.options().barSpacing / 2;
    const { fill, line, text, font } = this.colors();
    target.useMediaCoordinateSpace(({ context, mediaSize }) => {
      for (const band of this.#bands) {
        const from = scale.logicalToCoordinate(band.first as Logical);
        const to = scale.logicalToCoordinate(band.last as Logical);
        if (from === null || to === null || to + half < 0 || from - half > mediaSize.width)
          continue;
        const left = from - half;
        const width = Math.max(to + half - left, 1);
        context.fillStyle = fill;
        context.fillRect(left, 0, width, mediaSize.height);
        context.strokeStyle = line;
        context.setLineDash(band.toScale ? [3, 3] : []);
        context.beginPath();
        context.moveTo(left, 0);
        context.lineTo(left, mediaSize.height);
        context.moveTo(left + width, 0);
        context.lineTo(left + width, mediaSize.height);
        context.stroke();
        context.setLineDash([]);
        context.font = font;
        context.fillStyle = text;
        if (context.measureText(band.text).width + 12 < width) {
          context.textBaseline = 'bottom';
          context.fillText(band.text, left + 6, mediaSize.height - 6);
        } else if (mediaSize.height > 120) {
          context.save();
          context.translate(left + width / 2, mediaSize.height - 8);
          context.rotate(-Math.PI / 2);
          context.textBaseline = 'middle';
          context.fillText(band.text, 0, 0);
          context.restore();
        }
      }
    });
  }
}
