import { addPasskey } from "../src/credentials/add-passkey.ts";
import { adoptSecret, makeSecret, openSecret } from "../src/credentials/authenticator-app.ts";
import { readPasskeyAnswer } from "../src/credentials/passkey-answer.ts";
import { creationOptions } from "../src/credentials/passkeys.ts";
import { createServerKeys } from "../src/crypto/sealing.ts";
import { totpCode } from "../src/crypto/totp.ts";
import type { TenantStore } from "../src/store/port/store.ts";
import { CALLBACK, PASSWORD } from "./organizations.ts";
import { TEST_KEY, type TestServer } from "./server.ts";
import { SoftwarePasskey } from "./software-passkey.ts";

/** One step of signing in: any of these authenticators. */
export function step(...authenticators: string[]): object {
  return { options: authenticators.map((authenticator) => ({ idp: "LOCAL", authenticator })) };
}

/** A public application without consent, with these steps. */
export function steppedApplication(clientId: string, ...signInSteps: object[]): object {
  const common = { publicClient: true, callbackURLs: [CALLBACK], skipLoginConsent: true };
  return { ...common, clientId, name: `App ${clientId}`, ...(signInSteps.length > 0 && { signInSteps }) };
}

/** The tenant `acme` with these users and applications. */
export function organizationOf(userNames: readonly string[], applications: readonly object[]): object {
  const users = userNames.map((userName) => ({ userName, password: PASSWORD, claims: {} }));
  return { handle: "acme", name: "Acme", users, applications };
}

/** The tenant's store. */
export async function storeOf(server: TestServer): Promise<TenantStore> {
  const { id = "" } = (await server.store.tenants.find("acme")) ?? {};
  return server.store.forTenant(id);
}

/** The id of the user. */
export async function userIdOf(server: TestServer, userName: string): Promise<string> {
  const found = await (await storeOf(server)).users.findByName(userName);
  if (found === undefined) throw new Error(`there is no ${userName}`);
  return found.user.id;
}

/** An authenticator app, as its user holds it. */
export interface HeldApp {
  /** The code that it shows now, or so many time steps later. */
  code(later?: number): string;
}

/** Gives the user an authenticator app that has not been used for a while. */
export async function giveApp(server: TestServer, userName: string): Promise<HeldApp> {
  const sealing = createServerKeys(TEST_KEY);
  const store = await storeOf(server);
  const userId = await userIdOf(server, userName);
  const sealed = makeSecret(userId, { sealing });
  const secret = openSecret(sealed, userId, { sealing });
  const now = server.clock.now - 300;
  await adoptSecret(userId, sealed, totpCode(secret, Math.floor(now / 30)), { store, sealing, now });
  return heldApp(server, secret);
}

/** Gives the user a passkey. */
export async function givePasskey(server: TestServer, userName: string): Promise<SoftwarePasskey> {
  const { credentials, transients } = await storeOf(server);
  const { origin, hostname } = new URL(server.baseUrl);
  const relyingParty = { id: hostname, name: "Acme", origins: [origin] };
  const { now } = server.clock;
  const world = { credentials, transients, sealing: createServerKeys(TEST_KEY), relyingParty, now };
  const user = { id: await userIdOf(server, userName), userName };
  const device = new SoftwarePasskey(origin);
  const made = device.create(await creationOptions("give", user, "required", world));
  const answer = readPasskeyAnswer(JSON.stringify(made));
  if (answer === undefined) throw new Error("no answer of a passkey");
  const ceremony = { purpose: "give", userId: user.id, displayName: "Passkey" };
  const added = await addPasskey(answer, ceremony, world);
  if (added.kind !== "added") throw new Error(JSON.stringify(added));
  return device;
}

/** The app of a secret that was scanned. */
export function heldApp({ clock }: TestServer, secret: Uint8Array): HeldApp {
  return { code: (later = 0) => totpCode(secret, Math.floor(clock.now / 30) + later) };
}

/** RFC 4648 §6, with blanks as people see it. */
export function fromBase32(text: string): Buffer {
  const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  const bits = [...text.replaceAll(" ", "")].map((letter) => alphabet.indexOf(letter).toString(2).padStart(5, "0"));
  const bytes = bits.join("").match(/.{8}/g) ?? [];
  return Buffer.from(bytes.map((byte) => Number.parseInt(byte, 2)));
}
