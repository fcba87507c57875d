import { spa, userName } from "../clients.ts";
import { locationOf } from "../connection.ts";
import { prepareSignIn } from "../session-pool.ts";
import type { Scenario } from "./scenario.ts";

const PREPARED_SIDE_BY_SIDE = 16;

/** The POST of the sign-in form: one argon2id hash (19 MiB, 2 passes), a session, a redirect back to the authorization endpoint. */
export const signIn: Scenario = {
  name: "sign-in",
  title: "password sign-in",
  async prepare(target) {
    const ready: Buffer[] = [];
    let users = 0;
    return {
      async supply(count) {
        const add = async () => {
          while (ready.length < count) ready.push(await prepareSignIn(target, spa.clientId, userName(users++)));
        };
        await Promise.all(Array.from({ length: PREPARED_SIDE_BY_SIDE }, add));
      },
      next: () => ready.shift(),
      judge(answer) {
        // Rather than let everybody wait, a server may send some away, if it says when to come back.
        if (answer.status === 503 && /\r\nretry-after: *\d/i.test(answer.head)) return "refused";
        return locationOf(answer)?.includes(target.paths.authorize) ? "accepted" : "wrong";
      },
    };
  },
};
