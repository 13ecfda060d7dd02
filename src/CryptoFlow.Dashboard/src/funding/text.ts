import type { FundingPage } from '../api/funding';
import { fixed, signed } from '../format/number';

/** +0.0100 %. Longs pay a positive rate to shorts. A rate that rounds to zero has no sign. */
export const rateText = (rate: number): string => `${signed(Math.round(rate * 1e6) / 1e4 + 0, 4)} %`;

/** A mark price with some seven digits. Exchanges compute mark prices with more digits than the contract's prices have. */
export const markText = (price: number): string => fixed(price, Math.min(8, Math.max(2, 6 - Math.floor(Math.log10(price)))));

/** The time left, such as 7:05:09; "due" when there is none. */
export function countdown(until: number, now: number): string {
  const seconds = Math.ceil((until - now) / 1000);
  if (seconds <= 0)
    return 'due';
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${Math.floor(seconds / 3600)}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
}

/** The funding in the chart's header. */
export interface FundingLine {
  readonly name: string;
  readonly rate: string;
  /** The side that pays: longs or shorts. */
  readonly direction: 'up' | 'down' | '';
  /** Null if the exchange's present mark price is not known. */
  readonly mark: string | null;
  readonly isStale: boolean;
}

/**
 * The estimate for the next settlement with the time until then. If there is no estimate or it is old, the newest settled rate. Null if neither is known.
 * @param page The newest settlement and the estimate.
 * @param now The exchange's clock, ms UTC.
 */
export function fundingLine(page: FundingPage, now: number): FundingLine | null {
  const { current } = page;
  const settled = page.rates.at(-1);
  if (current !== null && !current.stale)
    return { name: 'Next funding', rate: `${rateText(current.rate)} in ${countdown(current.nextFundingTime, now)}`, direction: way(current.rate), mark: markText(current.markPrice), isStale: false };
  if (settled === undefined)
    return null;
  return { name: 'Last funding', rate: rateText(settled.rate), direction: way(settled.rate), mark: null, isStale: true };
}

const way = (rate: number): FundingLine['direction'] => rate < 0 ? 'down' : rate > 0 ? 'up' : '';
