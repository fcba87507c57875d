/** Why a message was not sent, to be logged. */
export class DeliveryError extends Error {
  override readonly name = "DeliveryError";
  /** Whether it would be no better later on. */
  readonly isFinal: boolean;

  constructor(reason: string, { isFinal = false }: { readonly isFinal?: boolean } = {}) {
    super(reason);
    this.isFinal = isFinal;
  }
}

/** A foreign error's message may quote the message that was sent: its code says enough. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return "unknown";
  if (error.name === "DeliveryError" || error.name === "OutboundError") return error.message;
  const { code, responseCode } = error as { code?: unknown; responseCode?: unknown };
  return [error.name, code, responseCode].filter((part) => part !== undefined).join(" ");
}

/**
 * Whether trying again would come to the same. A mail server that answers with 5xx wants the message not at all (RFC 5321 §4.2.1); but that it
 * does not know us, which is 530 to 538 (RFC 4954 §6), an administrator may mend meanwhile.
 */
export function isFinal(error: unknown): boolean {
  if (error instanceof DeliveryError) return error.isFinal;
  const { responseCode } = (error ?? {}) as { responseCode?: unknown };
  return typeof responseCode === "number" && responseCode >= 500 && !(responseCode >= 530 && responseCode <= 538);
}
