import type { EquityPoint, PaidTrade, TraderStatus } from '../api/paper';
import type { TraderHealth } from '../api/health';
import { LargeNumber } from '../database/number';
import { decimalsOf, fixed, signed } from '../format/number';
import type { Context, View } from '../frame/context';
import { el, on, put } from '../frame/dom';
import { poll, pollOnce, type Polling } from '../frame/poll';
import type { Route } from '../frame/route';
import { zoneOf } from '../frame/settings';
import { instantText } from '../time/text';
import { ZoneClock } from '../time/zone';
import { Backtests } from './backtests';
import { EquityCurve } from './curve';
import { openTable, TradeTable } from './tables';

interface Reading {
  readonly traders: readonly TraderHealth[];
  readonly trader: TraderHealth | null;
  readonly status: TraderStatus | null;
  readonly trades: readonly PaidTrade[];
  readonly equity: readonly EquityPoint[];
}

/** Paper trading: the account, its positions and trades, its parity; and backtests. */
export class PaperView implements View {
  readonly title = 'Paper trading';
  readonly element = el('section', { class: 'panel paper', 'aria-label': 'Paper trading' });
  readonly #state = el('p', { class: 'hint', role: 'status' }, 'Loading…');
  readonly #choice = el('select', { 'aria-label': 'Trader' });
  readonly #account = el('div', { class: 'account' });
  readonly #capital = new LargeNumber('Capital');
  readonly #result = new LargeNumber('Result');
  readonly #drawdown = new LargeNumber('Worst drawdown');
  readonly #facts = el('div', { class: 'card' });
  readonly #open = el('div', { class: 'card scrolls', tabindex: '0', role: 'region', 'aria-label': 'Open positions' });
  readonly #curve = new EquityCurve('Equity');
  readonly #table = new TradeTable();
  readonly #backtests: Backtests;
  readonly #polls: Polling[] = [];
  readonly #ends: (() => void)[] = [];
  #chosen = '';
  #names = '';
  #last: Reading | null = null;

  constructor(private readonly context: Context) {
    this.#backtests = new Backtests(context.api, () => this.#clock());
    put(this.#account, el('dl', { class: 'numbers' }, this.#capital.element, this.#result.element, this.#drawdown.element), this.#facts, this.#open,
      el('div', { class: 'card' }, this.#curve.element), el('div', { class: 'card' }, el('h2', {}, 'Trades'), this.#table.element));
    put(this.element, el('h1', { class: 'off-screen' }, 'Paper trading'), el('div', { class: 'fields' }, this.#choice), this.#state, this.#account, this.#backtests.element);
    on(this.#choice, 'change', () => {
      this.#chosen = this.#choice.value;
      this.#polls[0]?.now();
    });
    this.#polls.push(
      poll({ load: (signal) => this.#read(signal), show: (reading) => this.#show(reading), failed: (failure) => this.#fail(failure), everyMs: 5_000 }),
      pollOnce((signal) => context.api.symbols(signal), (answer) => this.#backtests.show(answer)));
    this.#ends.push(
      context.settings.watch(() => this.#last !== null && this.#show(this.#last)),
      context.theme.watch(() => {
        this.#curve.repaint();
        this.#backtests.repaint();
      }));
  }

  update(route: Route): boolean {
    return route.view === 'paper';
  }

  close(): void {
    this.#polls.forEach(({ end }) => end());
    this.#ends.forEach((end) => end());
    this.#curve.close();
    this.#backtests.close();
  }

  #clock(): ZoneClock {
    return new ZoneClock(zoneOf(this.context.settings.get().zone));
  }

  async #read(signal: AbortSignal): Promise<Reading> {
    const { api } = this.context;
    const { paperTraders: traders } = await api.health(signal);
    const trader = traders.find((one) => nameOf(one) === this.#chosen) ?? traders[0] ?? null;
    if (trader === null)
      return { traders, trader, status: null, trades: [], equity: [] };
    const [status, trades, equity] = await Promise.all([api.traderStatus(trader, signal), api.paperTrades(trader, signal), api.paperEquity(trader, signal)]);
    return { traders, trader, status, trades, equity };
  }

  #show(reading: Reading): void {
    this.#last = reading;
    this.element.classList.remove('is-stale');
    const names = reading.traders.map(nameOf);
    if (names.join() !== this.#names) {
      this.#names = names.join();
      put(this.#choice, ...names.map((name) => el('option', { value: name }, name)));
    }
    this.#choice.hidden = names.length === 0;
    this.#account.hidden = reading.trader === null;
    this.#state.hidden = reading.trader !== null;
    this.#state.textContent = 'This server does not trade on paper: PaperTrading:Enabled is false.';
    const { trader, status } = reading;
    const account = trader === null ? undefined : status?.strategies[trader.strategy];
    if (trader === null || status === null || account === undefined)
      return;
    this.#choice.value = nameOf(trader);
    const clock = this.#clock();
    this.#capital.show(fixed(account.capital, 2), account.active_trade_details.length === 1 ? '1 position open' : `${fixed(account.active_trade_details.length, 0)} positions open`, false);
    this.#result.show(`${signed(account.return_pct, 2)} %`, `${fixed(account.total_trades, 0)} trades, ${fixed(account.win_rate, 1)} % won`, false);
    this.#drawdown.show(`${fixed(account.max_drawdown, 1)} %`, `${fixed(account.wins, 0)} won, ${fixed(account.losses, 0)} lost`, false);
    const { parity } = account;
    const rows: [string, string][] = [
      ['State', `${account.state.replaceAll('_', ' ')}${account.detail === null ? '' : `: ${account.detail}`}`],
      ['Last candle', account.last_time === null ? 'none yet' : instantText(clock, account.last_time)],
      ['Price', status.current_price === null ? 'not known yet' : price(status.current_price)],
      ['Channel', status.channel === null ? 'none' : `${price(status.channel.support)} to ${price(status.channel.resistance)}, ${fixed(status.channel.width_pct, 2)} % wide`],
      ['Parity', parity === null ? 'not checked yet'
        : `${fixed(parity.differences, 0)} differences among ${fixed(parity.compared, 0)} trades, checked ${instantText(clock, parity.checkedAt)}${parity.first === null ? '' : `: ${parity.first}`}`],
    ];
    put(this.#facts, el('h2', {}, 'Trader'), el('dl', { class: 'facts' }, ...rows.flatMap(([name, text]) => [el('dt', {}, name), el('dd', {}, text)])));
    put(this.#open, el('h2', {}, 'Open positions'), openTable(account.active_trade_details, trader, clock));
    this.#curve.show(reading.equity, clock);
    this.#table.show(reading.trades, trader, clock);
  }

  #fail(failure: Error): void {
    this.element.classList.add('is-stale');
    if (this.#last === null)
      this.#state.textContent = failure.message;
  }
}

const nameOf = ({ strategy, exchange, symbol }: TraderHealth): string => `${strategy} on ${exchange} ${symbol}`;

/** The server rounds prices to the contract's tick. */
const price = (value: number): string => fixed(value, decimalsOf([value]));
