import { spa } from "../clients.ts";
import { authorizeRequests, codeOf } from "../minting.ts";
import type { Scenario } from "./scenario.ts";

/** RFC 6749 §4.1.1: a browser with a live session comes for a code, each time with a challenge of its own. */
export const authorize: Scenario = {
  name: "authorize",
  title: "authorize, live session",
  async prepare(target) {
    const { clientId } = spa;
    const { next } = authorizeRequests(target, clientId, "openid", await target.sessions.cookies(clientId));
    return { next, judge: (answer) => (codeOf(answer) === undefined ? "wrong" : "accepted") };
  },
};
