import type { IChartApiBase, ISeriesApi, SeriesAttachedParameter, Time } from 'lightweight-charts';

/** A drawing on the candles. It has the chart and the series while the library has attached it, and can request a new paint. */
export abstract class CandleOverlay {
  protected chart: IChartApiBase<Time> | null = null;
  protected series: ISeriesApi<'Candlestick', Time> | null = null;
  #request: (() => void) | null = null;

  attached(parameters: SeriesAttachedParameter<Time>): void {
    this.chart = parameters.chart as unknown as IChartApiBase<Time>;
    this.series = parameters.series as ISeriesApi<'Candlestick', Time>;
    this.#request = parameters.requestUpdate;
  }

  detached(): void {
    this.chart = null;
    this.series = null;
    this.#request = null;
  }

  protected paintAgain(): void {
    this.#request?.();
  }
}
