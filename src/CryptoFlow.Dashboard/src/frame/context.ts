import type { ApiClient } from '../api/client';
import type { Connection } from '../live/connection';
import type { LiveSocket } from '../live/socket';
import type { Store } from '../store/store';
import type { Route } from './route';
import type { Settings } from './settings';
import type { Theme } from './theme';

/** The services that every view uses. */
export interface Context {
  readonly api: ApiClient;
  readonly live: LiveSocket;
  readonly connection: Store<Connection>;
  readonly settings: Store<Settings>;
  readonly theme: Store<{ value: Theme }>;
  /** Goes to another view. With replace, the browser's back button does not return to this view. */
  readonly go: (route: Route, replace?: boolean) => void;
  /** A short message in a corner, also for screen readers. */
  readonly notify: (text: string) => void;
}

/** A view in the page. */
export interface View {
  readonly element: HTMLElement;
  readonly title: string;
  /** Takes another address of the same view. Returns false if a new view has to be created. */
  readonly update: (route: Route) => boolean;
  /** Ends all requests, timers and listeners of the view. */
  readonly close: () => void;
}
