import { DeliveryError } from "../notifications/delivery-error.ts";
import type { Outbound } from "../outbound/outbound.ts";
import type { NotificationSenderDocument } from "../protocol/model/notification.ts";

type Values = Readonly<Record<string, string>>;
type Secrets = ReadonlyMap<string, string>;

/**
 * Sends what the sender's property `body` says to its provider, with the values in the places of `{{…}}`: each is escaped for the place,
 * so that a text cannot become another member or parameter. Resolves to the status of the answer.
 */
export async function postByProvider(
  sender: NotificationSenderDocument,
  secrets: Secrets,
  values: Values,
  outbound: Outbound,
): Promise<number> {
  const { providerUrl, contentType = "JSON", properties } = sender;
  if (providerUrl === undefined) throw new DeliveryError("the sender has no address of a provider");
  const headers = { ...headersOf(properties, secrets), ...(await authorizationOf(sender, secrets, outbound)) };
  const template = properties.body ?? secrets.get("property body") ?? "";
  if (contentType === "FORM") {
    const text = fillIn(template, values, encodeURIComponent);
    return outbound.post(providerUrl, { headers, form: Object.fromEntries(new URLSearchParams(text)) });
  }
  const text = fillIn(template, values, (value) => JSON.stringify(value).slice(1, -1));
  return outbound.post(providerUrl, { headers, json: parseJson(text) });
}

/** What shows the provider who is asking. Throws for a way that the server does not know. */
export async function authorizationOf(
  { authenticationType = "NONE", authentication, userName }: NotificationSenderDocument,
  secrets: Secrets,
  outbound: Outbound,
): Promise<Record<string, string>> {
  const open = (name: string) => authentication[name] ?? secrets.get(`authentication ${name}`) ?? "";
  switch (authenticationType) {
    case "NONE":
      return {};
    case "BASIC": {
      const name = open("username") || open("userName") || userName || "";
      const password = open("password") || secrets.get("password") || "";
      return { authorization: `Basic ${Buffer.from(`${name}:${password}`).toString("base64")}` };
    }
    case "BEARER":
      return { authorization: `Bearer ${lineOf(open("accessToken") || open("token"))}` };
    case "API_KEY": {
      const header = (open("header") || "x-api-key").toLowerCase();
      if (!isTheirs(header)) throw new DeliveryError("a key cannot be sent in that header");
      return { [header]: lineOf(open("value")) };
    }
    case "CLIENT_CREDENTIAL":
      return { authorization: `Bearer ${await tokenOf(open, outbound)}` };
    default:
      throw new DeliveryError(`the server cannot authenticate by ${authenticationType}`);
  }
}

/** A token of the provider's own authorization server (RFC 6749 §4.4). */
async function tokenOf(open: (name: string) => string, outbound: Outbound): Promise<string> {
  const pair = `${encodeURIComponent(open("clientId"))}:${encodeURIComponent(open("clientSecret"))}`;
  const headers = { authorization: `Basic ${Buffer.from(pair).toString("base64")}` };
  const scope = open("scopes") || open("scope");
  const form = { grant_type: "client_credentials", ...(scope !== "" && { scope }) };
  const { text } = await outbound.ask(open("tokenEndpoint"), { headers, form }, { accept: ["application/json"] });
  const { access_token: token } = parseJson(text) as { readonly access_token?: unknown };
  if (typeof token !== "string") throw new DeliveryError("the provider's authorization server has sent no token");
  return lineOf(token);
}

/** `http.headers` as Asgardeo has it: `name: value`, separated by commas or lines. */
function headersOf(properties: Values, secrets: Secrets): Record<string, string> {
  const text = secrets.get("property http.headers") ?? properties["http.headers"] ?? "";
  const pairs = text.split(/[,\r\n]+/).flatMap((line) => {
    const at = line.indexOf(":");
    const name = line.slice(0, at).trim().toLowerCase();
    return at > 0 && isTheirs(name) ? [[name, lineOf(line.slice(at + 1).trim())]] : [];
  });
  return Object.fromEntries(pairs);
}

const OURS = new Set(["host", "content-length", "transfer-encoding", "connection", "content-type"]);

/** Whether a sender may say what the header holds. */
function isTheirs(name: string): boolean {
  return /^[a-z0-9_-]+$/.test(name) && !OURS.has(name);
}

function lineOf(text: string): string {
  return text.replace(/[^\x20-\x7e]/g, "");
}

function fillIn(template: string, values: Values, encode: (value: string) => string): string {
  return template.replace(/\{\{(\w+)\}\}/g, (_all, name: string) => encode(values[name] ?? ""));
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new DeliveryError("what should be JSON is none");
  }
}
