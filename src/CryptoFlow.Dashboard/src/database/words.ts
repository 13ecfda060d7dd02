import type { Component, Health, Holder } from '../api/health';
import { duration } from '../format/number';
import { capital } from '../format/text';

/** A sentence about the holder of a lock or a snapshot. */
export function holderText(holder: Holder): string {
  const age = duration(holder.ageMs);
  if (holder.reader !== null)
    return `Reader ${holder.reader} of this program has read for ${age}${holder.query === null ? '' : `: ${holder.query}`}.`;
  const process = holder.process === null ? '' : ` (process ${holder.process})`;
  return `${holder.name}${process} has held it for ${age}.`;
}

const names: Readonly<Record<string, string>> = {
  writer: 'Writer', readers: 'Readers', wal: 'WAL', monitor: 'Monitor', process: 'Process', series: 'Series', trading: 'Paper trading',
};

/** Every component with its name, the exchanges included. */
export function componentsOf(health: Health): { readonly name: string; readonly component: Component }[] {
  return Object.entries(health.components).flatMap(([key, value]) => {
    if (value === null)
      return [];
    if (key === 'exchanges')
      return Object.entries(value as Readonly<Record<string, Component>>).map(([name, component]) => ({ name: capital(name), component }));
    return [{ name: names[key] ?? capital(key), component: value as Component }];
  });
}
