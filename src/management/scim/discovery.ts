import { z } from "zod";
import { SELF_SERVICE_SCOPE } from "../../protocol/system-apis.ts";
import { type ManagementContext, type Operation, operation } from "../operation.ts";
import { LARGEST_BULK_BYTES, MOST_BULK_OPERATIONS } from "./bulk-limits.ts";
import { GROUP } from "./group-kind.ts";
import { LARGEST_PAGE } from "./listing.ts";
import { profileSchemas } from "./profile-schemas.ts";
import type { ResourceKind } from "./schema.ts";
import { schemaAnswer } from "./schema-answer.ts";
import { failure } from "./scim-error.ts";
import { USER } from "./user-kind.ts";

const KINDS: readonly ResourceKind[] = [USER, GROUP];
const CORE = "urn:ietf:params:scim:schemas:core:2.0";

/** What tells a client what there is (RFC 7644 §4). It holds no secret, so everybody may ask (contract §18.1). */
const discovery = { method: "GET", scope: SELF_SERVICE_SCOPE, open: true } as const;
const schemaForm = z.looseObject({ id: z.string(), name: z.string(), attributes: z.array(z.looseObject({})) });

/** Schemas, kinds of resources, and what the server can do (contract §18.6). */
export const discoveryOperations: readonly Operation[] = [
  operation({
    ...discovery,
    id: "getSchemas",
    path: "/scim2/Schemas",
    summary: "Lists the schemas of users, with what a profile shows",
    answers: { 200: z.array(schemaForm) },
    // Asgardeo's SDKs read a plain list.
    handle: async (_call, ctx) => ({ status: 200, body: await profileSchemas(ctx) }),
  }),
  operation({
    ...discovery,
    id: "getSchemaById",
    path: "/scim2/Schemas/{id}",
    summary: "Gets a schema, with all that its resources can have",
    answers: { 200: schemaForm },
    async handle({ parameters: { id } }) {
      const schema = KINDS.flatMap(({ schemas }) => schemas).find((each) => each.id === id);
      if (schema === undefined) throw failure(404, `There is no schema ${id}.`);
      return { status: 200, body: schemaAnswer(schema) };
    },
  }),
  operation({
    ...discovery,
    id: "getResourceType",
    path: "/scim2/ResourceTypes",
    summary: "Lists the kinds of resources",
    answers: { 200: z.looseObject({ Resources: z.array(z.looseObject({})) }) },
    async handle(_call, ctx) {
      const Resources = KINDS.map((kind) => typeAnswer(kind, ctx));
      const schemas = ["urn:ietf:params:scim:api:messages:2.0:ListResponse"];
      return {
        status: 200,
        body: { schemas, totalResults: Resources.length, startIndex: 1, itemsPerPage: Resources.length, Resources },
      };
    },
  }),
  operation({
    ...discovery,
    id: "getServiceProviderConfig",
    path: "/scim2/ServiceProviderConfig",
    summary: "Tells what this server can do",
    answers: { 200: z.looseObject({}) },
    handle: async (_call, { tenantUrl }) => ({
      status: 200,
      body: {
        schemas: [`${CORE}:ServiceProviderConfig`],
        patch: { supported: true },
        bulk: { supported: true, maxOperations: MOST_BULK_OPERATIONS, maxPayloadSize: LARGEST_BULK_BYTES },
        filter: { supported: true, maxResults: LARGEST_PAGE },
        changePassword: { supported: true },
        sort: { supported: true },
        etag: { supported: true },
        authenticationSchemes: [
          {
            type: "oauthbearertoken",
            name: "OAuth Bearer Token",
            description: "An access token in the Authorization header",
            specUri: "https://www.rfc-editor.org/info/rfc6750",
            primary: true,
          },
        ],
        meta: { resourceType: "ServiceProviderConfig", location: `${tenantUrl}/scim2/ServiceProviderConfig` },
      },
    }),
  }),
];

function typeAnswer(
  { name, endpoint, schemas: [core, ...extensions] }: ResourceKind,
  { tenantUrl }: ManagementContext,
) {
  return {
    schemas: [`${CORE}:ResourceType`],
    id: name,
    name,
    endpoint,
    description: core.description,
    schema: core.id,
    schemaExtensions: extensions.map(({ id }) => ({ schema: id, required: false })),
    meta: { resourceType: "ResourceType", location: `${tenantUrl}/scim2/ResourceTypes/${name}` },
  };
}
