import { intervalName, minutesOf, type SeriesId } from '../candles/candle';

/** A view with its parameters. The address is the part after #, so the server's paths are used only by the API. */
export type Route = ChartRoute | { readonly view: PlainView };

/** Views without parameters. */
export type PlainView = 'database' | 'collection' | 'paper' | 'operation';

const plainViews: readonly string[] = ['database', 'collection', 'paper', 'operation'] satisfies PlainView[];

export interface ChartRoute {
  readonly view: 'chart';
  /** null for the first configured series. */
  readonly series: SeriesId | null;
  /** Open time in the middle of the chart, ms UTC; null follows the newest candle. */
  readonly at: number | null;
}

export const home: Route = { view: 'chart', series: null, at: null };

/** #/chart/binance/BTCUSDT/15m?at=2024-01-31T12:00:00.000Z */
export function formatRoute(route: Route): string {
  if (route.view !== 'chart')
    return `#/${route.view}`;
  if (route.series === null)
    return '#/chart';
  const { exchange, symbol, minutes } = route.series;
  const at = route.at === null ? '' : `?at=${new Date(route.at).toISOString()}`;
  return `#/chart/${exchange}/${encodeURIComponent(symbol)}/${intervalName(minutes)}${at}`;
}

/** The route of an address; the home view if the address is invalid. */
export function parseRoute(hash: string): Route {
  const [path, query] = hash.replace(/^#\/?/, '').split('?') as [string, string | undefined];
  const [view, exchange, symbol, tf] = path.split('/');
  if (view !== undefined && plainViews.includes(view))
    return { view: view as PlainView };
  if (view !== 'chart' || exchange === undefined || symbol === undefined || tf === undefined)
    return home;
  const minutes = minutesOf(tf);
  if (minutes === null)
    return home;
  const at = Date.parse(new URLSearchParams(query ?? '').get('at') ?? '');
  return {
    view: 'chart',
    series: { exchange: exchange.toLowerCase(), symbol: decode(symbol).toUpperCase(), minutes },
    at: Number.isNaN(at) ? null : at,
  };
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
