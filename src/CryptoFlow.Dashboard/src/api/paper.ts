import type { PaperTrade } from '../trades/trade';

/** The account of one trader, of GET /status. Money is in quote currency, percent is percent. */
export interface TraderStatus {
  readonly current_price: number | null;
  readonly channel: { readonly support: number; readonly resistance: number; readonly width_pct: number } | null;
  readonly strategies: Readonly<Record<string, StrategyStatus>>;
}

export interface StrategyStatus {
  readonly name: string;
  readonly capital: number;
  readonly return_pct: number;
  readonly total_trades: number;
  readonly wins: number;
  readonly losses: number;
  readonly win_rate: number;
  readonly max_drawdown: number;
  readonly active_trade_details: readonly OpenTrade[];
  readonly state: string;
  readonly detail: string | null;
  readonly last_time: number | null;
  readonly parity: { readonly checkedAt: number; readonly upTo: number; readonly compared: number; readonly differences: number; readonly first: string | null } | null;
}

export interface OpenTrade {
  readonly signal_id: number;
  readonly direction: string;
  readonly entry_price: number;
  readonly sl_price: number;
  readonly tp1_price: number | null;
  readonly tp2_price: number | null;
  readonly status: string;
  /** ms UTC. */
  readonly timestamp: number;
  readonly pnl_pct: number;
  readonly unrealized_pnl: number;
  readonly unrealized_pnl_usd: number;
}

/** A closed trade with its money. */
export interface PaidTrade extends PaperTrade {
  readonly net: number | null;
  readonly fees: number | null;
}

/** Capital after a candle; drawdown as a fraction of the peak. */
export interface EquityPoint {
  readonly time: number;
  readonly capital: number;
  readonly drawdown: number;
}

export interface BacktestForm {
  readonly symbol: string;
  readonly strategy: string;
  readonly from?: string;
  readonly to?: string;
}

/** A run of GET /api/backtest/{run}. */
export interface BacktestRun {
  readonly run: string;
  readonly symbol: string;
  readonly strategy: string;
  readonly phase: 'running' | 'completed' | 'failed' | 'cancelled';
  readonly progress: number;
  readonly error?: string;
  readonly result?: BacktestResult;
}

export interface BacktestResult {
  readonly symbol: string;
  readonly strategy: string;
  readonly from: number;
  readonly to: number;
  readonly candles: number;
  readonly trades: readonly PaidTrade[];
  readonly summary: { readonly trades: number; readonly wins: number; readonly losses: number; readonly finalCapital: number; readonly maxDrawdown: number };
  readonly statistics: { readonly net: number; readonly fees: number; readonly winRate: number | null; readonly profitFactor: number | null; readonly expectancy: number | null };
  readonly gaps: readonly { readonly from: number; readonly to: number }[];
}
