import { defaultHorzScaleBehavior, type TickMark, type Time, type TimeScalePoint, type UTCTimestamp } from 'lightweight-charts';
import { Weight, weightBetween } from '../time/marks';
import { monthText, timeText } from '../time/text';
import type { ZoneClock } from '../time/zone';

const LibraryScale = defaultHorzScaleBehavior();

type Points = Parameters<InstanceType<typeof LibraryScale>['fillWeightsForPoints']>[0];

/** Milliseconds of a time of the chart. The chart counts in seconds, always UTC. */
export const toMs = (time: Time): number => (time as number) * 1000;

export const toChartTime = (ms: number): UTCTimestamp => ms / 1000 as UTCTimestamp;

/**
 * The time axis in a time zone. The chart keeps UTC times, because local times would repeat an hour in an autumn night. Only the labels and the weights of the
 * marks use the zone, so a day begins at local midnight.
 */
export class ZonedScale extends LibraryScale {
  constructor(public clock: ZoneClock) {
    super();
  }

  override fillWeightsForPoints(points: Points, startIndex: number): void {
    let before = startIndex > 0 ? this.clock.at(toMs(points[startIndex - 1]!.originalTime as Time)) : null;
    for (let index = startIndex; index < points.length; index++) {
      const point = points[index] as { timeWeight: TimeScalePoint['timeWeight']; originalTime: unknown };
      const now = this.clock.at(toMs(point.originalTime as Time));
      point.timeWeight = weightBetween(before, now) as TimeScalePoint['timeWeight'];
      before = now;
    }
  }

  override formatTickmark(mark: TickMark): string {
    return markText(this.clock, toMs(mark.originalTime as Time), mark.weight);
  }
}

/** The label of a mark, by its weight. */
export function markText(clock: ZoneClock, utc: number, weight: number): string {
  const at = clock.at(utc);
  if (weight >= Weight.year)
    return String(at.year);
  if (weight >= Weight.month)
    return monthText(at);
  return weight >= Weight.day ? `${at.day} ${monthText(at)}` : timeText(at);
}
