/** The built-in strategies: the name in the API, and the display name. */
export const strategies: readonly (readonly [string, string])[] = [['NO_ML', 'Channel bounce'], ['MA_CROSS', 'Moving averages']];
