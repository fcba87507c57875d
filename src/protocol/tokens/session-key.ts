import { createHmac } from "node:crypto";
import { equalInConstantTime } from "../../crypto/hashes.ts";
import { idFromBytes, idToBytes } from "../../crypto/ids.ts";
import type { ProtocolContext } from "../context.ts";

const ID_BYTES = 16;

/**
 * The `isk` claim, by which a client can prolong the session (contract §4): 64 hex characters, the session's id and what cannot be
 * guessed from it.
 */
export function makeSessionKey(sessionId: string, ctx: ProtocolContext): string {
  const id = idToBytes(sessionId);
  return Buffer.concat([id, proofOf(id, ctx)]).toString("hex");
}

/** The id of the session that the key was made for by this tenant; undefined for any other text. */
export function readSessionKey(key: string, ctx: ProtocolContext): string | undefined {
  if (!/^[0-9a-f]{64}$/.test(key)) return undefined;
  const bytes = Buffer.from(key, "hex");
  const id = bytes.subarray(0, ID_BYTES);
  return equalInConstantTime(bytes.subarray(ID_BYTES), proofOf(id, ctx)) ? idFromBytes(id) : undefined;
}

/** 128 bits. */
function proofOf(sessionId: Buffer, { secrets, tenant }: ProtocolContext): Buffer {
  const hash = createHmac("sha256", secrets.sessionKey).update(`${tenant.id} `).update(sessionId).digest();
  return hash.subarray(0, 16);
}
