/** How a cache learns that another process may have changed what it holds. */
export interface Changes {
  /**
   * A value that differs from the one before once another process has changed anything that is cached; this process's own
   * changes need not count. Cheap, to be asked before each look into a cache; it lags by a second at most.
   */
  version(): string;
}
