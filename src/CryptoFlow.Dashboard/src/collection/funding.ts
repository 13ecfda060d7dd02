import type { CollectorHealth } from '../api/collection';
import type { ContractFunding, CurrentFunding } from '../api/funding';
import { fixed } from '../format/number';
import { el, put, setText } from '../frame/dom';
import { countdown, markText, rateText } from '../funding/text';
import { instantText } from '../time/text';
import type { ZoneClock } from '../time/zone';

const columns = ['Exchange', 'Contract', 'Last rate', 'Settled', 'Estimate', 'Next settlement', 'In', 'Mark price', 'Complete since', 'State'];

/** The collected funding rates, with a row for each contract. */
export class FundingTable {
  readonly element = el('div', { class: 'card scrolls funding-table', tabindex: '0', role: 'region', 'aria-label': 'Funding rates', hidden: true });
  #shown = '';
  #countdowns: { readonly cell: HTMLElement; readonly until: number; readonly offset: number }[] = [];

  /** @param now The server's clock, ms UTC. */
  show(collectors: readonly CollectorHealth[], now: number, clock: ZoneClock): void {
    this.element.hidden = collectors.length === 0;
    const shown = JSON.stringify([collectors.map(({ exchange, exchangeTimeOffsetMs, funding }) => [exchange, exchangeTimeOffsetMs, funding]), clock.zone]);
    if (shown !== this.#shown) {
      this.#shown = shown;
      this.#fill(collectors, clock);
    }
    for (const { cell, until, offset } of this.#countdowns)
      setText(cell, countdown(until, now + offset));
  }

  #fill(collectors: readonly CollectorHealth[], clock: ZoneClock): void {
    this.#countdowns = [];
    const rows = collectors.flatMap((collector) => (collector.funding?.contracts ?? []).map((contract) => this.#row(collector, contract, clock)));
    const failures = collectors.reduce((sum, { funding }) => sum + (funding?.failures ?? 0), 0);
    put(this.element, el('h2', {}, 'Funding rates'),
      rows.length === 0
        ? el('p', { class: 'hint' }, 'No funding rates yet: Collector:Funding is false, or no rates were read yet.')
        : el('table', {}, el('thead', {}, el('tr', {}, ...columns.map((name) => el('th', { scope: 'col' }, name)))), el('tbody', {}, ...rows)),
      failures === 0 ? null : el('p', { class: 'hint' }, `Failed requests for funding since the start: ${fixed(failures, 0)}. Each is repeated.`));
  }

  #row({ exchange, exchangeTimeOffsetMs }: CollectorHealth, contract: ContractFunding, clock: ZoneClock): HTMLElement {
    const { current, newestRate, newestTime, completeFrom } = contract;
    const time = (at: number | null): string => at === null ? '–' : instantText(clock, at);
    const remaining = el('td', {}, '–');
    const next = current === null || current.stale ? contract.dueAt : current.nextFundingTime;
    if (next !== null)
      this.#countdowns.push({ cell: remaining, until: next, offset: exchangeTimeOffsetMs ?? 0 });
    return el('tr', { 'data-funding': contract.state },
      el('th', { scope: 'row' }, exchange), el('td', {}, contract.symbol), el('td', {}, newestRate === null ? '–' : rateText(newestRate)), el('td', {}, time(newestTime)),
      presentCell(current, ({ rate }) => rateText(rate)), el('td', {}, time(next)), remaining,
      presentCell(current, ({ markPrice }) => markText(markPrice)), el('td', {}, time(completeFrom)),
      el('td', { class: 'sentence' }, stateText(contract)));
  }
}

/** A present value of the exchange. A value that is minutes old is dimmed, and its title says so. */
const presentCell = (current: CurrentFunding | null, text: (current: CurrentFunding) => string): HTMLElement =>
  current === null ? el('td', {}, '–') : el('td', { class: current.stale ? 'old' : null, title: current.stale ? 'More than five minutes old' : null }, text(current));

export function stateText({ state, failure }: ContractFunding): string {
  const words = state === 'waiting' ? 'waiting for the first rates' : state === 'late' ? 'late: a settlement is due and not stored' : state;
  return failure === null ? words : `${words}; the last request failed: ${failure}`;
}
