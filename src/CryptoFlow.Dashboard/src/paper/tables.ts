import type { OpenTrade, PaidTrade } from '../api/paper';
import { decimalsOf, fixed, signed } from '../format/number';
import { el, on, put } from '../frame/dom';
import { formatRoute } from '../frame/route';
import { instantText } from '../time/text';
import type { ZoneClock } from '../time/zone';
import { tradedMinutes } from '../trades/strategies';
import type { Trader } from '../trades/trade';
import { allTrades, filterTrades, type TradeFilter } from './equity';

/** The most rows of the table. Further trades are only counted. */
const most = 300;

const head = (...names: string[]): HTMLElement => el('thead', {}, el('tr', {}, ...names.map((name) => el('th', { scope: 'col' }, name))));

const money = (value: number | null): string => value === null ? '' : signed(value, 2);

/** The address of the chart of a trade, at the interval that the strategy trades on. */
export const chartAt = ({ strategy, exchange, symbol }: Trader, at: number): string =>
  formatRoute({ view: 'chart', series: { exchange, symbol, minutes: tradedMinutes(strategy) }, at });

/** The open positions with their unrealised result. */
export function openTable(trades: readonly OpenTrade[], trader: Trader, clock: ZoneClock): HTMLElement {
  if (trades.length === 0)
    return el('p', { class: 'hint' }, 'No position is open.');
  const decimals = decimalsOf(trades.map((trade) => trade.entry_price));
  const price = (value: number | null): string => value === null ? '' : fixed(value, decimals);
  return el('table', {}, head('Since', 'Direction', 'Entry', 'Stop', 'Target 1', 'Target 2', 'Result now', 'Money now'), el('tbody', {}, ...trades.map((trade) => el('tr', {},
    el('th', { scope: 'row' }, el('a', { href: chartAt(trader, trade.timestamp) }, instantText(clock, trade.timestamp))), el('td', {}, trade.direction.toLowerCase()),
    el('td', {}, price(trade.entry_price)), el('td', {}, price(trade.sl_price)), el('td', {}, price(trade.tp1_price)), el('td', {}, price(trade.tp2_price)),
    el('td', { class: sign(trade.pnl_pct) }, `${signed(trade.pnl_pct, 2)} %`), el('td', { class: sign(trade.unrealized_pnl_usd) }, money(trade.unrealized_pnl_usd))))));
}

const sign = (value: number): string => value > 0 ? 'gain' : value < 0 ? 'loss' : '';

/** All trades, the newest first, with filters. */
export class TradeTable {
  readonly element = el('div', { class: 'trades' });
  readonly #place = el('div', { class: 'scrolls', tabindex: '0', role: 'region', 'aria-label': 'Trades' });
  readonly #reason = el('select', { 'aria-label': 'Exit reason' });
  #filter: TradeFilter = allTrades;
  #trades: readonly PaidTrade[] = [];
  #trader: Trader = { strategy: '', exchange: '', symbol: '' };
  #clock: ZoneClock | null = null;

  constructor() {
    const choice = <K extends keyof TradeFilter>(name: string, key: K, values: readonly (readonly [TradeFilter[K], string])[]): HTMLElement => {
      const select = el('select', { 'aria-label': name }, ...values.map(([value, text]) => el('option', { value }, text)));
      on(select, 'change', () => this.#choose({ [key]: select.value }));
      return select;
    };
    on(this.#reason, 'change', () => this.#choose({ reason: this.#reason.value }));
    put(this.element, el('div', { class: 'fields' },
      choice('Direction', 'direction', [['all', 'Long and short'], ['LONG', 'Long'], ['SHORT', 'Short']]),
      choice('Result', 'result', [['all', 'All results'], ['won', 'Won'], ['lost', 'Lost'], ['open', 'Open']]), this.#reason), this.#place);
  }

  show(trades: readonly PaidTrade[], trader: Trader, clock: ZoneClock): void {
    this.#trades = trades;
    this.#trader = trader;
    this.#clock = clock;
    const reasons = [...new Set(trades.map(({ exitReason }) => exitReason).filter((reason) => reason !== null))].sort();
    put(this.#reason, el('option', { value: 'all' }, 'All exits'), ...reasons.map((reason) => el('option', { value: reason }, reason)));
    this.#reason.value = reasons.includes(this.#filter.reason) ? this.#filter.reason : 'all';
    this.#choose({ reason: this.#reason.value });
  }

  #choose(change: object): void {
    this.#filter = { ...this.#filter, ...change };
    const clock = this.#clock;
    if (clock === null)
      return;
    const chosen = filterTrades(this.#trades, this.#filter);
    const decimals = decimalsOf(chosen.slice(-most).map(({ entry }) => entry));
    const rows = chosen.slice(-most).reverse().map((trade) => el('tr', {},
      el('th', { scope: 'row' }, el('a', { href: chartAt(this.#trader, trade.entryTime) }, instantText(clock, trade.entryTime))),
      el('td', {}, trade.direction.toLowerCase()), el('td', {}, fixed(trade.entry, decimals)), el('td', {}, trade.exitPrice === null ? '' : fixed(trade.exitPrice, decimals)),
      el('td', {}, trade.exitReason ?? 'open'), el('td', {}, trade.exitTime === null ? '' : instantText(clock, trade.exitTime)),
      el('td', { class: sign(trade.pnlPct ?? 0) }, trade.pnlPct === null ? '' : `${signed(trade.pnlPct * 100, 2)} %`), el('td', { class: sign(trade.net ?? 0) }, money(trade.net))));
    put(this.#place,
      chosen.length === 0 ? el('p', { class: 'hint' }, this.#trades.length === 0 ? 'There is no trade yet.' : 'No trade matches these filters.')
        : el('table', {}, el('caption', {}, `${fixed(chosen.length, 0)} trades, result ${money(chosen.reduce((sum, { net }) => sum + (net ?? 0), 0))}${chosen.length > most ? `; the newest ${fixed(most, 0)} are listed` : ''}`),
          head('Entry time', 'Direction', 'Entry', 'Exit', 'Reason', 'Exit time', 'Result', 'Money'), el('tbody', {}, ...rows)));
  }
}
