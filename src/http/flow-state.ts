const STATE = /^register~([0-9a-f-]{36})\./;

/** What the state begins with of a request that a registration on our own pages sends to a provider. */
export function stateOfFlow(id: string): string {
  return `register~${id}`;
}

/** The flow on our own pages that a provider's answer is for; undefined: for none. */
export function flowOfState(state: string): string | undefined {
  return STATE.exec(state)?.[1];
}
