import { createHmac, type KeyObject } from "node:crypto";
import { equalInConstantTime, sha256 } from "./hashes.ts";
import { idFromBytes, idToBytes } from "./ids.ts";
import { randomBytesFromPool } from "./random.ts";

const ID_BYTES = 16;
const GENERATION_BYTES = 4;
const SECRET_BYTES = 32;
const TAG_BYTES = 20;
const TOKEN = /^[A-Za-z0-9_-]{96}$/;

/**
 * A refresh token, `base64url(authorization's id ‖ generation ‖ secret ‖ tag)`. The first generation's secret is random, and each
 * later one's follows from the one before by the server's key; the hash that is stored is of the latest. The tag shows that the
 * server made the token, so that an old one is known again although nothing of it is stored.
 */
export interface RefreshSecret {
  readonly authorizationId: string;
  /** 0, and one more with each rotation. */
  readonly generation: number;
  readonly text: string;
  /** All that is stored of the secret and the tag. */
  readonly secretHash: Buffer;
}

/** The first refresh token of an authorization. */
export function issueRefreshSecret(authorizationId: string, tenantId: string, key: KeyObject): RefreshSecret {
  return assemble(idToBytes(authorizationId), 0, randomBytesFromPool(SECRET_BYTES), tenantId, key);
}

/**
 * The refresh token that follows a parsed one: the same each time, so that a rotated token can be answered twice with one successor
 * although only its hash is stored. Without the server's key nobody can compute it.
 */
export function deriveRefreshSecret(
  { text, generation }: RefreshSecret,
  tenantId: string,
  key: KeyObject,
): RefreshSecret {
  const { id, secret } = split(text);
  const next = createHmac("sha256", key).update("next").update(id).update(secret).digest();
  return assemble(id, generation + 1, next, tenantId, key);
}

/** What a text says of itself; undefined for any that was never a refresh token. */
export function parseRefreshSecret(text: string): RefreshSecret | undefined {
  return TOKEN.test(text) ? read(text, Buffer.from(text, "base64url")) : undefined;
}

/** Whether the server made this token, for this tenant, at any time. */
export function isGenuine({ text }: RefreshSecret, tenantId: string, key: KeyObject): boolean {
  const { body, tag } = split(text);
  return equalInConstantTime(tag, tagOf(body, tenantId, key));
}

function assemble(id: Buffer, generation: number, secret: Buffer, tenantId: string, key: KeyObject): RefreshSecret {
  const number = Buffer.alloc(GENERATION_BYTES);
  number.writeUInt32BE(generation);
  const body = Buffer.concat([id, number, secret]);
  const bytes = Buffer.concat([body, tagOf(body, tenantId, key)]);
  return read(bytes.toString("base64url"), bytes);
}

function read(text: string, bytes: Buffer): RefreshSecret {
  return {
    authorizationId: idFromBytes(bytes.subarray(0, ID_BYTES)),
    generation: bytes.readUInt32BE(ID_BYTES),
    text,
    secretHash: sha256(bytes.subarray(ID_BYTES + GENERATION_BYTES)),
  };
}

function tagOf(body: Buffer, tenantId: string, key: KeyObject): Buffer {
  return createHmac("sha256", key).update("made").update(tenantId).update(body).digest().subarray(0, TAG_BYTES);
}

function split(text: string) {
  const bytes = Buffer.from(text, "base64url");
  const [body, tag] = [bytes.subarray(0, -TAG_BYTES), bytes.subarray(-TAG_BYTES)];
  return { id: body.subarray(0, ID_BYTES), secret: body.subarray(ID_BYTES + GENERATION_BYTES), body, tag };
}
