import type { Durations, Health } from '../api/health';

/** The activity between two answers of /api/health. A value is null if there was nothing to measure. */
export interface Sample {
  /** Seconds since 1970. */
  readonly time: number;
  readonly rowsPerSecond: number | null;
  /** Messages that wait, by lane. */
  readonly laneDepth: Readonly<Record<string, number>>;
  readonly readerMs: number | null;
  readonly pagesMovedPerSecond: number | null;
  /** Mean wait of the messages of each lane, ms. */
  readonly laneWaitMs: Readonly<Record<string, number | null>>;
}

export const lanes = ['control', 'sync', 'trades', 'ledger', 'backfill'] as const;

/** Compares two answers. After a restart of the server its counters begin at zero, so the differences are null. */
export function sampleOf(before: Health, now: Health): Sample {
  const seconds = (Date.parse(now.timestamp) - Date.parse(before.timestamp)) / 1000;
  const rate = (a: number, b: number): number | null => b < a || seconds <= 0 ? null : (b - a) / seconds;
  return {
    time: Date.parse(now.timestamp) / 1000,
    rowsPerSecond: rate(before.writer.rowsWritten, now.writer.rowsWritten),
    laneDepth: now.queue.lanes,
    readerMs: meanBetween(before.readers.time, now.readers.time),
    pagesMovedPerSecond: rate(before.wal.pagesMoved, now.wal.pagesMoved),
    laneWaitMs: Object.fromEntries(lanes.map((lane) => [lane, meanBetween(before.queue.wait[lane], now.queue.wait[lane])])),
  };
}

/** The mean of the durations that were added between two answers. */
export function meanBetween(before: Durations | undefined, now: Durations | undefined): number | null {
  const count = (now?.count ?? 0) - (before?.count ?? 0);
  if (now === undefined || count <= 0)
    return null;
  return Math.max(0, (now.meanMs * now.count - (before?.meanMs ?? 0) * (before?.count ?? 0)) / count);
}

/** Adds a sample and drops those that are too old. A sample whose time did not rise replaces the last one. */
export function append(samples: readonly Sample[], sample: Sample, keptSeconds: number): Sample[] {
  const rest = samples.filter(({ time }) => time > sample.time - keptSeconds && time < sample.time);
  return [...rest, sample];
}
