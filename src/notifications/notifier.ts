import type { NotificationChannel, NotificationContent } from "../protocol/model.ts";
import type { RecordStore } from "../store/store.ts";
import { findTemplate } from "./find-template.ts";
import { type RenderedEmail, renderEmail, renderText } from "./render.ts";
import { findSender, type NotificationSender } from "./sender.ts";
import { DEFAULT_LOCALE } from "./system-templates.ts";

/** A message to one person. */
export interface Notification {
  readonly channel: NotificationChannel;
  /** The name of its type, as `EmailOTP`. */
  readonly type: string;
  /** An e-mail address or a phone number. */
  readonly to: string;
  /** As `de`, `de-DE` or `de_DE`; of several, in the order in which they are wished for, the first. Left out: English. */
  readonly locale?: string | undefined;
  /** The application through which the person is written to, by the id that administrators know it by. */
  readonly applicationId?: string | undefined;
  /** What the placeholders stand for, without their braces. */
  readonly values: Readonly<Record<string, string>>;
}

/**
 * Sends a message. It resolves before the message is sent, so that neither time nor failure tells anything about who it is for (security
 * bar 18.4); what fails is logged without what was to be said (security bar 26.1).
 */
export type Notify = (message: Notification) => Promise<void>;

/** Whose message it is: the organization or the tenant, and the stores of those that it lies below. */
export interface NotifyingWorld {
  readonly name: string;
  /** `{base}/t/{tenant}`. */
  readonly tenantUrl: string;
  /** The nearest first; each by the id that its secrets are sealed for. */
  readonly places: readonly { readonly id: string; readonly records: RecordStore }[];
}

/** A message as it goes out. */
export type Rendered = { readonly to: string; readonly type: string; readonly organization: string } & (
  | ({ readonly channel: "email" } & RenderedEmail)
  | { readonly channel: "sms"; readonly text: string }
);

/** By what it goes out: a sender of the organization's or of what it lies below; undefined: the operator's own way. */
export type ChosenSender = { readonly sender: NotificationSender; readonly ownerId: string } | undefined;

export interface NotifierParts {
  /** Hands the message over to whatever brings it. */
  deliver(message: Rendered, by: ChosenSender): Promise<void>;
  failed(event: { readonly type: string; readonly channel: string; readonly reason: string }): void;
}

export interface Notifier {
  notifyIn(world: NotifyingWorld): Notify;
  /** Resolves when whatever was on its way has come through or failed. */
  settled(): Promise<void>;
}

/**
 * So many of a tenant's messages are on their way at once; what comes in while so many wait is not sent. Each tenant has a queue of its own:
 * a mail server of one that takes its time keeps nobody else's messages waiting.
 */
const MOST_AT_ONCE = 8;
const MOST_WAITING = 2000;
/** Longer addresses are nobody's (RFC 5321 §4.5.3.1). */
const EMAIL_ADDRESS = /^(?=.{3,254}$)[^\s@<>,;:"()[\]\\]{1,64}@[^\s@<>,;:"()[\]\\]+$/;
const PHONE_NUMBER = /^\+?[\d ()./-]{3,32}$/;

/** What writes to people: it finds the words and the sender, and sends beside the requests. */
export function createNotifier({ deliver, failed }: NotifierParts): Notifier {
  const queues = new Map<string, { readonly waiting: (() => Promise<void>)[]; running: number }>();
  const running = new Set<Promise<void>>();

  function queueOf(tenantUrl: string) {
    const queue = queues.get(tenantUrl) ?? { waiting: [], running: 0 };
    queues.set(tenantUrl, queue);
    return queue;
  }

  function next(tenantUrl: string): void {
    const queue = queueOf(tenantUrl);
    while (queue.running < MOST_AT_ONCE) {
      const task = queue.waiting.shift();
      if (task === undefined) break;
      queue.running += 1;
      const run = task().finally(() => {
        running.delete(run);
        queue.running -= 1;
        next(tenantUrl);
      });
      running.add(run);
    }
    if (queue.running === 0) queues.delete(tenantUrl);
  }

  async function send(message: Notification, world: NotifyingWorld): Promise<void> {
    const { channel, type } = message;
    try {
      const rendered = await render(message, world);
      await deliver(rendered, await chooseSender(channel, world));
    } catch (error) {
      failed({ type, channel, reason: reasonOf(error) });
    }
  }

  return {
    notifyIn: (world) => async (message) => {
      const { type, channel } = message;
      const { waiting } = queueOf(world.tenantUrl);
      if (waiting.length >= MOST_WAITING) return failed({ type, channel, reason: "too many messages wait" });
      waiting.push(() => send(message, world));
      next(world.tenantUrl);
    },
    async settled() {
      while (running.size > 0) await Promise.all(running);
    },
  };
}

/** A reason to be logged: why a message was not sent. */
export class DeliveryError extends Error {
  override readonly name = "DeliveryError";
}

async function render(message: Notification, { name, tenantUrl, places }: NotifyingWorld): Promise<Rendered> {
  const { channel, type, to, applicationId } = message;
  const known = channel === "email" ? EMAIL_ADDRESS : PHONE_NUMBER;
  if (!known.test(to)) throw new DeliveryError(`no address that can be written to by ${channel}`);
  const records = places.map((place) => place.records);
  const locale = localeOf(message.locale);
  const content = await findTemplate(records, { channel, type, locale, applicationId });
  if (content === undefined) throw new DeliveryError("there is no template");
  const values = { ...commonValues(name, tenantUrl), ...message.values };
  const common = { to, type, organization: name };
  return channel === "email"
    ? { ...common, channel, ...renderEmail(content, values) }
    : { ...common, channel, text: renderText(bodyOf(content), values) };
}

async function chooseSender(channel: NotificationChannel, { places }: NotifyingWorld): Promise<ChosenSender> {
  for (const { id, records } of places) {
    const sender = await findSender([records], channel);
    if (sender !== undefined) return { sender, ownerId: id };
  }
  return undefined;
}

function bodyOf({ body, footer }: NotificationContent): string {
  return footer ? `${body}\n${footer}` : body;
}

/** What every template may use (contract §17.13). */
function commonValues(name: string, tenantUrl: string): Record<string, string> {
  return {
    "organization-name": name,
    "organization.name": name,
    "carbon.product-url": tenantUrl,
    "account.recovery.endpoint-url": `${tenantUrl}/accountrecoveryendpoint`,
  };
}

function localeOf(wanted: string | undefined): string {
  const [first = ""] = wanted?.split(/[\s,;]+/) ?? [];
  const { language, region } = /^(?<language>[A-Za-z]{2,3})(?:[-_](?<region>[A-Za-z]{2}))?$/.exec(first)?.groups ?? {};
  if (language === undefined) return DEFAULT_LOCALE;
  return region === undefined ? language.toLowerCase() : `${language.toLowerCase()}_${region.toUpperCase()}`;
}

/** A foreign error's message may quote the message that was sent: its code says enough. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return "unknown";
  if (error.name === "DeliveryError" || error.name === "OutboundError") return error.message;
  const { code, responseCode } = error as { code?: unknown; responseCode?: unknown };
  return [error.name, code, responseCode].filter((part) => part !== undefined).join(" ");
}
