/** The jobs for which there is a row with their id, each with its row. */
export function matchRows<Job extends { readonly id: Buffer }, Row extends { readonly id: Buffer }>(
  jobs: readonly Job[],
  rows: readonly Row[],
): { job: Job; row: Row }[] {
  const byId = new Map(rows.map((row) => [row.id.toString("latin1"), row]));
  return jobs.flatMap((job) => {
    const row = byId.get(job.id.toString("latin1"));
    return row === undefined ? [] : [{ job, row }];
  });
}

/** For each of the jobs whether there is a row with its id. */
export function haveRows(
  jobs: readonly { readonly id: Buffer }[],
  rows: readonly { readonly id: Buffer }[],
): boolean[] {
  const found = new Set(rows.map(({ id }) => id.toString("latin1")));
  return jobs.map(({ id }) => found.has(id.toString("latin1")));
}
