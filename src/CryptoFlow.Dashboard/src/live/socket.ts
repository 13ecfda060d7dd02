import { sameSeries, type Candle, type SeriesId, type TimeRange } from '../candles/candle';

/** The messages of a subscription to a series. After a reconnection a new history comes first, so that no candle is missed. */
export interface SeriesListener {
  history(candles: readonly Candle[]): void;
  candle(candle: Candle): void;
  /** All stored candles that open in one of the ranges were deleted. */
  deleted(ranges: readonly TimeRange[]): void;
  /** The forming candle, at most four times a second. */
  forming(candle: Candle): void;
  /** A paper trader has a new signal on the instrument, or a trade has changed. */
  paper(): void;
  /** The server ended the subscription. The sentence is the reason. */
  refused(sentence: string): void;
}

export interface Timers {
  set(callback: () => void, ms: number): unknown;
  clear(timer: unknown): void;
}

export interface LiveSocketOptions {
  readonly open: () => WebSocket;
  readonly timers: Timers;
  /** A random number from 0 to 1, which spreads the reconnections of many pages. */
  readonly random: () => number;
  readonly onState: (isOpen: boolean) => void;
}

interface Message {
  readonly type: string;
  readonly symbol?: string;
  readonly exchange?: string;
  readonly tf?: number;
  readonly candle?: Candle;
  readonly candles?: readonly Candle[];
  readonly ranges?: readonly TimeRange[];
  readonly error?: string;
}

const longestPause = 5_000;

/** One WebSocket for one series at a time. It reconnects by itself, and then subscribes again. */
export class LiveSocket {
  readonly #options: LiveSocketOptions;
  #socket: WebSocket | null = null;
  #timer: unknown = null;
  #failures = 0;
  #closed = false;
  #subscription: { series: SeriesId; listener: SeriesListener } | null = null;

  constructor(options: LiveSocketOptions) {
    this.#options = options;
    this.#connect();
  }

  /** Follows a series instead of the previous one. The result ends the subscription. */
  follow(series: SeriesId, listener: SeriesListener): () => void {
    const subscription = { series, listener };
    this.#leave();
    this.#subscription = subscription;
    this.#send('subscribe');
    return () => {
      if (this.#subscription === subscription)
        this.#leave();
    };
  }

  /** Connects now if there is no connection. Called when the page is visible again, or when the server answers again. */
  wake(): void {
    if (this.#socket === null && !this.#closed) {
      this.#options.timers.clear(this.#timer);
      this.#connect();
    }
  }

  /** Gives up a connection that may be dead, and connects again at once. */
  restart(): void {
    const dead = this.#socket;
    this.#socket = null;
    this.#failures = 0;
    dead?.close();
    this.wake();
  }

  close(): void {
    this.#closed = true;
    this.#options.timers.clear(this.#timer);
    this.#socket?.close();
    this.#socket = null;
  }

  #leave(): void {
    this.#send('unsubscribe');
    this.#subscription = null;
  }

  #connect(): void {
    const socket = this.#options.open();
    this.#socket = socket;
    socket.onopen = () => {
      if (socket !== this.#socket)
        return;
      this.#failures = 0;
      this.#options.onState(true);
      this.#send('subscribe');
    };
    socket.onmessage = (event) => {
      if (socket === this.#socket)
        this.#receive(JSON.parse(String(event.data)) as Message);
    };
    socket.onclose = () => this.#lost(socket);
  }

  #lost(socket: WebSocket | null): void {
    if (socket !== this.#socket || this.#closed)
      return;
    this.#socket = null;
    this.#options.onState(false);
    const pause = Math.min(longestPause, 250 * 2 ** this.#failures) * (0.5 + this.#options.random() / 2);
    this.#failures = Math.min(this.#failures + 1, 10);
    this.#options.timers.clear(this.#timer);
    this.#timer = this.#options.timers.set(() => this.#connect(), pause);
  }

  #send(type: 'subscribe' | 'unsubscribe'): void {
    if (this.#subscription === null || this.#socket?.readyState !== 1)
      return;
    const { exchange, symbol, minutes } = this.#subscription.series;
    this.#socket.send(JSON.stringify({ type, exchange, symbol, tf: minutes, ...(type === 'subscribe' ? { forming: true } : {}) }));
  }

  #receive(message: Message): void {
    const current = this.#subscription;
    if (current === null)
      return;
    if (message.type === 'error') {
      current.listener.refused(message.error ?? 'The server refused the subscription.');
      return;
    }
    if (message.type === 'signal' || message.type === 'trade') {
      if (message.symbol?.toUpperCase() === `${current.series.exchange}:${current.series.symbol}`.toUpperCase())
        current.listener.paper();
      return;
    }
    const series = seriesOf(message);
    if (series === null || !sameSeries(series, current.series))
      return;
    if (message.type === 'history')
      current.listener.history(message.candles ?? []);
    else if (message.type === 'candle' && message.candle !== undefined)
      current.listener.candle(message.candle);
    else if (message.type === 'deleted')
      current.listener.deleted(message.ranges ?? []);
    else if (message.type === 'forming' && message.candle !== undefined)
      current.listener.forming(message.candle);
  }
}

/** A history names exchange and symbol; a candle names both in one text: binance:btcusdt. */
function seriesOf(message: Message): SeriesId | null {
  if (message.symbol === undefined || message.tf === undefined)
    return null;
  const [exchange, symbol] = message.exchange === undefined ? message.symbol.split(':') : [message.exchange, message.symbol];
  return exchange === undefined || symbol === undefined ? null : { exchange: exchange.toLowerCase(), symbol: symbol.toUpperCase(), minutes: message.tf };
}
