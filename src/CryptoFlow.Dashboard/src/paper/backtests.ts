import type { ApiClient, Symbols } from '../api/client';
import type { BacktestResult, BacktestRun } from '../api/paper';
import { fixed, signed } from '../format/number';
import { button, el, on, put } from '../frame/dom';
import { instantText } from '../time/text';
import type { ZoneClock } from '../time/zone';
import { strategies } from '../trades/strategies';
import { EquityCurve } from './curve';
import { equityOf } from './equity';
import { TradeTable } from './tables';

/** Time between two requests about a running backtest, ms. */
const askEvery = 300;

/** The form that runs a backtest, its progress, and its result beside the previous result. */
export class Backtests {
  readonly element = el('section', { class: 'backtests', 'aria-label': 'Backtests' });
  readonly #symbol = el('select', { id: 'backtest-symbol' });
  readonly #strategy = el('select', { id: 'backtest-strategy' }, ...strategies.map(([value, text]) => el('option', { value }, `${text} (${value})`)));
  readonly #from = el('input', { id: 'backtest-from', type: 'date' });
  readonly #to = el('input', { id: 'backtest-to', type: 'date' });
  readonly #start = el('button', { type: 'submit', class: 'primary' }, 'Run');
  readonly #cancel = button('Cancel', () => void this.#stop(), { hidden: true });
  readonly #progress = el('progress', { max: '1', value: '0', hidden: true, 'aria-label': 'Progress of the backtest' });
  readonly #state = el('p', { class: 'hint', role: 'status' });
  readonly #results = el('div', { class: 'results' });
  readonly #abort = new AbortController();
  #shown: { readonly element: HTMLElement; readonly curve: EquityCurve }[] = [];
  #run: string | null = null;

  constructor(private readonly api: ApiClient, private readonly clock: () => ZoneClock) {
    const field = (name: string, control: HTMLElement): HTMLElement => el('div', { class: 'field' }, el('label', { for: control.id }, name), control);
    const form = el('form', { class: 'card starter', 'aria-label': 'Run a backtest' }, el('h2', {}, 'Backtest'),
      el('div', { class: 'fields' }, field('Contract', this.#symbol), field('Strategy', this.#strategy), field('From (UTC)', this.#from), field('To (UTC, exclusive)', this.#to), this.#start, this.#cancel),
      this.#progress, this.#state);
    on(form, 'submit', (event) => {
      event.preventDefault();
      void this.#begin();
    });
    put(this.element, form, this.#results);
  }

  show(symbols: Symbols): void {
    const chosen = this.#symbol.value;
    const all = Object.entries(symbols.exchanges).flatMap(([exchange, names]) => names.map((name) => `${exchange.toUpperCase()}:${name}`));
    put(this.#symbol, ...all.map((name) => el('option', { value: name }, name)));
    if (all.includes(chosen))
      this.#symbol.value = chosen;
  }

  repaint(): void {
    this.#shown.forEach(({ curve }) => curve.repaint());
  }

  close(): void {
    this.#abort.abort();
    this.#shown.forEach(({ curve }) => curve.close());
  }

  async #begin(): Promise<void> {
    this.#busy(true);
    try {
      this.#run = await this.api.startBacktest({
        symbol: this.#symbol.value, strategy: this.#strategy.value,
        ...(this.#from.value === '' ? {} : { from: this.#from.value }), ...(this.#to.value === '' ? {} : { to: this.#to.value }),
      });
      const ended = await this.#follow(this.#run);
      if (ended?.result !== undefined)
        this.#add(ended.result);
      this.#state.textContent = ended === null ? '' : ended.phase === 'completed' ? 'The backtest is done.' : ended.error ?? `The backtest was ${ended.phase}.`;
    } catch (failure) {
      this.#state.textContent = (failure as Error).message;
    }
    this.#busy(false);
  }

  /** Null if the view was closed in the meantime. */
  async #follow(run: string): Promise<BacktestRun | null> {
    for (;;) {
      const now = await this.api.backtest(run, this.#abort.signal);
      if (now.phase !== 'running')
        return now;
      this.#progress.value = now.progress;
      this.#state.textContent = `${fixed(now.progress * 100, 0)} %`;
      await new Promise((resolve) => setTimeout(resolve, askEvery));
      if (this.#abort.signal.aborted)
        return null;
    }
  }

  async #stop(): Promise<void> {
    if (this.#run !== null)
      await this.api.cancelBacktest(this.#run).catch(() => undefined);
  }

  #busy(isBusy: boolean): void {
    this.#start.disabled = isBusy;
    this.#cancel.hidden = !isBusy;
    this.#progress.hidden = !isBusy;
    this.#progress.value = 0;
  }

  /** At most two results are shown side by side; a new result replaces the oldest. */
  #add(result: BacktestResult): void {
    const clock = this.clock();
    const curve = new EquityCurve('Equity');
    const table = new TradeTable();
    const { summary, statistics } = result;
    const initial = summary.finalCapital - result.trades.reduce((sum, { net }) => sum + (net ?? 0), 0);
    const facts: [string, string][] = [
      ['From', instantText(clock, result.from)], ['To', instantText(clock, result.to)], ['Candles', `${fixed(result.candles, 0)}${result.gaps.length === 0 ? '' : `, ${fixed(result.gaps.length, 0)} gaps`}`],
      ['Trades', `${fixed(summary.trades, 0)}: ${fixed(summary.wins, 0)} won, ${fixed(summary.losses, 0)} lost`],
      ['Capital', `${fixed(initial, 2)} to ${fixed(summary.finalCapital, 2)}`], ['Result', `${signed(statistics.net, 2)} after ${fixed(statistics.fees, 2)} fees`],
      ['Worst drawdown', `${fixed(summary.maxDrawdown * 100, 1)} %`], ['Profit factor', statistics.profitFactor === null ? '–' : fixed(statistics.profitFactor, 2)],
    ];
    curve.show(equityOf(result.trades, initial, result.from), clock);
    const [exchange = '', symbol = ''] = result.symbol.split(':');
    table.show(result.trades, { strategy: result.strategy, exchange: exchange.toLowerCase(), symbol }, clock);
    const element = el('article', { class: 'card result', 'aria-label': `Backtest of ${result.symbol}` }, el('h3', {}, `${result.symbol} ${result.strategy}`),
      el('dl', { class: 'facts' }, ...facts.flatMap(([name, text]) => [el('dt', {}, name), el('dd', {}, text)])), curve.element, table.element);
    this.#shown = [{ element, curve }, ...this.#shown];
    this.#shown.splice(2).forEach((old) => {
      old.curve.close();
      old.element.remove();
    });
    this.#results.prepend(element);
  }
}
