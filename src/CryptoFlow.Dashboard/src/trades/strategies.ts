/** The strategies that the program ships with: the name in the API, and the name for people. */
export const strategies: readonly (readonly [string, string])[] = [['NO_ML', 'Channel bounce'], ['MA_CROSS', 'Moving averages']];
