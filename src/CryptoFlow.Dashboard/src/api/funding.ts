/** An exchange's present values for a contract's next settlement. Times are ms UTC of the exchange's clock. */
export interface CurrentFunding {
  /** The estimated rate: the share of a position's value that longs pay to shorts. */
  readonly rate: number;
  readonly nextFundingTime: number;
  readonly markPrice: number;
  readonly time: number;
  /** Whether the values are more than five minutes old. */
  readonly stale: boolean;
}

/** The funding of one contract in GET /api/health. */
export interface ContractFunding {
  readonly symbol: string;
  readonly state: 'ok' | 'waiting' | 'late' | 'failing';
  readonly newestTime: number | null;
  readonly newestRate: number | null;
  readonly dueAt: number | null;
  readonly completeFrom: number | null;
  readonly completeTo: number | null;
  readonly current: CurrentFunding | null;
  readonly failure: string | null;
}

/** The funding rates of an exchange in GET /api/health. */
export interface FundingHealth {
  readonly stored: number;
  readonly failures: number;
  readonly contracts: readonly ContractFunding[];
}

/** GET /api/funding of one contract. */
export interface FundingPage {
  readonly rates: readonly { readonly time: number; readonly rate: number; readonly markPrice: number | null }[];
  readonly current: CurrentFunding | null;
  /** The exchange's clock at the answer, ms UTC; null if the exchange is not collected. */
  readonly exchangeTime: number | null;
}
