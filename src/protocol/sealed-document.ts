import type { ServerKeys } from "../crypto/sealing.ts";

/** A place in a document where a secret is sealed. */
export interface SealedPlace {
  /** The members on the way, with dots between them: none of their names holds one. */
  readonly path: string;
  /** What the secret is bound to. */
  readonly context: string;
}

/** The document with the secrets at these places sealed with the server's present key; undefined when they are already. */
export function resealedDocument<Document extends object>(
  document: Document,
  places: readonly SealedPlace[],
  keys: ServerKeys,
): Document | undefined {
  const copy = structuredClone(document);
  let isStale = false;
  for (const { path, context } of places) {
    const steps = path.split(".");
    const last = steps.pop() as string;
    const holder = steps.reduce<Members>((at, step) => at[step] as Members, copy as Members);
    const sealed = holder[last] as string;
    if (keys.isCurrent(sealed)) continue;
    isStale = true;
    holder[last] = keys.seal(keys.open(sealed, context), context);
  }
  return isStale ? copy : undefined;
}

type Members = Record<string, unknown>;
