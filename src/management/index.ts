import type { Operation } from "./operation.ts";

/** Every operation of the management APIs, in the order their description lists them. */
export const operations: readonly Operation[] = [];
