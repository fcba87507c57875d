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
