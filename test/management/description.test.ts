import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import type { Browser } from "playwright-core";
import { operations } from "../../src/management/index.ts";
import { launchBrowser } from "../browser.ts";
import { answerOf } from "../client.ts";
import { startServer, type TestServer } from "../server.ts";
import { adminApplication, apiClient } from "./api-client.ts";

describe("the description of the management APIs", () => {
  let server: TestServer;
  let browser: Browser;
  before(async () => {
    server = await startServer({ organizations: [{ handle: "acme", name: "Acme", applications: [adminApplication] }] });
    browser = await launchBrowser();
  });
  after(async () => {
    await browser.close();
    await server.stop();
  });

  const openapi = async () => (await answerOf(await fetch(server.url("/api/docs/openapi.json")))).body;

  it("is OpenAPI 3.1, and has every operation once", async () => {
    const { openapi: version, servers, paths } = await openapi();
    assert.equal(version, "3.1.0");
    assert.deepEqual(servers, [{ url: server.url("") }]);
    const described = Object.entries<Record<string, { operationId: string }>>(paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, { operationId }]) => [operationId, `${method.toUpperCase()} ${path}`]),
    );
    assert.deepEqual(
      new Map(described as [string, string][]),
      new Map(operations.map(({ id, method, path }) => [id, `${method} ${path}`])),
    );
    assert.equal(described.length, operations.length);
  });

  it("says of each operation what it takes, what it answers and which scope opens it", async () => {
    const { paths, components } = await openapi();
    const add = paths["/api/server/v1/claim-dialects/local/claims"].post;
    assert.deepEqual(add.requestBody.content["application/json"].schema.required, [
      "claimURI",
      "displayName",
      "attributeMapping",
    ]);
    assert.deepEqual(Object.keys(add.responses), ["201", "400", "401", "403", "409"]);
    assert.deepEqual(add.security, [{ oauth2: ["internal_claim_meta_create"] }]);
    const one = paths["/api/server/v1/claim-dialects/local/claims/{claimId}"].get;
    assert.deepEqual(one.parameters, [{ name: "claimId", in: "path", required: true, schema: { type: "string" } }]);
    const branding = paths["/api/server/v1/branding-preference/resolve"].get;
    assert.deepEqual(branding.security, []);
    assert.ok(!("401" in branding.responses));
    const { scopes } = components.securitySchemes.oauth2.flows.clientCredentials;
    assert.ok("internal_claim_meta_create" in scopes);
  });

  it("is a page that calls nobody else, and shows a real answer to whoever has a token", async () => {
    const page = await browser.newPage();
    const foreign: string[] = [];
    page.on("request", (request) => {
      if (new URL(request.url()).origin !== server.baseUrl) foreign.push(request.url());
    });
    const errors: string[] = [];
    page.on("pageerror", (error) => errors.push(String(error)));
    page.on("console", (message) => message.type() === "error" && errors.push(message.text()));
    await page.goto(server.url("/api/docs"));
    assert.equal(await page.title(), "APIs of Acme");
    assert.equal(await page.locator("details").count(), operations.length);

    const { token } = await apiClient(server, ["internal_config_view"]);
    await page.fill("#token", token);
    const operation = page.locator("#getValidationRulesOfField");
    await operation.locator("summary").click();
    await operation.locator("input[name=field]").fill("password");
    await operation.locator("button").click();
    const output = operation.locator("output");
    await output.filter({ hasText: "LengthValidator" }).waitFor();
    assert.match((await output.textContent()) ?? "", /^200\n\{\n {2}"field": "password"/);
    assert.deepEqual([foreign, errors], [[], []]);
    await page.close();
  });

  it("can be read without scripts, under the strictest policy that lets the page work", async () => {
    const { status, headers, body } = await answerOf(await fetch(server.url("/api/docs")));
    assert.equal(status, 200);
    const policy = headers.get("content-security-policy") ?? "";
    for (const part of ["default-src 'none'", "script-src 'self'", "connect-src 'self'", "frame-ancestors 'none'"]) {
      assert.ok(policy.includes(part), part);
    }
    assert.ok(body.includes("/api/server/v1/claim-dialects/local/claims"));
    assert.ok(!/<script(?! src=)/.test(body) && !/ on\w+="/.test(body) && !/style="/.test(body));
  });
});
