/** A value with listeners for its changes. */
export interface Store<T> {
  get(): T;
  set(next: T): void;
  update(change: Partial<T>): void;
  /** Calls the listener at once and after each change. The result removes the listener. */
  watch(callback: (value: T) => void): () => void;
}

/** Creates a store. An equal value (Object.is, or equal fields) is not a change. */
export function createStore<T extends object>(initial: T): Store<T> {
  let value = initial;
  const watchers = new Set<(value: T) => void>();
  const set = (next: T): void => {
    if (Object.is(next, value) || equalFields(next, value))
      return;
    value = next;
    for (const watcher of [...watchers])
      watcher(value);
  };
  return {
    get: () => value,
    set,
    update: (change) => set({ ...value, ...change }),
    watch(callback) {
      watchers.add(callback);
      callback(value);
      return () => void watchers.delete(callback);
    },
  };
}

function equalFields(a: object, b: object): boolean {
  const left = Object.entries(a);
  return left.length === Object.keys(b).length && left.every(([key, value]) => Object.is(value, (b as Record<string, unknown>)[key]));
}
