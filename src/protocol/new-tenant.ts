import { randomBytes } from "node:crypto";
import { newId } from "../crypto/ids.ts";
import type { TenantProperties, TenantSettings } from "./model/tenant.ts";

/** What an organization starts with (security bar 23.6). */
const SETTINGS: TenantSettings = {
  clientRegistration: "with token",
  clientIdMetadataDocuments: false,
  trustedTokenIssuers: [],
};

/** A tenant that is not stored yet. It is no demo, enabled, and settled in the secure way unless something else is given. */
export function newTenant(
  given: Pick<TenantProperties, "handle" | "name"> & {
    readonly demo?: boolean;
    readonly enabled?: boolean | undefined;
    readonly settings?: TenantSettings;
  },
  nowMilliseconds: number,
): TenantProperties {
  const { handle, name, demo = false, enabled = true, settings = SETTINGS } = given;
  return {
    id: newId(nowMilliseconds),
    handle,
    name,
    demo,
    enabled,
    settings,
    subjectSalt: randomBytes(32).toString("base64url"),
    createdAt: Math.floor(nowMilliseconds / 1000),
  };
}
