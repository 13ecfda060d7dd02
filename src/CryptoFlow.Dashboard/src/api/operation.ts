/** The answer of GET /api/config. */
export interface Configuration {
  readonly version: string;
  readonly settings: readonly Setting[];
}

export interface Setting {
  readonly key: string;
  readonly value: string | null;
  /** default, the name of a file, environment, command line, or program. */
  readonly source: string;
  readonly isDefault: boolean;
  readonly isHidden: boolean;
}

/** An alert that is over; times in ms UTC. */
export interface PastAlert {
  readonly name: string;
  readonly severity: 'warning' | 'error';
  readonly since: number;
  readonly until: number;
  readonly sentence: string;
}
