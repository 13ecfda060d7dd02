import type { LogicalRange } from 'lightweight-charts';
import type { Candle } from '../candles/candle';
import type { ZoneClock } from '../time/zone';
import type { Palette } from './palette';

export interface CanvasOptions {
  readonly minutes: number;
  readonly taker: boolean;
  readonly delta: boolean;
  readonly cumulativeDelta: boolean;
  readonly palette: () => Palette;
  readonly clock: ZoneClock;
}

export interface CanvasEvents {
  /** The visible range moved. Slots before the first candle are negative, and slots after the last candle are beyond the length. */
  readonly moved: (range: LogicalRange, slots: number) => void;
  /** The candle under the crosshair, or null outside of all candles. */
  readonly pointed: (candle: Candle | null) => void;
  /** All panes of a new canvas have their data. */
  readonly drawn: () => void;
}
