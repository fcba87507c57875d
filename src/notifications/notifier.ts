import { newId } from "../crypto/ids.ts";
import type { ServerKeys } from "../crypto/sealing.ts";
import type { NotificationChannel, NotificationContent } from "../protocol/model/notification.ts";
import type { MessageStore } from "../store/port/messages.ts";
import type { RecordStore } from "../store/port/records.ts";
import { DeliveryError, reasonOf } from "./delivery-error.ts";
import { findTemplate } from "./find-template.ts";
import { createLanes } from "./lanes.ts";
import { createMessageQueue, type MessageQueue, type NotSent, type Outgoing } from "./message-queue.ts";
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
  /** How long what it says is good for: later it is not sent any more. Left out: a day. */
  readonly goodForSeconds?: number | undefined;
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
  readonly tenantId: string;
  readonly name: string;
  /** Where the people are who are written to: `{base}/t/{tenant}`, or the URL of an organization inside it. */
  readonly tenantUrl: string;
  /** Where they have pages of their own, if it is not there. */
  readonly peopleUrl?: string | undefined;
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
  readonly messages: MessageStore;
  readonly keys: Pick<ServerKeys, "seal" | "open">;
  readonly clock: { nowMilliseconds(): number };
  /** What the tenant or the organization with the id has stored. */
  recordsOf(id: string): RecordStore;
  /** Hands the message over to whatever brings it. `keep`: there is nothing that would, and it is kept to be looked at. */
  deliver(message: Rendered, by: ChosenSender): Promise<"sent" | "keep">;
  notSent(event: NotSent): void;
}

export interface Notifier extends Pick<MessageQueue, "sendDue" | "listKept" | "stop"> {
  notifyIn(world: NotifyingWorld): Notify;
  /** Resolves when whatever was on its way has come through, failed or been put off. */
  settled(): Promise<void>;
}

/** Of each tenant's messages so many are written at once, and so many wait for that: what comes in beyond is not sent. */
const LANE = { atOnce: 8, waiting: 2000 };
/** What nobody waits for is worth sending for a day. */
const NOTICE_SECONDS = 86_400;
/** Longer addresses are nobody's (RFC 5321 §4.5.3.1). */
const EMAIL_ADDRESS = /^(?=.{3,254}$)[^\s@<>,;:"()[\]\\]{1,64}@[^\s@<>,;:"()[\]\\]+$/;
const PHONE_NUMBER = /^\+?[\d ()./-]{3,32}$/;

/** What writes to people: it finds the words and the sender, and sends beside the requests. */
export function createNotifier(parts: NotifierParts): Notifier {
  const { messages, keys, clock, recordsOf, deliver, notSent } = parts;
  const now = () => Math.floor(clock.nowMilliseconds() / 1000);
  const lanes = createLanes(LANE);
  const send = async ({ message, places }: Outgoing) =>
    deliver(message, await chooseSender(message.channel, places, recordsOf));
  const queue = createMessageQueue({ messages, keys, now, send, notSent });

  let latest = 0;
  /** They lie in the order in which they were written, also within a millisecond. */
  function nextId(): string {
    latest = Math.max(clock.nowMilliseconds(), latest + 1);
    return newId(latest);
  }

  return {
    notifyIn: (world) => async (message) => {
      const { type, channel, goodForSeconds = NOTICE_SECONDS } = message;
      const [id, expiresAt] = [nextId(), now() + goodForSeconds];
      const places = world.places.map((place) => place.id);
      const lost = (reason: string) => notSent({ type, channel, reason, attempts: 0, againAt: undefined });
      const isTaken = lanes.run(world.tenantId, async () => {
        try {
          await queue.put(id, world.tenantId, expiresAt, { message: await render(message, world), places });
        } catch (error) {
          lost(reasonOf(error));
        }
      });
      if (!isTaken) lost("too many messages wait");
    },
    sendDue: queue.sendDue,
    listKept: queue.listKept,
    stop: queue.stop,
    async settled() {
      await lanes.settled();
      await queue.settled();
    },
  };
}

async function render(message: Notification, world: NotifyingWorld): Promise<Rendered> {
  const { name, places } = world;
  const { channel, type, to, applicationId } = message;
  const known = channel === "email" ? EMAIL_ADDRESS : PHONE_NUMBER;
  if (!known.test(to)) throw new DeliveryError(`no address that can be written to by ${channel}`);
  const records = places.map((place) => place.records);
  const locale = localeOf(message.locale);
  const content = await findTemplate(records, { channel, type, locale, applicationId });
  if (content === undefined) throw new DeliveryError("there is no template");
  const values = { ...commonValues(world), ...message.values };
  const common = { to, type, organization: name };
  return channel === "email"
    ? { ...common, channel, ...renderEmail(content, values) }
    : { ...common, channel, text: renderText(bodyOf(content), values) };
}

async function chooseSender(
  channel: NotificationChannel,
  places: readonly string[],
  recordsOf: NotifierParts["recordsOf"],
): Promise<ChosenSender> {
  for (const id of places) {
    const sender = await findSender([recordsOf(id)], channel);
    if (sender !== undefined) return { sender, ownerId: id };
  }
  return undefined;
}

function bodyOf({ body, footer }: NotificationContent): string {
  return footer ? `${body}\n${footer}` : body;
}

/** What every template may use (contract §17.13). */
function commonValues({ name, tenantUrl, peopleUrl = tenantUrl }: NotifyingWorld): Record<string, string> {
  return {
    "organization-name": name,
    "organization.name": name,
    "carbon.product-url": tenantUrl,
    "account.recovery.endpoint-url": `${peopleUrl}/accountrecoveryendpoint`,
  };
}

function localeOf(wanted: string | undefined): string {
  const [first = ""] = wanted?.split(/[\s,;]+/) ?? [];
  const { language, region } = /^(?<language>[A-Za-z]{2,3})(?:[-_](?<region>[A-Za-z]{2}))?$/.exec(first)?.groups ?? {};
  if (language === undefined) return DEFAULT_LOCALE;
  return region === undefined ? language.toLowerCase() : `${language.toLowerCase()}_${region.toUpperCase()}`;
}
