import { el, put } from '../frame/dom';
import type { Settings } from '../frame/settings';

/** Writes the names of the panes below the prices, each at the top of its pane (CSS pixels). */
export function labelPanes(place: HTMLElement, tops: readonly number[], minutes: number, taker: boolean, { delta, cumulativeDelta }: Settings): void {
  const names = ['', taker ? 'Volume, takers buy and sell' : 'Volume', ...(taker && delta ? ['Delta'] : []),
    ...(taker && cumulativeDelta ? [`Cumulative delta since the start of the ${minutes < 240 ? 'UTC day' : 'month'}`] : [])];
  put(place, ...tops.map((top, index) => {
    const label = el('span', {}, names[index] ?? '');
    label.style.top = `${top + 4}px`;
    return label;
  }));
}
