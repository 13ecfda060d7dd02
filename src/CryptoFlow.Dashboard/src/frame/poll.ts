export interface PollOptions<T> {
  readonly load: (signal: AbortSignal) => Promise<T>;
  readonly show: (value: T) => void;
  /** A failed reading. What is shown stays, and the next reading tries again. */
  readonly failed: (failure: Error) => void;
  readonly everyMs: number;
}

/** Reads something again and again while the page is visible. The result ends it. */
export function poll<T>({ load, show, failed, everyMs }: PollOptions<T>): { readonly now: () => void; readonly end: () => void } {
  const abort = new AbortController();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isReading = false;
  const read = async (): Promise<void> => {
    clearTimeout(timer);
    if (isReading)
      return;
    isReading = true;
    if (document.visibilityState === 'visible') {
      try {
        const value = await load(abort.signal);
        if (!abort.signal.aborted)
          show(value);
      } catch (failure) {
        if (!abort.signal.aborted)
          failed(failure as Error);
      }
    }
    isReading = false;
    if (!abort.signal.aborted)
      timer = setTimeout(() => void read(), everyMs);
  };
  const wake = (): void => {
    if (document.visibilityState === 'visible')
      void read();
  };
  document.addEventListener('visibilitychange', wake);
  void read();
  return {
    now: () => void read(),
    end: () => {
      document.removeEventListener('visibilitychange', wake);
      clearTimeout(timer);
      abort.abort();
    },
  };
}

/** Reads something until the first answer, and tries again every five seconds until then. The result ends it earlier. */
export function pollOnce<T>(load: (signal: AbortSignal) => Promise<T>, show: (value: T) => void): { readonly now: () => void; readonly end: () => void } {
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
