import assert from "node:assert/strict";
import type { KeptMessage } from "../src/notifications/message-queue.ts";
import type { TestServer } from "./server.ts";

/** What a test server has written to people, the latest first; whatever is on its way is waited for. */
export function outboxOf({ baseUrl }: Pick<TestServer, "baseUrl">) {
  async function all(): Promise<KeptMessage[]> {
    const answer = await fetch(`${baseUrl}/outbox.json`);
    const { messages } = (await answer.json()) as { messages: KeptMessage[] };
    return messages;
  }

  return {
    all,
    async to(address: string): Promise<KeptMessage[]> {
      return (await all()).filter(({ to }) => to === address);
    },
    /** The latest to the address; the test fails when there is none. */
    async latest(address: string): Promise<KeptMessage> {
      const [message] = await this.to(address);
      assert.ok(message, `nothing was sent to ${address}`);
      return message;
    },
  };
}

/** The code of digits in the message. */
export function codeIn({ text }: Pick<KeptMessage, "text">): string {
  const code = /(?<![\w/=-])\d{4,10}(?![\w/-])/.exec(text)?.[0];
  assert.ok(code, `there is no code in ${text}`);
  return code;
}

/** The first link in the message. */
export function linkIn({ text }: Pick<KeptMessage, "text">): URL {
  const link = /https?:\/\/[^\s<>"]+/.exec(text)?.[0];
  assert.ok(link, `there is no link in ${text}`);
  return new URL(link);
}
