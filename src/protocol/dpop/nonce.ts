import { createHmac } from "node:crypto";
import { equalInConstantTime } from "../../crypto/hashes.ts";
import type { ProtocolContext } from "../context.ts";

type NonceContext = Pick<ProtocolContext, "tenant" | "now" | "secrets">;

const LIFETIME_SECONDS = 300;
/** Another process, whose clock is ahead, may have made it. */
const CLOCK_SKEW_SECONDS = 60;
const TIME_BYTES = 6;
const MAC_BYTES = 16;

/** A nonce for DPoP proofs (RFC 9449 §8). It holds its time and what shows that it is ours, so nothing is stored. */
export function makeNonce(ctx: NonceContext): string {
  const time = Buffer.alloc(TIME_BYTES);
  time.writeUIntBE(ctx.now, 0, TIME_BYTES);
  return Buffer.concat([time, macOf(time, ctx)]).toString("base64url");
}

/** Whether this server made the nonce for the tenant, at most five minutes ago. */
export function isNonce(nonce: string, ctx: NonceContext): boolean {
  const bytes = Buffer.from(nonce, "base64url");
  if (bytes.length !== TIME_BYTES + MAC_BYTES) return false;
  const time = bytes.subarray(0, TIME_BYTES);
  const age = ctx.now - time.readUIntBE(0, TIME_BYTES);
  const isRecent = age <= LIFETIME_SECONDS && age >= -CLOCK_SKEW_SECONDS;
  return isRecent && equalInConstantTime(bytes.subarray(TIME_BYTES), macOf(time, ctx));
}

function macOf(time: Buffer, { tenant, secrets }: NonceContext): Buffer {
  return createHmac("sha256", secrets.proofNonce).update(tenant.id).update(time).digest().subarray(0, MAC_BYTES);
}
