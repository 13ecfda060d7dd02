import type { Health } from '../api/health';
import { bytes, compact, duration, fixed } from '../format/number';
import type { Context, View } from '../frame/context';
import { el, put, setText } from '../frame/dom';
import type { Route } from '../frame/route';
import { instantText } from '../time/text';
import { ZoneClock } from '../time/zone';
import { zoneOf } from '../frame/settings';
import { poll } from '../frame/poll';
import { Graph } from './graph';
import { LockWaitHistory } from './history';
import { LargeNumber } from './number';
import { append, lanes, sampleOf, type Sample } from './rates';
import { componentsOf, holderText } from './words';

const everyMs = 1000;

/** The server adds an hour's figures to the history once a minute. */
const historyEveryMs = 60_000;
const keptSeconds = 300;

const laneColors = { control: 'muted', sync: 'accent', trades: 'up', ledger: 'amber', backfill: 'down' } as const;

/** The state of the database: its status in words, three large numbers, live graphs, the holders of locks, and the lock waits by connection. */
export class DatabaseView implements View {
  readonly title = 'Database';
  readonly element = el('section', { class: 'database', 'aria-label': 'Database' });
  readonly #status = el('div', { class: 'status', role: 'status' }, 'Loading the state…');
  readonly #lockWaits = new LargeNumber('Lock waits since the start');
  readonly #oldest = new LargeNumber('Oldest waiting message');
  readonly #wal = new LargeNumber('WAL size');
  readonly #holders = el('div', { class: 'card' });
  readonly #connections = el('div', { class: 'card scrolls', tabindex: '0', role: 'region', 'aria-label': 'Lock waits by connection' });
  readonly #components = el('ul', { class: 'components' });
  readonly #graphs = {
    rows: new Graph('Write rate', 'rows per second', [{ name: 'rows', color: 'accent' }], compact),
    depth: new Graph('Queue of the writer', 'waiting messages by lane', lanes.map((lane) => ({ name: lane, color: laneColors[lane] })), compact),
    waits: new Graph('Wait in the writer’s queue', 'mean ms by lane', lanes.map((lane) => ({ name: lane, color: laneColors[lane] })), compact),
    readers: new Graph('Reader latency', 'mean ms of a query', [{ name: 'queries', color: 'up' }], compact),
    checkpoints: new Graph('Checkpoints', 'pages moved per second', [{ name: 'pages', color: 'amber' }], compact),
  };
  readonly #history = new LockWaitHistory();
  readonly #ends: (() => void)[] = [];
  #before: Health | null = null;
  #samples: Sample[] = [];

  constructor(private readonly context: Context) {
    put(this.element,
      el('div', { class: 'database-top' }, this.#status, el('dl', { class: 'numbers' }, this.#lockWaits.element, this.#oldest.element, this.#wal.element)),
      this.#history.element,
      el('div', { class: 'graphs' }, ...Object.values(this.#graphs).map((graph) => el('div', { class: 'card' }, graph.element))),
      el('div', { class: 'database-rows' }, this.#holders, this.#connections, el('div', { class: 'card' }, el('h2', {}, 'Components'), this.#components)));
    this.#ends.push(context.theme.watch(() => Object.values(this.#graphs).forEach((graph) => graph.repaint())));
    const hours = poll({
      load: (signal) => context.api.lockWaits(signal),
      show: ({ from, hours }) => this.#history.show(from, hours, this.#clock()),
      failed: () => undefined,
      everyMs: historyEveryMs,
    });
    const state = poll({ load: (signal) => context.api.health(signal), show: (health) => this.#show(health), failed: (failure) => this.#fail(failure), everyMs });
    this.#ends.push(hours.end, state.end, context.settings.watch(() => hours.now()));
  }

  update(route: Route): boolean {
    return route.view === 'database';
  }

  close(): void {
    this.#ends.forEach((end) => end());
    Object.values(this.#graphs).forEach((graph) => graph.close());
  }

  #fail(failure: Error): void {
    this.element.classList.add('is-stale');
    if (this.#before === null)
      setText(this.#status, failure.message);
  }

  #show(health: Health): void {
    this.element.classList.toggle('is-stale', health.stale);
    this.#showStatus(health);
    this.#showNumbers(health);
    this.#showHolders(health);
    this.#showConnections(health);
    put(this.#components, ...componentsOf(health).map(({ name, component }) => el('li', { 'data-status': component.status },
      el('span', { class: 'dot', 'aria-hidden': 'true' }), el('span', { class: 'component-name' }, name), el('span', { class: 'component-state' }, component.status),
      component.reasons.length === 0 ? null : el('span', { class: 'reasons' }, component.reasons.join(' ')))));
    if (this.#before !== null && this.#before.timestamp !== health.timestamp) {
      this.#samples = append(this.#samples, sampleOf(this.#before, health), keptSeconds);
      this.element.dataset.samples = String(this.#samples.length);
      this.#draw();
    }
    this.#before = health;
  }

  #showStatus(health: Health): void {
    const reasons = health.reasons.length === 0 ? ['Every part of the program works.'] : health.reasons;
    const text = `${health.status} ${reasons.join(' ')}`;
    this.#status.dataset.status = health.status;
    if (this.#status.dataset.text === text)
      return;
    this.#status.dataset.text = text;
    put(this.#status, el('h1', {}, el('span', { class: 'dot', 'aria-hidden': 'true' }), health.status), el('ul', {}, ...reasons.map((reason) => el('li', {}, reason))));
  }

  #showNumbers(health: Health): void {
    const longest = Math.max(0, ...Object.values(health.lockWaits.connections).map(({ maxMs }) => maxMs));
    const { queue, wal } = health;
    this.#lockWaits.show(
      fixed(health.lockWaitCount, 0), health.lockWaitCount === 0 ? 'no connection has waited for a lock' : `longest ${duration(longest)}`, health.lockWaitCount > 0);
    this.#oldest.show(duration(queue.oldestWaitMs), `${fixed(queue.depth, 0)} waiting, most ${fixed(queue.peak, 0)}`, queue.oldestWaitMs >= 5000);
    this.#wal.show(
      bytes(wal.fileBytes), `${fixed(wal.checkpoints, 0)} checkpoints, ${fixed(wal.checkpointsBusy, 0)} limited by a reader`, wal.fileBytes > 64 * 1024 * 1024);
  }

  #showHolders(health: Health): void {
    const clock = this.#clock();
    const last = health.lastCheckpoint;
    const rows: [string, string][] = [
      ['Write lock', health.writer.lockHeldBy === null ? 'Not held by another program.' : holderText(health.writer.lockHeldBy)],
      ['Snapshot', health.wal.pinnedBy === null ? 'No connection has held a snapshot for half a second.' : holderText(health.wal.pinnedBy)],
      ['Writer', health.writer.failure ?? (health.writer.open ? `Idle for ${fixed(health.writer.idleShare * 100, 0)} % of the last minute.` : 'The file is not open yet.')],
      ['Last checkpoint', last === null ? 'None yet.'
        : `${last.mode}, ${fixed(last.movedPages, 0)} pages in ${duration(last.durationMs)}${last.leftPages > 0 ? `, ${fixed(last.leftPages, 0)} left` : ''}${last.at === null ? '' : `, ${instantText(clock, last.at)}`}.`],
    ];
    put(this.#holders, el('h2', {}, 'Locks and snapshots now'), el('dl', { class: 'facts' }, ...rows.flatMap(([name, text]) => [el('dt', {}, name), el('dd', {}, text)])));
  }

  #showConnections(health: Health): void {
    const head = ['Connection', 'Waits', 'Mean', 'Longest', 'Time-outs'].map((name) => el('th', { scope: 'col' }, name));
    const body = Object.entries(health.lockWaits.connections).sort(([a], [b]) => a < b ? -1 : 1).map(([name, waits]) => el('tr', {},
      el('th', { scope: 'row' }, name), el('td', {}, fixed(waits.count, 0)), el('td', {}, waits.count === 0 ? '–' : duration(waits.meanMs)),
      el('td', {}, waits.count === 0 ? '–' : duration(waits.maxMs)), el('td', {}, fixed(waits.timeouts, 0))));
    put(this.#connections, el('h2', {}, 'Lock waits by connection'), el('table', {}, el('thead', {}, el('tr', {}, ...head)), el('tbody', {}, ...body)));
  }

  #clock(): ZoneClock {
    return new ZoneClock(zoneOf(this.context.settings.get().zone));
  }

  #draw(): void {
    const now = this.#samples.at(-1)!.time;
    const times = this.#samples.map(({ time }) => time - now);
    this.#graphs.rows.show(times, [this.#samples.map((sample) => sample.rowsPerSecond)]);
    this.#graphs.depth.show(times, lanes.map((lane) => this.#samples.map((sample) => sample.laneDepth[lane] ?? 0)));
    this.#graphs.waits.show(times, lanes.map((lane) => this.#samples.map((sample) => sample.laneWaitMs[lane] ?? null)));
    this.#graphs.readers.show(times, [this.#samples.map((sample) => sample.readerMs)]);
    this.#graphs.checkpoints.show(times, [this.#samples.map((sample) => sample.pagesMovedPerSecond)]);
  }
}
