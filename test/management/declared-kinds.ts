import assert from "node:assert/strict";
import type { Answer } from "../client.ts";
import type { Attributes, ResourceKind, Send } from "./declared-resources.ts";

const BASE = "/api/server/v1";

/** The id is the last part of the address, as Asgardeo's own tools read it. */
function placeOf({ headers }: Answer): string {
  const path = new URL(headers.get("location") ?? "", "http://server").pathname;
  return path.replace(/^\/t\/[^/]+/, "");
}

function expect(answer: Answer, ...statuses: readonly number[]): Answer {
  assert.ok(statuses.includes(answer.status), `${answer.status}: ${JSON.stringify(answer.body)}`);
  return answer;
}

async function get(place: string, send: Send): Promise<Attributes | undefined> {
  const answer = await send("GET", place);
  return answer.status === 404 ? undefined : expect(answer, 200).body;
}

async function remove(place: string, send: Send): Promise<void> {
  expect(await send("DELETE", place), 204);
}

/** One that is made by a POST and replaced by a PUT. */
function plainKind(path: string): ResourceKind {
  return {
    create: async (wanted, send) => placeOf(expect(await send("POST", path, wanted), 201)),
    read: get,
    update: async (place, wanted, _found, send) => void expect(await send("PUT", place, wanted), 200),
    remove,
  };
}

export const user = plainKind("/scim2/Users");
export const group = plainKind("/scim2/Groups");
export const role = plainKind("/scim2/v2/Roles");
export const oidcScope = plainKind(`${BASE}/oidc/scopes`);

/** The application and its protocol are made in one request, and read and changed apart. */
export const application: ResourceKind = {
  create: async (wanted, send) => placeOf(expect(await send("POST", `${BASE}/applications`, wanted), 201)),
  async read(place, send) {
    const found = await get(place, send);
    const oidc = found && (await get(`${place}/inbound-protocols/oidc`, send));
    return found && { ...found, inboundProtocolConfiguration: { oidc } };
  },
  async update(place, { inboundProtocolConfiguration, ...wanted }, found, send) {
    const { oidc } = inboundProtocolConfiguration as { oidc: Attributes };
    const { oidc: before } = found.inboundProtocolConfiguration as { oidc: Attributes };
    expect(await send("PATCH", place, wanted), 200);
    // What the server gave, such as the client id, is sent back as it was read.
    const { body } = expect(await send("PUT", `${place}/inbound-protocols/oidc`, { ...before, ...oidc }), 200);
    assert.equal(body.clientId, before.clientId);
  },
  remove,
};

/** Changed by what is added and what is removed. */
export const apiResource: ResourceKind = {
  create: async (wanted, send) => placeOf(expect(await send("POST", `${BASE}/api-resources`, wanted), 201)),
  read: get,
  async update(place, wanted, found, send) {
    const [after, before] = [wanted.scopes, found.scopes] as readonly { name: string }[][];
    const without = (all: readonly { name: string }[] = [], others: readonly { name: string }[] = []) =>
      all.filter(({ name }) => !others.some((other) => other.name === name));
    const { name, description } = wanted;
    const change = {
      name,
      description,
      addedScopes: without(after, before),
      removedScopes: without(before, after).map((scope) => scope.name),
    };
    expect(await send("PATCH", place, change), 204);
  },
  remove,
};

/** An API that an application may use: found in the application's list of them. */
export const authorizedApi: ResourceKind = {
  async create({ application: of, ...wanted }, send) {
    const path = `${BASE}/applications/${of}/authorized-apis`;
    expect(await send("POST", path, wanted), 201);
    return `${path}/${wanted.id}`;
  },
  async read(place, send) {
    const [list, id] = [place.slice(0, place.lastIndexOf("/")), place.split("/").at(-1)];
    const answer = await send("GET", list);
    if (answer.status === 404) return undefined;
    const found = expect(answer, 200).body.find((each: { id: string }) => each.id === id);
    if (found === undefined) return undefined;
    const scopes = found.authorizedScopes.map(({ name }: { name: string }) => name);
    return { application: place.split("/")[5], id, policyIdentifier: found.policyId, scopes };
  },
  async update(place, wanted, found, send) {
    const [after, before] = [wanted.scopes, found.scopes] as readonly string[][];
    const change = {
      addedScopes: after?.filter((scope) => !before?.includes(scope)),
      removedScopes: before?.filter((scope) => !after?.includes(scope)),
    };
    expect(await send("PATCH", place, change), 200);
  },
  remove,
};
