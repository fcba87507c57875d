import assert from "node:assert/strict";
import { generateKeyPairSync, X509Certificate } from "node:crypto";
import { after, before, describe, it } from "node:test";
import { verifyAppAttest } from "../../src/protocol/client-attestation/app-attest.ts";
import { ATTESTATION_AUTHORITIES } from "../../src/protocol/client-attestation/authorities.ts";
import {
  type AppAttestChanges,
  type FakeGoogle,
  integrityToken,
  serviceAccountFile,
  startFakeGoogle,
  TestAppAttest,
} from "../attested-device.ts";
import { makeCertificate } from "../certificates.ts";
import { type Answer, challengeOf } from "../client.ts";
import { NativeApplication, nativeOrganization, PASSWORD_ID, RIGHT } from "../native-application.ts";
import { startServer, type TestServer } from "../server.ts";

const APP_ID = "TEAM123456.com.example.app";
const PACKAGE = "com.example.app";

describe("Apple's root of App Attest", () => {
  it("is the certificate that Apple publishes", () => {
    const root = new X509Certificate(ATTESTATION_AUTHORITIES.appAttestRoot);
    assert.match(root.fingerprint256, /^1C:B9:82:3B:A2:8B:A6:AD:2D:33:A0:06:94:1D:E2:AE:4F:51:3E:F1:D4:E8:31:B9:F7:E0/);
    assert.ok(root.ca && root.verify(root.publicKey));
  });
});

