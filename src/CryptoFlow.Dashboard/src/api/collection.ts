import type { FundingHealth } from './funding';

/** The parts of GET /api/health about collecting. */
export interface CollectorHealth {
  readonly exchange: string;
  readonly phase: string;
  readonly detail: string | null;
  readonly exchangeTimeOffsetMs: number | null;
  readonly pausedUntil: number | null;
  readonly refusedByExchange: number;
  readonly requests: number;
  readonly failures: number;
  readonly budgetUsed: number;
  readonly budgetLimit: number;
  readonly lastSyncAt: number | null;
  /** Null if funding rates are not collected. */
  readonly funding: FundingHealth | null;
  readonly sweep: { readonly periodSeconds: number; readonly pages: number; readonly candlesChanged: number } | null;
}

export interface SeriesHealth {
  readonly exchange: string;
  readonly symbol: string;
  readonly tf: number;
  readonly rows: number;
  readonly oldestTime: number | null;
  readonly newestTime: number | null;
  readonly collected: boolean;
  readonly lagCandles: number | null;
  readonly openGaps: number;
  readonly confirmedMissing: number;
  readonly status: string;
}

/** A run of GET /api/backfill. */
export interface BackfillRun {
  readonly run: string;
  readonly exchange: string;
  readonly phase: 'planning' | 'running' | 'completed' | 'incomplete' | 'cancelled';
  readonly plan: { readonly requests: number; readonly cost: number; readonly candles: number; readonly expectedSeconds: number; readonly compares: boolean } | null;
  readonly candles: number;
  readonly candlesDone: number;
  readonly candlesStored: number;
  readonly candlesChanged: number;
  readonly requestsFailed: number;
  readonly candlesPerSecond: number | null;
  readonly etaSeconds: number | null;
  readonly startedAt: number;
  readonly endedAt: number | null;
  readonly lastError: string | null;
}

/** A row of GET /api/gaps: [from, to), ms UTC. */
export interface LedgerGap {
  readonly exchange: string;
  readonly symbol: string;
  readonly tf: number;
  readonly from: number;
  readonly to: number;
  readonly candles: number;
  readonly verdict: string;
  readonly beforeListing: boolean;
  readonly reason: string | null;
}

export interface BackfillScope {
  readonly exchange?: string;
  readonly symbol?: string;
  readonly tf?: string;
  readonly days?: number;
}
