import type { CanvasRenderingTarget2D } from 'fancy-canvas';
import type { ISeriesPrimitive, IPrimitivePaneView, Logical, Time } from 'lightweight-charts';
import type { PlacedTrade } from '../trades/trade';
import { CandleOverlay } from './overlay';

export interface TradeColors {
  readonly up: string;
  readonly down: string;
  readonly accent: string;
  readonly muted: string;
  readonly surface: string;
}

/** A trade that is narrower than this, in pixels, is drawn only as its two marks. */
const leastWidth = 8;

/** Draws paper trades on the prices: entry, stop, targets and channel from entry to exit, and a mark at each end. */
export class TradeLines extends CandleOverlay implements ISeriesPrimitive<Time> {
  #trades: readonly PlacedTrade[] = [];

  constructor(private readonly colors: () => TradeColors) {
    super();
  }

  show(trades: readonly PlacedTrade[]): void {
    this.#trades = trades;
    this.paintAgain();
  }

  paneViews(): readonly IPrimitivePaneView[] {
    return [{ zOrder: () => 'top', renderer: () => ({ draw: (target) => this.#draw(target) }) }];
  }

  #draw(target: CanvasRenderingTarget2D): void {
    const scale = this.chart?.timeScale();
    const series = this.series;
    if (scale === undefined || series === null)
      return;
    const colors = this.colors();
    target.useMediaCoordinateSpace(({ context, mediaSize }) => {
      for (const placed of this.#trades) {
        const from = scale.logicalToCoordinate(placed.from as Logical);
        const to = scale.logicalToCoordinate(placed.to as Logical);
        if (from === null || to === null || to < 0 || from > mediaSize.width)
          continue;
        const { trade } = placed;
        const line = (price: number | null, color: string, dash: number[]): void => {
          const y = price === null ? null : series.priceToCoordinate(price);
          if (y === null)
            return;
          context.strokeStyle = color;
          context.lineWidth = 1;
          context.setLineDash(dash);
          context.beginPath();
          context.moveTo(from, Math.round(y) + 0.5);
          context.lineTo(to, Math.round(y) + 0.5);
          context.stroke();
          context.setLineDash([]);
        };
        if (to - from >= leastWidth) {
          line(placed.support, colors.muted, [1, 3]);
          line(placed.resistance, colors.muted, [1, 3]);
          line(trade.stop, colors.down, [5, 3]);
          line(trade.tp1, colors.up, [5, 3]);
          line(trade.tp2, colors.up, [5, 3]);
          line(trade.entry, colors.accent, []);
        }
        const isLong = trade.direction === 'LONG';
        const entryY = series.priceToCoordinate(trade.entry);
        if (placed.entryIsInside && entryY !== null)
          triangle(context, from, entryY + (isLong ? 10 : -10), isLong ? -1 : 1, colors.accent, colors.surface);
        const exitY = trade.exitPrice === null ? null : series.priceToCoordinate(trade.exitPrice);
        if (placed.exitIsInside && exitY !== null)
          circle(context, to, exitY, (trade.pnlPct ?? 0) < 0 ? colors.down : colors.up, colors.surface);
      }
    });
  }
}

function triangle(context: CanvasRenderingContext2D, x: number, y: number, direction: 1 | -1, fill: string, border: string): void {
  context.beginPath();
  context.moveTo(x, y + direction * 7);
  context.lineTo(x - 5, y - direction * 3);
  context.lineTo(x + 5, y - direction * 3);
  context.closePath();
  paint(context, fill, border);
}

function circle(context: CanvasRenderingContext2D, x: number, y: number, fill: string, border: string): void {
  context.beginPath();
  context.arc(x, y, 4.5, 0, 2 * Math.PI);
  paint(context, fill, border);
}

function paint(context: CanvasRenderingContext2D, fill: string, border: string): void {
  context.fillStyle = fill;
  context.strokeStyle = border;
  context.lineWidth = 1.5;
  context.fill();
  context.stroke();
}
