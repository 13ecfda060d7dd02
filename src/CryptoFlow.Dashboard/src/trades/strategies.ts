/** The built-in strategies: the name in the API, the display name, and the interval that the strategy trades on, minutes. */
export const strategies: readonly (readonly [string, string, number])[] = [['NO_ML', 'Channel bounce', 15], ['MA_CROSS', 'Moving averages', 60]];

/** The interval that a strategy trades on, minutes. Its candles are stored wherever the strategy trades. */
export const tradedMinutes = (strategy: string): number => strategies.find(([name]) => name === strategy)?.[2] ?? 15;
