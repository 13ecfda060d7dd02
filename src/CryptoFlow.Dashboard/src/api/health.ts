import type { Trader } from '../trades/trade';
import type { CollectorHealth, SeriesHealth } from './collection';

/** The parts of GET /api/health that the page shows. */
export interface Health {
  readonly status: Status;
  readonly timestamp: string;
  readonly stale: boolean;
  readonly reasons: readonly string[];
  readonly components: Readonly<Record<string, Component | Readonly<Record<string, Component>> | null>>;
  readonly lockWaitCount: number;
  readonly lockWaits: {
    readonly connections: Readonly<Record<string, LockWaits>>;
  };
  readonly queue: {
    readonly depth: number;
    readonly peak: number;
    readonly refused: number;
    readonly oldestWaitMs: number;
    readonly wait: Readonly<Record<string, Durations>>;
    /** Messages that wait, by lane. */
    readonly lanes: Readonly<Record<string, number>>;
  };
  readonly writer: {
    readonly open: boolean;
    readonly failure: string | null;
    readonly messagesCommitted: number;
    readonly rowsWritten: number;
    readonly idleShare: number;
    readonly lockHeldBy: Holder | null;
    readonly time: Readonly<Record<string, Durations>>;
  };
  readonly wal: {
    readonly pages: number;
    readonly checkpointedPages: number;
    readonly fileBytes: number;
    readonly checkpoints: number;
    readonly checkpointsBusy: number;
    readonly pagesMoved: number;
    readonly pinnedBy: Holder | null;
  };
  readonly lastCheckpoint: { readonly mode: string; readonly busy: boolean; readonly movedPages: number; readonly leftPages: number; readonly durationMs: number; readonly at: number | null } | null;
  readonly process: { readonly version: string };
  readonly paperTraders: readonly TraderHealth[];
  readonly collectors: readonly CollectorHealth[];
  readonly series: readonly SeriesHealth[];
  readonly alerts: readonly Alert[];
  readonly readers: {
    readonly count: number;
    readonly inFlight: number;
    readonly queueDepth: number;
    readonly answered: number;
    readonly refused: number;
    readonly failed: number;
    readonly expired: number;
    readonly wait: Durations;
    readonly time: Durations;
  };
}

/** A paper trader with its state. */
export interface TraderHealth extends Trader {
  readonly state: string;
  readonly detail: string | null;
}

/** A raised alert. */
export interface Alert {
  readonly name: string;
  readonly severity: 'warning' | 'error';
  /** ms UTC. */
  readonly since: number;
  readonly sentence: string;
}

export type Status = 'ok' | 'degraded' | 'unhealthy';

export interface Component {
  readonly status: Status;
  readonly reasons: readonly string[];
}

export interface Durations {
  readonly count: number;
  readonly meanMs: number;
  readonly maxMs: number;
}

/** The lock waits of one hour, of GET /api/lock-waits. */
export interface LockWaitHour {
  /** Start of the hour, ms UTC. */
  readonly time: number;
  readonly waits: number;
  readonly timeouts: number;
  readonly maxMs: number;
}

export interface LockWaits extends Durations {
  readonly timeouts: number;
}

export interface Holder {
  readonly name: string;
  readonly ageMs: number;
  readonly process: number | null;
  readonly reader: number | null;
  readonly query: string | null;
}
