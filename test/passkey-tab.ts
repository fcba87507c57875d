import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { Browser, BrowserContext, CDPSession, Page } from "playwright-core";

/** A device of the person's own that makes and uses passkeys without asking anybody. */
export const AUTHENTICATOR = {
  protocol: "ctap2",
  transport: "internal",
  hasResidentKey: true,
  hasUserVerification: true,
  isUserVerified: true,
  automaticPresenceSimulation: true,
} as const;

/** A tab of a browser that nothing is known of, with such a device. */
export interface PasskeyTab {
  readonly context: BrowserContext;
  readonly tab: Page;
  readonly devices: CDPSession;
  readonly authenticatorId: string;
  /** What the console has complained of: what a page's policy refuses is among it. */
  readonly refusals: string[];
  /** Whether the person's finger is the right one. */
  verifies(isUserVerified: boolean): Promise<void>;
}

export async function openPasskeyTab(browser: Browser): Promise<PasskeyTab> {
  const context = await browser.newContext();
  const tab = await context.newPage();
  tab.setDefaultTimeout(10_000);
  const refusals: string[] = [];
  tab.on("console", (message) => message.type() === "error" && refusals.push(message.text()));
  tab.on("pageerror", (error) => refusals.push(String(error)));
  const devices = await context.newCDPSession(tab);
  await devices.send("WebAuthn.enable", { enableUI: false });
  const { authenticatorId } = await devices.send("WebAuthn.addVirtualAuthenticator", { options: AUTHENTICATOR });
  const verifies = async (isUserVerified: boolean) => {
    await devices.send("WebAuthn.setUserVerified", { authenticatorId, isUserVerified });
  };
  return { context, tab, devices, authenticatorId, refusals, verifies };
}

/** An application's site on localhost: takes whatever comes back, and is a page of another origin on the same host. */
export async function startSite(): Promise<{ readonly origin: string; close(): void }> {
  const site = createServer((_request, response) =>
    response.setHeader("content-type", "text/html").end("<!doctype html><title>Site</title><h1>Site</h1>"),
  );
  await once(site.listen(0, "localhost"), "listening");
  return { origin: `http://localhost:${(site.address() as AddressInfo).port}`, close: () => site.close() };
}
