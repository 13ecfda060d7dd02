import type { BackfillRun, BackfillScope, LedgerGap } from '../api/collection';
import type { Health } from '../api/health';
import type { Context, View } from '../frame/context';
import { el, put } from '../frame/dom';
import { withKey } from '../frame/key';
import { poll, pollOnce, type Polling } from '../frame/poll';
import type { Route } from '../frame/route';
import { zoneOf } from '../frame/settings';
import { ZoneClock } from '../time/zone';
import { ExchangeCard } from './exchanges';
import { FundingTable } from './funding';
import { GapList } from './gaplist';
import { HeatMap, type Picked } from './heatmap';
import { BackfillStarter } from './starter';

/** The collection: each exchange with its budget and backfill, and the completeness of each series. */
export class CollectionView implements View {
  readonly title = 'Collection';
  readonly element = el('section', { class: 'panel collection', 'aria-label': 'Collection' });
  readonly #state = el('p', { class: 'hint', role: 'status' }, 'Loading…');
  readonly #exchanges = el('div', { class: 'cards' });
  readonly #cards = new Map<string, ExchangeCard>();
  readonly #funding = new FundingTable();
  readonly #gapList = new GapList();
  readonly #heat = new HeatMap((picked) => this.#pick(picked));
  readonly #starter = new BackfillStarter((scope) => void this.#start(scope));
  readonly #polls: Polling[] = [];
  readonly #ends: (() => void)[] = [];
  #health: Health | null = null;
  #gaps: readonly LedgerGap[] = [];
  #picked: Picked | null = null;

  constructor(private readonly context: Context) {
    put(this.element, el('h1', { class: 'off-screen' }, 'Collection'), this.#state, this.#exchanges, this.#starter.element, this.#heat.element, this.#gapList.element, this.#funding.element);
    const { api } = context;
    this.#polls.push(
      poll({
        load: async (signal) => ({ health: await api.health(signal), runs: await api.backfills(signal) }),
        show: ({ health, runs }) => this.#show(health, runs),
        failed: (failure) => this.#fail(failure),
        everyMs: 2_000,
      }),
      poll({ load: (signal) => api.ledger(signal), show: (gaps) => this.#showGaps(gaps), failed: () => undefined, everyMs: 30_000 }),
      pollOnce((signal) => api.symbols(signal), (answer) => this.#starter.show(answer)));
    this.#ends.push(context.settings.watch(() => this.#draw()));
  }

  update(route: Route): boolean {
    return route.view === 'collection';
  }

  close(): void {
    this.#polls.forEach(({ end }) => end());
    this.#ends.forEach((end) => end());
  }

  #clock(): ZoneClock {
    return new ZoneClock(zoneOf(this.context.settings.get().zone));
  }

  #show(health: Health, runs: readonly BackfillRun[]): void {
    this.element.classList.remove('is-stale');
    this.#health = health;
    const clock = this.#clock();
    this.#state.hidden = health.collectors.length > 0;
    this.#state.textContent = 'This server does not collect: Collector:Enabled is false, or no exchange is configured.';
    for (const collector of health.collectors) {
      let card = this.#cards.get(collector.exchange);
      if (card === undefined) {
        this.#cards.set(collector.exchange, card = new ExchangeCard((run) => void this.#cancel(run)));
        this.#exchanges.append(card.element);
      }
      card.show(collector, runs.find(({ exchange }) => exchange === collector.exchange), clock);
    }
    this.#funding.show(health.collectors, Date.parse(health.timestamp), clock);
    this.#draw();
  }

  #showGaps(gaps: readonly LedgerGap[]): void {
    this.#gaps = gaps;
    this.#draw();
  }

  #draw(): void {
    if (this.#health === null)
      return;
    const clock = this.#clock();
    this.#heat.show(this.#health.series, this.#gaps, clock);
    if (this.#picked !== null)
      this.#gapList.show(this.#picked, this.#gaps, clock);
  }

  #pick(picked: Picked): void {
    this.#picked = picked;
    this.#gapList.show(picked, this.#gaps, this.#clock());
  }

  #fail(failure: Error): void {
    this.element.classList.add('is-stale');
    if (this.#health === null)
      this.#state.textContent = failure.message;
  }

  async #start(scope: BackfillScope): Promise<void> {
    await this.#change('A backfill sends requests to the exchanges, so it needs the key.', (key) => this.context.api.startBackfill(scope, key), 'The backfill has started.');
  }

  async #cancel(run: string): Promise<void> {
    await this.#change('Cancelling a backfill needs the key.', (key) => this.context.api.cancelBackfill(run, key), 'The backfill is cancelled; its candles stay.');
  }

  async #change(why: string, send: (key: string) => Promise<void>, done: string): Promise<void> {
    await withKey(why, async (key) => {
      try {
        await send(key);
        this.context.notify(done);
      } finally {
        this.#polls[0]?.now();
      }
    }, this.context.notify);
  }
}
