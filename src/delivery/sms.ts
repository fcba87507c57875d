import { DeliveryError } from "../notifications/delivery-error.ts";
import type { Outbound } from "../outbound/outbound.ts";
import type { NotificationSenderDocument } from "../protocol/model/notification.ts";
import { postByProvider } from "./provider-request.ts";

/** A text message, by the sender's provider. Throws when it does not take it. */
export async function sendSms(
  sender: NotificationSenderDocument,
  secrets: ReadonlyMap<string, string>,
  { to, text }: { readonly to: string; readonly text: string },
  outbound: Outbound,
): Promise<void> {
  const { provider, providerUrl, key = "", sender: from = "" } = sender;
  if (providerUrl === undefined) throw new DeliveryError("the sender has no address of a provider");
  const secret = secrets.get("secret") ?? "";
  switch (provider.toLowerCase()) {
    case "twilio": {
      const headers = { authorization: `Basic ${Buffer.from(`${key}:${secret}`).toString("base64")}` };
      return taken(await outbound.post(providerUrl, { headers, form: { To: to, From: from, Body: text } }));
    }
    case "vonage":
    case "nexmo": {
      const form = { api_key: key, api_secret: secret, from, to: to.replace(/\D/g, ""), text, type: "unicode" };
      return taken(await outbound.post(providerUrl, { form }));
    }
    default: {
      const values = { body: text, mobile: to, sender: from, key, secret };
      return taken(await postByProvider(sender, secrets, values, outbound));
    }
  }
}

/** Not now, or not by these credentials, which somebody may mend meanwhile; any other 4xx would be said again. */
const PERHAPS_LATER = new Set([401, 403, 408, 425, 429]);

/** Of whatever was answered only the status is looked at. */
export function taken(status: number): void {
  if (status >= 200 && status <= 299) return;
  const isFinal = status >= 400 && status <= 499 && !PERHAPS_LATER.has(status);
  throw new DeliveryError(`the provider answered with status ${status}`, { isFinal });
}
