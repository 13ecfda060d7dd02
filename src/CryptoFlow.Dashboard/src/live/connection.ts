import { createStore, type Store } from '../store/store';
import type { Timers } from './socket';

/** Whether the server answers. */
export interface Connection {
  readonly state: 'connecting' | 'online' | 'offline';
  /** When the state began, ms by the clock of this machine. */
  readonly since: number;
}

export interface PulseOptions {
  /** Asks whether the server is alive; rejects if there is no answer. */
  readonly ask: (signal: AbortSignal) => Promise<unknown>;
  readonly timers: Timers;
  readonly now: () => number;
  readonly isVisible: () => boolean;
}

/** Time between two requests. With the time limit below, the page shows within 3 s that the server is gone. */
export const pulseMs = 1_500;

/** Time limit for one answer. */
export const patienceMs = 1_200;

/** Asks the server every 1.5 s while the page is visible, because a socket to a frozen server or over a broken path does not close for minutes. */
export class Pulse {
  readonly connection: Store<Connection>;
  readonly #options: PulseOptions;
  #timer: unknown = null;
  #asking: AbortController | null = null;

  constructor(options: PulseOptions) {
    this.#options = options;
    this.connection = createStore<Connection>({ state: 'connecting', since: options.now() });
    this.beat();
  }

  /** Asks at once: at the start, when the page is visible again, and when the socket was lost. */
  beat(): void {
    const { timers, ask, isVisible } = this.#options;
    timers.clear(this.#timer);
    this.#asking?.abort();
    const asking = new AbortController();
    this.#asking = asking;
    const limit = timers.set(() => asking.abort(), patienceMs);
    ask(asking.signal).then(() => true, () => false).then((answered) => {
      timers.clear(limit);
      if (this.#asking !== asking)
        return;
      this.#asking = null;
      this.#become(answered ? 'online' : 'offline');
      if (isVisible())
        this.#timer = timers.set(() => this.beat(), pulseMs);
    });
  }

  #become(state: Connection['state']): void {
    if (this.connection.get().state !== state)
      this.connection.set({ state, since: this.#options.now() });
  }
}
