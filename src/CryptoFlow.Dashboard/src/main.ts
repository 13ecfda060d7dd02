import { ApiClient } from './api/client';
import { ChartView } from './chart/view';
import { CollectionView } from './collection/view';
import { DatabaseView } from './database/view';
import type { Context, View } from './frame/context';
import { formatRoute, parseRoute, type Route } from './frame/route';
import { openSettings } from './frame/settings';
import { Shell } from './frame/shell';
import { watchTheme } from './frame/theme';
import { OperationView } from './operation/view';
import { PaperView } from './paper/view';
import { Pulse } from './live/connection';
import { LiveSocket, type Timers } from './live/socket';
import { createStore } from './store/store';

const timers: Timers = { set: (callback, ms) => setTimeout(callback, ms), clear: (timer) => clearTimeout(timer as number) };
const api = new ApiClient();
const settings = openSettings(localStorage, innerWidth < 700);
const theme = createStore<{ value: 'dark' | 'light' }>({ value: 'dark' });
watchTheme(settings, (value) => theme.set({ value }));

const pulse = new Pulse({
  ask: async (signal) => {
    const response = await fetch('health/live', { cache: 'no-store', signal });
    await response.arrayBuffer();
    if (!response.ok)
      throw new Error(`health/live answered ${response.status}`);
  },
  timers,
  now: () => Date.now(),
  isVisible: () => document.visibilityState === 'visible',
});

const live = new LiveSocket({
  open: () => new WebSocket(new URL('ws', document.baseURI).href.replace(/^http/, 'ws').replace(/#.*$/, '')),
  timers,
  random: Math.random,
  onState: (isOpen) => {
    if (!isOpen)
      pulse.beat();
  },
});

const shell = new Shell(settings, pulse.connection);
let wasAway = false;
pulse.connection.watch(({ state }) => {
  if (state === 'online' && wasAway)
    live.restart();
  wasAway = state === 'offline';
});
function comeBack(): void {
  if (document.visibilityState === 'visible') {
    pulse.beat();
    live.wake();
  }
}
document.addEventListener('visibilitychange', comeBack);
window.addEventListener('online', comeBack);
window.addEventListener('pageshow', ({ persisted }) => persisted && comeBack());

const context: Context = {
  api,
  live,
  connection: pulse.connection,
  settings,
  theme,
  notify: (text) => shell.notify(text),
  go: (route, replace) => {
    if (replace)
      history.replaceState(null, '', formatRoute(route));
    else
      history.pushState(null, '', formatRoute(route));
    open(route);
  },
};

function viewOf(route: Route): View {
  switch (route.view) {
    case 'database': return new DatabaseView(context);
    case 'collection': return new CollectionView(context);
    case 'paper': return new PaperView(context);
    case 'operation': return new OperationView(context);
    default: return new ChartView(context, route);
  }
}

let current: View | null = null;

function open(route: Route): void {
  if (current?.update(route))
    return;
  current?.close();
  current = viewOf(route);
  shell.show(route.view, current.element);
  document.title = `${current.title} · CryptoFlow`;
}

window.addEventListener('popstate', () => open(parseRoute(location.hash)));

// In a separate task, so that the browser can paint and take input after it has compiled the scripts.
setTimeout(() => open(parseRoute(location.hash)));
