import assert from "node:assert/strict";
import { SignJWT, UnsecuredJWT } from "jose";
import * as oauth from "oauth4webapi";
import { authorize, clientOf, open, type Parameters, REDIRECT_URI, refusalOf, requestOf } from "../authorization.ts";
import type { ClientKey } from "../conformance-server.ts";
import { complete, flow } from "../flow.ts";
import type { Module, ModuleRun } from "../module.ts";
import {
  assertMetadataRefused,
  newClientKey,
  type RegisteredKey,
  requestRegistration,
  withRegistered,
} from "../registration.ts";
import { refreshed } from "./refresh.ts";

const SECTOR_PATH = "/redirect_uris.json";

/** What the server fetches from the client's own site: keys, request objects, and the list of its sector's redirect URIs. */
export const documentModules: readonly Module[] = [
  {
    title: "oidcc-registration-jwks-uri: takes the client's key from the place that it names (OIDC Registration §2)",
    async run(run) {
      const key = await newClientKey("one");
      const use = async (registered: ModuleRun) => {
        await flow(registered);
      };
      await withRegistered(run, { jwks_uri: publishKey(run, newKeyPath(), key) }, use, key);
    },
  },
  {
    title:
      "oidcc-refresh-token-rp-key-rotation: finds the client's new key where the old one was (OIDC Core §10.1.1, OIDC Registration §2)",
    async run(run) {
      const { metadata, server } = run.server;
      assert.ok(metadata.grant_types_supported?.includes("refresh_token"));
      const [key, next] = await Promise.all([newClientKey("one"), newClientKey("two")]);
      const path = newKeyPath();
      const use = async (registered: ModuleRun) => {
        const scope = "openid offline_access";
        const outcome = await flow(registered, { scope, prompt: "consent" });
        publishKey(run, path, next);
        server.clock.advance(60);
        await refreshed(registered, outcome, { ...clientOf(registered), key: next }, { scope });
      };
      await withRegistered(run, { jwks_uri: publishKey(run, path, key) }, use, key);
    },
  },
  {
    title:
      "oidcc-registration-sector-uri: registers pairwise subjects of a sector that lists the redirect URI (OIDC Registration §5)",
    async run(run) {
      assert.ok(run.server.metadata.subject_types_supported?.includes("pairwise"));
      const sector = publishSector(run, [REDIRECT_URI]);
      await withRegistered(run, { subject_type: "pairwise", sector_identifier_uri: sector }, async () => {});
    },
  },
  {
    title:
      "oidcc-registration-sector-bad: registers none of a sector that does not list the redirect URI (OIDC Registration §5)",
    async run(run) {
      const sector = publishSector(run, ["https://example.com/op"]);
      const wanted = { subject_type: "pairwise", sector_identifier_uri: sector };
      await assertMetadataRefused(await requestRegistration(run.server, run.variant, wanted));
    },
  },
  {
    title:
      "oidcc-request-uri-signed-rs256: takes the request from the place that the client registered (OIDC Core §6.2)",
    async run(run) {
      assert.ok(run.server.metadata.request_object_signing_alg_values_supported?.includes("RS256"));
      await withRequestUri(
        run,
        { request_object_signing_alg: "RS256" },
        async (registered, { publish, byReference }) => {
          const request = requestOf(registered);
          publish(await signed(registered, request));
          await complete(registered, request, await authorize(registered, byReference(request)));
        },
      );
    },
  },
  {
    title:
      "oidcc-request-uri-unsigned: takes no unsigned request, and does not say that it would (security bar 11.1, RFC 9101 §10.1)",
    async run(run) {
      assert.ok(!run.server.metadata.request_object_signing_alg_values_supported?.includes("none"));
      await withRequestUri(run, {}, async (registered, { publish, byReference }) => {
        const request = requestOf(registered);
        publish(new UnsecuredJWT(request).encode());
        const page = await open(registered, byReference(request));
        assert.equal(refusalOf(registered, request, page), "invalid_request_object");
      });
    },
  },
];

/** Where no other client has its keys: the server does not look at one place twice within a moment. */
function newKeyPath(): string {
  return `/${oauth.generateRandomState()}/client1_jwks`;
}

/** Puts the public key there, in the place of the one before. */
function publishKey({ server }: ModuleRun, path: string, { jwk }: RegisteredKey): string {
  return server.site.publish(path, "application/json", JSON.stringify({ keys: [jwk] }));
}

function publishSector({ server }: ModuleRun, redirectUris: readonly string[]): string {
  return server.site.publish(SECTOR_PATH, "application/json", JSON.stringify(redirectUris));
}

interface ByReference {
  /** Puts the request object where the client has said that it will be. */
  publish(requestObject: string): void;
  /** What is left of the request beside its `request_uri`. */
  byReference(request: Parameters): Parameters;
}

/** A client that has registered a place for request objects. */
async function withRequestUri(
  run: ModuleRun,
  changes: Parameters,
  use: (registered: ModuleRun, reference: ByReference) => Promise<void>,
): Promise<void> {
  const { site, metadata } = run.server;
  assert.equal(metadata.request_uri_parameter_supported, true);
  const path = `/requesturi/${oauth.generateRandomState()}`;
  const requestUri = `${site.origin}${path}#${oauth.generateRandomState()}`;
  const reference: ByReference = {
    publish: (requestObject) => void site.publish(path, "application/jwt", requestObject),
    // OIDC Core §6.1: OAuth 2.0 wants these beside it.
    byReference: ({ client_id, response_type, scope }) =>
      ({ client_id, response_type, scope, request_uri: requestUri }) as Parameters,
  };
  await withRegistered(run, { ...changes, request_uris: [requestUri] }, (registered) => use(registered, reference));
}

/** The request as an object that the client has signed, as OIDC Core §6.1 recommends it. */
function signed(run: ModuleRun, request: Parameters): Promise<string> {
  const { clientId, key } = clientOf(run);
  return new SignJWT({ ...request })
    .setProtectedHeader({ alg: "RS256" })
    .setIssuer(clientId)
    .setAudience(run.server.metadata.issuer)
    .sign((key as ClientKey).key);
}
