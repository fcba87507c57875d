import type { PasskeyWorld } from "../../credentials/passkeys.ts";
import type { SignInOption } from "../../protocol/model/application.ts";
import type { User } from "../../protocol/model/user.ts";
import type { AccountWorld } from "../account-world.ts";

/** What designed flows know of the world, beside what registration and recovery do. */
export interface FlowWorld extends AccountWorld {
  readonly connections: FlowConnections;
  /** Where passkeys are kept, and whom they are for. */
  readonly passkeys: PasskeyWorld;
}

/** The servers of others that people come from. */
export interface FlowConnections {
  /** Sends somebody to the connection with the name; undefined: there is none that leads anywhere. */
  leave(
    idp: string,
    flow: { readonly id: string; readonly applicationId?: string | undefined },
  ): Promise<SentToConnection | undefined>;
  /** Whom it has signed in, by what it sent the browser back with; undefined: nobody. */
  take(sent: SentToConnection, answer: ReadonlyMap<string, string>): Promise<RemoteAccount | undefined>;
  /** Makes the account there the user's. False: it is somebody else's by now. */
  associate(user: User, remote: RemoteAccount): Promise<boolean>;
}

export interface SentToConnection {
  readonly option: SignInOption;
  /** Where the browser goes. */
  readonly url: string;
  /** What the answer is checked against. */
  readonly sent: object;
}

/** Somebody whom a connection has signed in. */
export interface RemoteAccount {
  readonly option: SignInOption;
  readonly providerId: string;
  readonly subject: string;
  /** The provider's session, sealed where it has to be. */
  readonly session: object;
  /** What they are called here unless they say otherwise. */
  readonly userName: string;
  /** What is known of them here by what it says, by the names of OpenID Connect. */
  readonly claims: Readonly<Record<string, string>>;
  /** The address, where the connection is trusted to say that it is theirs. */
  readonly provedEmail?: string;
  /** Whether there is a user here already whose account it is. */
  readonly isKnown: boolean;
}