describe("contract §14.1: x-client-attestation", () => {
  const apple = new TestAppAttest();
  const account = serviceAccountFile();
  let google: FakeGoogle;
  let server: TestServer;

  before(async () => {
    google = await startFakeGoogle();
    const [plain] = nativeOrganization.applications;
    const metaData = {
      enableClientAttestation: true,
      androidPackageName: PACKAGE,
      androidAttestationServiceCredentials: JSON.stringify(account),
      appleAppId: APP_ID,
    };
    const attested = (clientId: string, attestationMetaData: object) => ({ ...plain, clientId, attestationMetaData });
    server = await startServer({
      settings: { outboundAllowedHosts: ["localhost"] },
      attestationAuthorities: {
        appAttestRoot: apple.root.certificate,
        playIntegrityUrl: google.origin,
        googleTokenUrl: `${google.origin}/token`,
      },
      organizations: [
        {
          ...nativeOrganization,
          applications: [
            attested("both", metaData),
            attested("bound", { ...metaData, bindToRequest: true }),
            attested("apple-only", { enableClientAttestation: true, appleAppId: APP_ID }),
            attested("off", { ...metaData, enableClientAttestation: false }),
            { ...attested("besieged", metaData) },
          ],
        },
      ],
    });
  });
  after(async () => {
    await Promise.all([server.stop(), google.close()]);
  });

  function start(attestation: string | undefined, application = new NativeApplication(server, "both")) {
    return application.start({}, attestation === undefined ? {} : { "x-client-attestation": attestation });
  }

  function assertRefused({ status, body }: Answer, because: string): void {
    assert.equal(status, 401);
    const { traceId: _, ...error } = body;
    assert.deepEqual(error, {
      code: "401",
      message: "Unauthorized",
      description: "invalid_client: The application's attestation is missing or does not hold.",
    });
    const line = server.logLines.findLast((each) => each.includes("client_attestation_refused")) ?? "{}";
    assert.match(JSON.parse(line).reason, new RegExp(because));
  }

  /** What Google says of an application from its store on a genuine device. */
  function verdict(changes: Readonly<Record<string, object>> = {}) {
    const requestDetails = {
      requestPackageName: PACKAGE,
      timestampMillis: `${server.clock.nowMilliseconds() - 2000}`,
      nonce: "bm9uY2Ugb2YgdGhlIGFwcA",
      ...changes.requestDetails,
    };
    const appIntegrity = {
      appRecognitionVerdict: "PLAY_RECOGNIZED",
      packageName: PACKAGE,
      certificateSha256Digest: ["6a6a1474b5cbbb2b1aa57e0bc3"],
      versionCode: "42",
      ...changes.appIntegrity,
    };
    const deviceIntegrity = { deviceRecognitionVerdict: ["MEETS_DEVICE_INTEGRITY"], ...changes.deviceIntegrity };
    const accountDetails = { appLicensingVerdict: "LICENSED" };
    const { testingDetails } = changes;
    return { requestDetails, appIntegrity, deviceIntegrity, accountDetails, ...(testingDetails && { testingDetails }) };
  }

  describe("Apple: App Attest", () => {
    it("lets the application in whose key a device has attested, with all that follows", async () => {
      const application = new NativeApplication(server, "both");
      const { status, body } = await start(apple.attest(APP_ID), application);
      assert.equal(status, 200);
      const signedIn = await application.step(body.flowId, PASSWORD_ID, RIGHT);
      assert.equal(signedIn.body.flowStatus, "SUCCESS_COMPLETED");
      assert.ok((await application.exchange(signedIn)).body.access_token);
    });

    const other = new TestAppAttest();
    const p384 = generateKeyPairSync("ec", { namedCurve: "P-384" });
    const refusals: readonly (readonly [string, AppAttestChanges, string])[] = [
      ["of another application", { appId: "TEAM123456.com.example.other" }, "another application"],
      ["of another root", { authority: other.authority }, "a certificate of others"],
      [
        "of an authority that is none",
        { authority: makeCertificate({ subject: [{ CN: "a" }], issuer: apple.root }) },
        "of others",
      ],
      ["right below the root", { chain: (leaf) => [leaf, apple.root] }, "of others"],
      ["without its authority", { chain: (leaf) => [leaf] }, "not a certificate and its authority"],
      [
        "with more certificates than two",
        { chain: (leaf) => [leaf, apple.authority, apple.root] },
        "not a certificate",
      ],
      ["whose certificate has ended", { days: -1 }, "another time"],
      ["without a nonce", { nonce: null }, "no nonce"],
      ["with a nonce that is none", { nonce: Buffer.alloc(31) }, "no nonce"],
      ["of another key", { credentialId: Buffer.alloc(32, 1) }, "another key"],
      ["of a key of another kind", { keys: p384 }, "a key of another kind"],
      ["of a key that has been used", { counter: 1 }, "used before"],
      ["from a developer's device", { aaguid: Buffer.from("appattestdevelop") }, "production"],
      ["of another format", { format: "packed" }, "another format"],
    ];
    for (const [what, changes, because] of refusals) {
      it(`refuses an attestation ${what} ("Validating apps that connect to your server")`, async () => {
        assertRefused(await start(apple.attest(APP_ID, changes)), because);
        server.clock.advance(60);
      });
    }

    it("believes nothing of what no certificate vouches for, as the application that the device's data names", async () => {
      const ofOther = apple.attest(APP_ID, { holder: "TEAM666666.com.example.other" });
      assertRefused(await start(ofOther), "a certificate of another application");
      assertRefused(await start(apple.attest(APP_ID, { holder: null })), "a certificate of another application");
    });

    it("refuses what is no attestation object (Web Authentication §6.5)", async () => {
      const bytes = Buffer.from(apple.attest(APP_ID), "base64");
      for (const cut of [
        bytes.subarray(0, -9),
        bytes.subarray(0, 200),
        Buffer.concat([Buffer.of(0xa3), Buffer.alloc(90)]),
      ]) {
        assertRefused(await start(cut.toString("base64")), "no (attestation object|authenticator data)");
      }
    });

    it("takes an attestation once, of two at the same time too (security bar 10.2)", async () => {
      const attestation = apple.attest(APP_ID);
      const answers = await Promise.all([start(attestation), start(attestation)]);
      assert.deepEqual(answers.map(({ status }) => status).sort(), [200, 401]);
      server.clock.advance(3600);
      assertRefused(await start(attestation), "used before");
    });

    it("remembers an attestation for as long as its certificate is good (security bar 10.2)", async () => {
      const attestation = apple.attest(APP_ID, { days: 1 });
      const rules = { appId: APP_ID, root: apple.root.certificate, clientDataHash: undefined };
      const { expiresAt } = await verifyAppAttest(attestation, { ...rules, now: Math.floor(Date.now() / 1000) });
      await assert.rejects(verifyAppAttest(attestation, { ...rules, now: expiresAt }), /another time/);
    });
  });

  describe("Android: Play Integrity", () => {
    it("lets the application in that Google recognises, asking as the service account and never at an address of its file", async () => {
      const token = integrityToken();
      google.lay(token, verdict());
      assert.equal((await start(token)).status, 200);
      assert.equal(google.decoded.at(-1), `/v1/${PACKAGE}:decodeIntegrityToken`);
      const { iss, scope, aud, iat, exp } = await google.claimsOf(google.assertions.at(-1) as string, account);
      assert.deepEqual([iss, scope], [account.client_email, "https://www.googleapis.com/auth/playintegrity"]);
      assert.equal(aud, `${google.origin}/token`);
      assert.ok(Number(exp) - Number(iat) <= 3600);
    });

    it("keeps its access token as long as it is good", async () => {
      const asked = google.assertions.length;
      for (const advance of [0, 3500, 100]) {
        server.clock.advance(advance);
        const token = integrityToken();
        google.lay(token, verdict());
        assert.equal((await start(token)).status, 200);
      }
      assert.equal(google.assertions.length - asked, 1);
    });

    const refusals: readonly (readonly [string, () => object, string])[] = [
      [
        "of another application",
        () => verdict({ requestDetails: { requestPackageName: "com.example.other" } }),
        "another application",
      ],
      [
        "from ten minutes ago",
        () => verdict({ requestDetails: { timestampMillis: `${server.clock.nowMilliseconds() - 601_000}` } }),
        "another time",
      ],
      [
        "from the time to come",
        () => verdict({ requestDetails: { timestampMillis: `${server.clock.nowMilliseconds() + 120_000}` } }),
        "another time",
      ],
      ["of no time", () => verdict({ requestDetails: { timestampMillis: "soon" } }), "another time"],
      [
        "of a version that the store does not have",
        () => verdict({ appIntegrity: { appRecognitionVerdict: "UNRECOGNIZED_VERSION" } }),
        "of the store",
      ],
      [
        "that recognises another application",
        () => verdict({ appIntegrity: { packageName: "com.example.other" } }),
        "of the store",
      ],
      [
        "of a device that is not genuine",
        () => verdict({ deviceIntegrity: { deviceRecognitionVerdict: ["MEETS_BASIC_INTEGRITY"] } }),
        "genuine device",
      ],
      [
        "of a device of which nothing is known",
        () => verdict({ deviceIntegrity: { deviceRecognitionVerdict: undefined as never } }),
        "genuine device",
      ],
      [
        "that a developer has laid out for tests",
        () => verdict({ testingDetails: { isTestingResponse: true } }),
        "for tests",
      ],
      ["with nothing in it", () => ({}), "another application"],
    ];
    for (const [what, payload, because] of refusals) {
      it(`refuses a verdict ${what} (Play Integrity API, verdicts)`, async () => {
        const token = integrityToken();
        google.lay(token, payload());
        assertRefused(await start(token), because);
        server.clock.advance(60);
      });
    }

    it("refuses a token that Google does not decode", async () => {
      assertRefused(await start(integrityToken()), "integrity token: .*status 400");
    });

    it("takes a token once, however it is written (security bar 10.2)", async () => {
      const token = integrityToken();
      // The last letter of 16 bytes in base64url has four bits that stand for nothing.
      const again = `${token.slice(0, -1)}${String.fromCharCode(token.charCodeAt(token.length - 1) + 1)}`;
      for (const each of [token, again]) google.lay(each, verdict());
      assert.equal((await start(token)).status, 200);
      assertRefused(await start(token), "used before");
      assertRefused(await start(again), "used before");
    });

    it("asks Google of nothing that cannot be a token", async () => {
      const asked = google.decoded.length;
      for (const text of ["a.b.c.d.e", "nonsense", "", "A".repeat(200), `${integrityToken()}.more`]) {
        assertRefused(await start(text), text === "" ? "none" : "of no known form");
      }
      assert.equal(google.decoded.length, asked);
      server.clock.advance(60);
    });
  });

  it("is asked for by applications that demand it alone, and of the platforms that they name", async () => {
    assertRefused(await start(undefined), "none");
    assert.equal((await start(undefined, new NativeApplication(server, "off"))).status, 200);
    assertRefused(
      await start(integrityToken(), new NativeApplication(server, "apple-only")),
      "no application of Android",
    );
  });

  it("counts for its own request alone where the application says so: it names the code challenge (RFC 7636 §4.2)", async () => {
    const application = new NativeApplication(server, "bound");
    const challenge = challengeOf(application.verifier);
    assertRefused(await start(apple.attest(APP_ID), application), "another request");
    const ofOther = apple.attest(APP_ID, { appId: "TEAM666666.com.example.other", clientData: challenge });
    assertRefused(await start(ofOther, application), "^another application");
    assert.equal((await start(apple.attest(APP_ID, { clientData: challenge }), application)).status, 200);
    for (const [details, because] of [
      [{}, "another request"],
      [{ nonce: challenge }, undefined],
      [{ nonce: undefined, requestHash: challenge }, undefined],
    ] as const) {
      const token = integrityToken();
      google.lay(token, verdict({ requestDetails: details }));
      const answer = await start(token, application);
      if (because === undefined) assert.equal(answer.status, 200);
      else assertRefused(answer, because);
    }
  });

  it("slows down who has failed too often, and asks nobody for them (security bar 18.5)", async () => {
    const application = new NativeApplication(server, "besieged");
    for (let tries = 0; tries < 20; tries += 1) assert.equal((await start(integrityToken(), application)).status, 401);
    const asked = google.decoded.length;
    const answer = await start(integrityToken(), application);
    assert.deepEqual([answer.status, answer.headers.has("retry-after")], [429, true]);
    assert.equal(google.decoded.length, asked);
  });

  it("writes no attestation and no credentials to the log (security bar 26.1)", () => {
    const log = server.logLines.join("\n");
    assert.ok(!log.includes("PRIVATE KEY") && !log.includes("apple-appattest") && !/eyJ[\w-]+\.[\w-]+\./.test(log));
  });
});
