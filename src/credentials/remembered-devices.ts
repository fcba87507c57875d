import { randomUUID } from "node:crypto";
import { sha256 } from "../crypto/hashes.ts";
import type { Credential } from "../store/port/credentials.ts";
import type { TenantStore } from "../store/port/store.ts";

/** How long second factors are not asked for on a remembered device. */
export const REMEMBERED_DEVICE_SECONDS = 30 * 86_400;
/** So many devices of one user are remembered: the oldest make room. */
const MOST_DEVICES = 20;

/** A device that a user's second factors are not asked for on: the document of the credential of kind "remembered device". */
export interface RememberedDevice {
  readonly expiresAt: number;
  /** SHA-256 of the password's hash, base64url: with another password the device is not remembered any more. */
  readonly password: string;
  /** What the browser called itself, and the address that it came from. */
  readonly userAgent?: string | undefined;
  readonly address?: string | undefined;
}

/** Where it is kept. The store is that of the user's own world. */
interface World {
  readonly store: Pick<TenantStore, "credentials" | "users">;
  /** Unix seconds. */
  readonly now: number;
}

/** Remembers another device of the user. Returns its id; undefined when there is no such user. */
export async function addRememberedDevice(
  userId: string,
  from: Pick<RememberedDevice, "userAgent" | "address">,
  { store, now }: World,
): Promise<string | undefined> {
  const password = await passwordMark(userId, { store });
  if (password === undefined) return undefined;
  const devices = await store.credentials.listOf<RememberedDevice>(userId, "remembered device");
  const live = devices.filter(({ document }) => document.expiresAt > now);
  const kept = live.slice(-(MOST_DEVICES - 1));
  for (const device of devices.filter((one) => !kept.includes(one))) {
    await store.credentials.remove(userId, "remembered device", device.id);
  }
  const id = randomUUID();
  const document: RememberedDevice = { expiresAt: now + REMEMBERED_DEVICE_SECONDS, password, ...from };
  return (await store.credentials.add({ userId, kind: "remembered device", id, document }, now)) ? id : undefined;
}

/** Whether the device is remembered for the user, with the password that they have now. */
export async function isDeviceRemembered(id: string, userId: string, { store, now }: World): Promise<boolean> {
  const found = await store.credentials.find<RememberedDevice>("remembered device", id);
  if (found?.userId !== userId || found.document.expiresAt <= now) return false;
  return found.document.password === (await passwordMark(userId, { store }));
}

/** The user's devices that are remembered still, with the password that they have now. */
export async function rememberedDevicesOf(
  userId: string,
  { store, now }: World,
): Promise<Credential<RememberedDevice>[]> {
  const password = await passwordMark(userId, { store });
  const devices = await store.credentials.listOf<RememberedDevice>(userId, "remembered device");
  return devices.filter(({ document }) => document.expiresAt > now && document.password === password);
}

/** Asks for the user's second factors on the device again. False when it is none of theirs. */
export function forgetDevice(userId: string, id: string, { store }: Pick<World, "store">): Promise<boolean> {
  return store.credentials.remove(userId, "remembered device", id);
}

/** Asks for the user's second factors on every device again. */
export async function forgetDevices(userId: string, { store }: Pick<World, "store">): Promise<void> {
  for (const { id } of await store.credentials.listOf(userId, "remembered device")) {
    await store.credentials.remove(userId, "remembered device", id);
  }
}

async function passwordMark(userId: string, { store }: Pick<World, "store">): Promise<string | undefined> {
  const user = await store.users.find(userId);
  const found = user && (await store.users.findByName(user.userName));
  return found && sha256(found.passwordHash ?? "").toString("base64url");
}
