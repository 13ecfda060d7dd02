import { createStore, type Store } from '../store/store';
import { browserZone, isZone, UTC } from '../time/zone';
import { strategies } from '../trades/strategies';

/** The choices of a user, kept by the browser. */
export interface Settings {
  readonly theme: 'system' | 'dark' | 'light';
  /** UTC, local, or a name such as Europe/Berlin. */
  readonly zone: string;
  readonly delta: boolean;
  readonly cumulativeDelta: boolean;
  readonly trades: boolean;
  /** The strategy whose lines the chart shows: traded (the strategy that trades the instrument on paper), none, or the name of a strategy. */
  readonly indicators: string;
}

export const localZone = 'local';

/** The chart shows the lines of the strategy that trades the instrument on paper. */
export const traded = 'traded';

const indicators: readonly unknown[] = [traded, 'none', ...strategies.map(([name]) => name)];

const key = 'cryptoflow.settings';

/** Reads the settings, and keeps them after each change. A browser that refuses to keep them still works. */
export function openSettings(storage: Pick<Storage, 'getItem' | 'setItem'>, isNarrow: boolean): Store<Settings> {
  const store = createStore<Settings>({ theme: 'system', zone: UTC, delta: !isNarrow, cumulativeDelta: !isNarrow, trades: true, indicators: traded, ...read(storage) });
  store.watch((settings) => {
    try {
      storage.setItem(key, JSON.stringify(settings));
    } catch {
      // A private window may refuse to keep settings.
    }
  });
  return store;
}

/** The name of the zone that a setting means. */
export const zoneOf = (setting: string): string => setting === localZone ? browserZone() : setting;

function read(storage: Pick<Storage, 'getItem'>): Partial<Settings> {
  try {
    const kept = JSON.parse(storage.getItem(key) ?? '{}') as Partial<Settings>;
    return {
      ...(kept.theme === 'dark' || kept.theme === 'light' ? { theme: kept.theme } : {}),
      ...(typeof kept.zone === 'string' && (kept.zone === localZone || isZone(kept.zone)) ? { zone: kept.zone } : {}),
      ...(typeof kept.delta === 'boolean' ? { delta: kept.delta } : {}),
      ...(typeof kept.cumulativeDelta === 'boolean' ? { cumulativeDelta: kept.cumulativeDelta } : {}),
      ...(typeof kept.trades === 'boolean' ? { trades: kept.trades } : {}),
      ...(indicators.includes(kept.indicators) ? { indicators: kept.indicators! } : {}),
    };
  } catch {
    return {};
  }
}
