import assert from "node:assert/strict";
import { jwtVerify } from "jose";
import { assertErrorPage } from "../../redirects.ts";
import type { Parameters } from "../authorization.ts";
import { clientOf, SUITE } from "../authorization.ts";
import { LISTENER_PATH } from "../conformance-server.ts";
import {
  assertAsked,
  assertReturned,
  assertSignedOut,
  assertSignedOutPage,
  type Logout,
  logOut,
  POST_LOGOUT_REDIRECT_URI,
  signedBySomebodyElse,
  unsigned,
  withLogoutClient,
} from "../end-session.ts";
import type { Module, ModuleRun } from "../module.ts";

/** Logouts that an application asks for. Where the suite wants a picture of a page, somebody looks at it; here it is read. */
export const logoutModules: readonly Module[] = [
  {
    title: "oidcc-rp-initiated-logout: returns to the client with the state (RP-Initiated Logout §2, §3)",
    run: (run) => withLogoutClient(run, {}, async (own) => assertReturnedSignedOut(await logOut(own))),
  },
  {
    title: "oidcc-rp-initiated-logout-no-state: returns without a state where there was none (RP-Initiated Logout §3)",
    run: (run) =>
      withLogoutClient(run, {}, async (own) => assertReturnedSignedOut(await logOut(own, without("state")))),
  },
  {
    title:
      "oidcc-rp-initiated-logout-no-post-logout-redirect-uri: signs out, and says so on a page of its own (RP-Initiated Logout §2)",
    run: (run) =>
      withLogoutClient(run, {}, async (own) => {
        const logout = await logOut(own, without("post_logout_redirect_uri"));
        assertSignedOutPage(logout.page);
        await assertSignedOut(logout);
      }),
  },
  refusing(
    "oidcc-rp-initiated-logout-bad-post-logout-redirect-uri: goes to no place that is not registered (RP-Initiated Logout §3)",
    `${SUITE}/bad_post_logout_redirect_uri`,
  ),
  refusing(
    "oidcc-rp-initiated-logout-query-added-to-post-logout-redirect-uri: compares the whole place (RP-Initiated Logout §3)",
    `${POST_LOGOUT_REDIRECT_URI}?foo=bar`,
  ),
  asking("oidcc-rp-initiated-logout-no-params: asks whose wish it is (RP-Initiated Logout §2)", () => ({})),
  asking(
    "oidcc-rp-initiated-logout-only-state: asks, and has nowhere to return to (RP-Initiated Logout §2)",
    without("id_token_hint", "post_logout_redirect_uri"),
  ),
  asking(
    "oidcc-rp-initiated-logout-no-id-token-hint: asks, and does not return (RP-Initiated Logout §2, §4)",
    without("id_token_hint"),
  ),
  asking(
    "oidcc-rp-initiated-logout-modified-id-token-hint: asks when nobody has signed the hint (RP-Initiated Logout §4)",
    (usual, { outcome }) => ({ ...usual, id_token_hint: unsigned(outcome) }),
  ),
  asking(
    "oidcc-rp-initiated-logout-bad-id-token-hint: asks when the client has signed the hint (RP-Initiated Logout §4)",
    async (usual, { run }) => ({ ...usual, id_token_hint: await signedBySomebodyElse(run) }),
  ),
  {
    title:
      "oidcc-backchannel-rp-initiated-logout: tells the client with a logout token of the session (Back-Channel Logout §2.4, §2.5)",
    run(run) {
      const listener = { backchannel_logout_uri: `${run.server.site.origin}${LISTENER_PATH}` };
      return withLogoutClient(run, { ...listener, backchannel_logout_session_required: true }, async (own) => {
        const before = own.server.site.requestsOf(LISTENER_PATH).length;
        const logout = await logOut(own);
        await assertTold(logout, before);
        await assertReturnedSignedOut(logout);
      });
    },
  },
];

type Change = (usual: Parameters, known: Pick<Logout, "run" | "outcome">) => Parameters | Promise<Parameters>;

function without(...names: string[]) {
  return (usual: Parameters) => Object.fromEntries(Object.entries(usual).filter(([name]) => !names.includes(name)));
}

async function assertReturnedSignedOut(logout: Logout): Promise<void> {
  assertReturned(logout);
  await assertSignedOut(logout);
}

function refusing(title: string, uri: string): Module {
  const run = (run: ModuleRun) =>
    withLogoutClient(run, {}, async (own) => {
      const { page } = await logOut(own, (usual) => ({ ...usual, post_logout_redirect_uri: uri }));
      assertErrorPage(page, "access_denied");
    });
  return { title, run };
}

function asking(title: string, change: Change): Module {
  const run = (run: ModuleRun) =>
    withLogoutClient(run, {}, async (own) => {
      await assertAsked(await logOut(own, (usual, outcome) => change(usual, { run: own, outcome })));
    });
  return { title, run };
}

/** One more request has come, with nothing but a logout token that `jose` accepts. */
async function assertTold({ run, outcome }: Logout, before: number): Promise<void> {
  const { server, metadata, keys, site } = run.server;
  const [request, ...more] = site.requestsOf(LISTENER_PATH).slice(before);
  assert.deepEqual(more, []);
  assert.equal(request?.method, "POST");
  assert.equal(request?.contentType, "application/x-www-form-urlencoded");
  assert.equal(request?.tlsVersion, "TLSv1.3");
  assert.deepEqual([...request.form.keys()], ["logout_token"]);
  const { payload } = await jwtVerify(request.form.get("logout_token") as string, keys, {
    issuer: metadata.issuer,
    audience: clientOf(run).clientId,
    typ: "logout+jwt",
    algorithms: ["RS256"],
    requiredClaims: ["iat", "exp", "jti"],
    currentDate: new Date(server.clock.nowMilliseconds()),
  });
  assert.deepEqual(payload.events, { "http://schemas.openid.net/event/backchannel-logout": {} });
  assert.deepEqual([payload.sub, payload.sid], [outcome.claims.sub, outcome.claims.sid]);
  assert.equal(typeof payload.sid, "string");
  assert.ok(!("nonce" in payload));
}
