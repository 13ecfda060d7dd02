import type { LedgerGap } from '../api/collection';
import { intervalName } from '../candles/candle';
import { fixed } from '../format/number';
import { el, put } from '../frame/dom';
import { formatRoute } from '../frame/route';
import { instantText } from '../time/text';
import type { ZoneClock } from '../time/zone';
import { keyOf, type Picked } from './heatmap';

/** The most rows of the list. Further gaps are only counted. */
const most = 200;

/** The gaps of a cell of the heat map, each with a link to its place in the chart. */
export class GapList {
  readonly element = el('div', { class: 'card scrolls', tabindex: '0', role: 'region', 'aria-label': 'Gaps of the chosen cell', 'aria-live': 'polite' });

  constructor() {
    put(this.element, el('h2', {}, 'Gaps'), el('p', { class: 'hint' }, 'Choose a cell of the map to see its gaps.'));
  }

  show({ series, cell }: Picked, gaps: readonly LedgerGap[], clock: ZoneClock): void {
    const id = { exchange: series.exchange, symbol: series.symbol, minutes: series.tf };
    const chartAt = (at: number): string => formatRoute({ view: 'chart', series: id, at });
    const inside = gaps.filter((gap) => keyOf(gap) === keyOf(series) && gap.from < cell.to && gap.to > cell.from);
    const rows = inside.slice(0, most).map((gap) => el('tr', {},
      el('th', { scope: 'row' }, el('a', { href: chartAt(gap.from) }, instantText(clock, gap.from))), el('td', {}, instantText(clock, gap.to)), el('td', {}, fixed(gap.candles, 0)),
      el('td', {}, gap.beforeListing ? 'before the listing' : gap.verdict.replaceAll('_', ' ')), el('td', {}, gap.reason ?? '')));
    put(this.element,
      el('h2', {}, `Gaps of ${series.exchange} ${series.symbol} ${intervalName(series.tf)}`),
      el('p', {}, `${instantText(clock, cell.from)} to ${instantText(clock, cell.to)}: `, el('a', { href: chartAt(Math.round((cell.from + cell.to) / 2)) }, 'open in the chart')),
      inside.length === 0 ? el('p', { class: 'hint' }, 'No candles are missing here.')
        : el('table', {}, el('thead', {}, el('tr', {}, ...['From', 'To', 'Candles', 'Verdict', 'Reason'].map((name) => el('th', { scope: 'col' }, name)))), el('tbody', {}, ...rows)),
      inside.length > most ? el('p', { class: 'hint' }, `${fixed(inside.length - most, 0)} more.`) : null);
  }
}
