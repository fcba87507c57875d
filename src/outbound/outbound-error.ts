/** Why a request to somebody else's address failed. The reason is for the log: it never goes to who named the address. */
export class OutboundError extends Error {
  constructor(reason: string, options?: { readonly cause?: unknown }) {
    super(reason, options);
    this.name = "OutboundError";
  }
}
