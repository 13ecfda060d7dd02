export interface PollOptions<T> {
  readonly load: (signal: AbortSignal) => Promise<T>;
  readonly show: (value: T) => void;
  /** Called after a failed reading. The last value stays on the page, and the next reading tries again. */
  readonly failed: (failure: Error) => void;
  readonly everyMs: number;
}

export interface Polling {
  /** Reads at once, because the question has changed. The answer of a running reading is dropped. */
  readonly now: () => void;
  readonly end: () => void;
}

/** Reads something again and again while the page is visible. */
export function poll<T>({ load, show, failed, everyMs }: PollOptions<T>): Polling {
  const abort = new AbortController();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isReading = false;
  let isOutdated = false;
  const read = async (): Promise<void> => {
    clearTimeout(timer);
    if (isReading)
      return;
    isReading = true;
    isOutdated = false;
    if (document.visibilityState === 'visible') {
      try {
        const value = await load(abort.signal);
        if (!abort.signal.aborted && !isOutdated)
          show(value);
      } catch (failure) {
        if (!abort.signal.aborted && !isOutdated)
          failed(failure as Error);
      }
    }
    isReading = false;
    if (!abort.signal.aborted)
      timer = setTimeout(() => void read(), isOutdated ? 0 : everyMs);
  };
  const wake = (): void => {
    if (document.visibilityState === 'visible')
      void read();
  };
  document.addEventListener('visibilitychange', wake);
  void read();
  return {
    now: () => {
      isOutdated = true;
      void read();
    },
    end: () => {
      document.removeEventListener('visibilitychange', wake);
      clearTimeout(timer);
      abort.abort();
    },
  };
}

/** Reads something once. A failed reading is tried again every five seconds. */
export function pollOnce<T>(load: (signal: AbortSignal) => Promise<T>, show: (value: T) => void): Polling {
  const polling = poll({
    load,
    show: (value) => {
      show(value);
      polling.end();
    },
    failed: () => undefined,
    everyMs: 5_000,
  });
  return polling;
}
