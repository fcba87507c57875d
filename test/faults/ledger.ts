import type { Redeemable } from "../client.ts";

/** What a client knows of one authorization of a user. */
export interface Chain {
  readonly redeemable: Redeemable;
  /** How often the code was exchanged. */
  exchanges: number;
  /** The newest that were answered. */
  tokens: { readonly accessToken: string; readonly refreshToken: string } | undefined;
  /** A request was sent and not answered, or with a 503: whether it was done is not known. */
  inDoubt: boolean;
}

/** What the server has acknowledged, and what became of it. */
export class Ledger {
  /** The authorizations that should work. */
  readonly live = new Set<Chain>();
  /** The access tokens of the service that should work. */
  readonly serviceTokens: string[] = [];
  readonly sums = {
    exchanges: 0,
    refreshes: 0,
    serviceTokens: 0,
    /** The connection ended before the answer. */
    unanswered: 0,
    /** Clean refusals: 503 in JSON with `Retry-After`. */
    unavailable: 0,
    /** Codes that were used up by an exchange whose answer was lost. */
    codesLost: 0,
    accessTokensVerified: 0,
    refreshTokensVerified: 0,
    replaysRefused: 0,
  };
  /** What should not have been. */
  readonly faults: string[] = [];

  /** Begins an authorization with its code. */
  open(redeemable: Redeemable): Chain {
    const chain: Chain = { redeemable, exchanges: 0, tokens: undefined, inDoubt: false };
    this.live.add(chain);
    return chain;
  }

  fault(text: string): void {
    this.faults.push(text);
  }

  get acknowledged(): number {
    return this.sums.exchanges + this.sums.refreshes + this.sums.serviceTokens;
  }
}
