import type { BackfillRun, CollectorHealth } from '../api/collection';
import { duration, fixed } from '../format/number';
import { capital } from '../format/text';
import { button, el, put } from '../frame/dom';
import { instantText } from '../time/text';
import type { ZoneClock } from '../time/zone';

/** The state of one exchange's collector, its budget, and its newest backfill. */
export class ExchangeCard {
  readonly element = el('div', { class: 'card exchange' });
  #shown = '';

  constructor(private readonly cancel: (run: string) => void) {}

  show(collector: CollectorHealth, run: BackfillRun | undefined, clock: ZoneClock): void {
    const shown = JSON.stringify([collector, run, clock.zone]);
    if (shown === this.#shown)
      return;
    this.#shown = shown;
    const used = collector.budgetLimit === 0 ? 0 : collector.budgetUsed / collector.budgetLimit;
    const facts: [string, Node | string][] = [
      ['Newest sync', collector.lastSyncAt === null ? 'none yet' : instantText(clock, collector.lastSyncAt)],
      ['Request budget', meter(`${fixed(collector.budgetUsed, 0)} of ${fixed(collector.budgetLimit, 0)} used`, used)],
      ['Requests', `${fixed(collector.requests, 0)}, ${fixed(collector.failures, 0)} failed, ${fixed(collector.refusedByExchange, 0)} refused by the exchange`],
      ['Clock', clockText(collector.exchangeTimeOffsetMs)],
      ['Sweep', collector.sweep === null ? 'off, or not begun' : `${fixed(collector.sweep.pages, 0)} pages compared, ${fixed(collector.sweep.candlesChanged, 0)} candles differed`],
    ];
    put(this.element,
      el('h2', { 'data-status': statusOf(collector.phase) }, el('span', { class: 'dot', 'aria-hidden': 'true' }), capital(collector.exchange), el('span', { class: 'phase' }, collector.phase)),
      collector.detail === null ? null : el('p', { class: 'reasons' }, collector.detail),
      el('dl', { class: 'facts' }, ...facts.flatMap(([name, value]) => [el('dt', {}, name), el('dd', {}, value)])),
      run === undefined ? null : this.#backfill(run));
  }

  #backfill(run: BackfillRun): HTMLElement {
    const isOver = run.endedAt !== null;
    const share = run.candles === 0 ? (isOver ? 1 : 0) : run.candlesDone / run.candles;
    const plan = run.plan === null ? 'The plan is being made.'
      : `Plan: ${fixed(run.plan.requests, 0)} requests, cost ${fixed(run.plan.cost, 0)}, ${fixed(run.plan.candles, 0)} candles${run.plan.expectedSeconds === 0 ? '' : `, at least ${duration(run.plan.expectedSeconds * 1000)}`}${run.plan.compares ? '; compares stored candles' : ''}.`;
    const progress = isOver
      ? `${capital(run.phase)}: ${fixed(run.candlesStored, 0)} candles stored, ${fixed(run.candlesChanged, 0)} changed, ${fixed(run.requestsFailed, 0)} requests given up.`
      : `${fixed(run.candlesDone, 0)} of ${fixed(run.candles, 0)} candles${run.candlesPerSecond === null ? '' : `, ${fixed(run.candlesPerSecond, 0)} a second`}${run.etaSeconds === null ? '' : `, ${duration(run.etaSeconds * 1000)} left`}.`;
    return el('div', { class: 'backfill' }, el('h3', {}, 'Backfill'), el('p', { class: 'hint' }, plan), meter(progress, share),
      run.lastError === null ? null : el('p', { class: 'reasons' }, run.lastError),
      isOver ? null : button('Cancel', () => this.cancel(run.run), { 'aria-label': `Cancel the backfill of ${run.exchange}` }));
  }
}

/** @param offset The exchange's clock minus this machine's, ms. */
const clockText = (offset: number | null): string =>
  offset === null ? 'not known' : offset === 0 ? 'equal to the exchange’s' : `${duration(Math.abs(offset))} ${offset > 0 ? 'behind' : 'ahead of'} the exchange’s`;

const statusOf = (phase: string): string => phase === 'collecting' ? 'ok' : phase === 'starting' ? 'starting' : 'degraded';

/** A labelled bar. */
function meter(text: string, share: number): HTMLElement {
  const bar = el('span', { class: 'meter', role: 'img', 'aria-hidden': 'true' });
  bar.style.setProperty('--share', `${Math.round(Math.min(1, Math.max(0, share)) * 100)}%`);
  return el('div', { class: 'metered' }, el('span', {}, text), bar);
}
