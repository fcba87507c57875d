import type { WrittenApplication } from "../../configuration/from-client.ts";
import type { Application } from "../../protocol/model/application.ts";
import type { Client, PublicKeys } from "../../protocol/model/client.ts";
import { claimsOfLocalUri, localClaim, localClaimUri } from "../local-claims.ts";
import { toMetaData } from "./attestation-mapping.ts";
import { invalidRequest } from "./errors.ts";
import type { ApplicationModel } from "./forms.ts";
import { isRevoked } from "./oidc-mapping.ts";
import { fromSequence, toSequence } from "./sequence-mapping.ts";

/** What is told of an application, but for its protocol. */
export function toModel(client: Client): ApplicationModel & { readonly name: string } {
  const { application } = client;
  const kept = (application?.kept?.application ?? {}) as ApplicationModel;
  const revoked = isRevoked(client) ? application?.revoked : undefined;
  return {
    ...kept,
    name: client.name,
    description: application?.description,
    imageUrl: client.logoUri,
    accessUrl: application?.accessUrl,
    templateId: application?.templateId,
    applicationEnabled: revoked?.enabled ?? client.enabled,
    associatedRoles: { allowedAudience: application?.rolesOf === "application" ? "APPLICATION" : "ORGANIZATION" },
    claimConfiguration: {
      dialect: "LOCAL",
      ...kept.claimConfiguration,
      requestedClaims: requestedClaims(client),
      subject: { ...kept.claimConfiguration?.subject, claim: localClaim(subjectUri(client)) },
    },
    authenticationSequence: toSequence(client),
    advancedConfigurations: {
      ...kept.advancedConfigurations,
      certificate: certificateOf(client.keys),
      skipLoginConsent: client.skipConsent,
      skipLogoutConsent: client.skipLogoutConsent,
      enableAPIBasedAuthentication: client.apiBasedAuthentication ?? false,
      attestationMetaData: toMetaData(client),
    },
  };
}

/** What the model makes of a client: what a file would say, the claims, and what administrators keep beside it. */
export interface Described {
  readonly written: Partial<WrittenApplication>;
  /** Undefined: the model says nothing of them. */
  readonly requestedClaims: readonly string[] | undefined;
  readonly application: Application;
}

/**
 * What the whole model says of the client. Refuses an authentication sequence that is not what the server does, and claims that are none.
 */
export function fromModel(model: ApplicationModel, client: Client): Described {
  const { requestedClaims, subject } = model.claimConfiguration ?? {};
  const claims = requestedClaims?.map(({ claim, mandatory }) => ({ names: claimsOf(claim.uri), mandatory }));
  const mandatoryClaims = claims?.flatMap(({ names, mandatory }) => (mandatory ? names : [])) ?? [];
  const enabled = model.applicationEnabled ?? true;
  const revoked = isRevoked(client);
  return {
    written: {
      ...(model.name !== undefined && { name: model.name }),
      enabled: enabled && !revoked,
      logoUrl: model.imageUrl || undefined,
      signInSteps: fromSequence(model.authenticationSequence)?.map(({ options }) => ({ options: [...options] })),
      subjectClaim: subjectClaimOf(subject?.claim?.uri),
      skipLoginConsent: model.advancedConfigurations?.skipLoginConsent,
      skipLogoutConsent: model.advancedConfigurations?.skipLogoutConsent,
      enableAPIBasedAuthentication: model.advancedConfigurations?.enableAPIBasedAuthentication,
      ...keysOf(model.advancedConfigurations?.certificate, client.keys),
    },
    requestedClaims: claims?.flatMap(({ names }) => names),
    application: {
      ...(client.application as Application),
      description: model.description || undefined,
      accessUrl: model.accessUrl || undefined,
      templateId: model.templateId || undefined,
      rolesOf: model.associatedRoles?.allowedAudience === "APPLICATION" ? "application" : undefined,
      mandatoryClaims: mandatoryClaims.length > 0 ? mandatoryClaims : undefined,
      revoked: revoked ? { enabled } : undefined,
      kept: { ...client.application?.kept, application: keptOf(model) },
    },
  };
}

/** Undefined for one that is given every claim: it need not ask. */
function requestedClaims(client: Client) {
  if (client.requestedClaims === undefined) return undefined;
  const mandatory = client.application?.mandatoryClaims ?? [];
  const uris = Map.groupBy(client.requestedClaims, localClaimUri);
  return [...uris].map(([uri, names]) => ({
    claim: localClaim(uri),
    mandatory: names.some((name) => mandatory.includes(name)),
  }));
}

function claimsOf(uri: string): readonly string[] {
  const names = claimsOfLocalUri(uri);
  if (names.length === 0) throw invalidRequest(`claimConfiguration: ${uri} is no claim of http://wso2.org/claims.`);
  return names;
}

function subjectUri({ subjectClaim }: Client): string {
  return localClaimUri(subjectClaim ?? "sub");
}

/** Undefined: the user's id. */
function subjectClaimOf(uri: string | undefined): string | undefined {
  if (uri === undefined || uri === "" || uri === localClaimUri("sub")) return undefined;
  return claimsOf(uri)[0];
}

function certificateOf({ certificate, jwksUri }: PublicKeys) {
  if (certificate !== undefined) return { type: "PEM", value: certificate };
  return jwksUri === undefined ? undefined : { type: "JWKS", value: jwksUri };
}

type Certificate = NonNullable<ApplicationModel["advancedConfigurations"]>["certificate"];

/** Keys that a registration brought stay until there are others. */
function keysOf(certificate: Certificate, keys: PublicKeys): Partial<WrittenApplication> {
  const { type, value } = certificate ?? {};
  if (!value) return keys.jwks === undefined ? { certificate: undefined, jwksUri: undefined } : {};
  if (type !== "PEM" && type !== "JWKS") throw invalidRequest("advancedConfigurations.certificate: PEM or JWKS.");
  const isPem = type === "PEM";
  return { jwks: undefined, certificate: isPem ? value : undefined, jwksUri: isPem ? undefined : value };
}

/** All that the server itself has no use for. */
function keptOf(model: ApplicationModel): Readonly<Record<string, unknown>> {
  const {
    name: _,
    description: _d,
    imageUrl: _i,
    accessUrl: _a,
    templateId: _t,
    applicationEnabled: _e,
    ...rest
  } = model;
  const { associatedRoles: _r, claimConfiguration, advancedConfigurations, ...kept } = rest;
  const { requestedClaims: _c, subject, ...claims } = claimConfiguration ?? {};
  const { claim: _s, ...subjectRest } = subject ?? {};
  const { certificate: _k, skipLoginConsent: _l, skipLogoutConsent: _o, ...others } = advancedConfigurations ?? {};
  const { enableAPIBasedAuthentication: _n, attestationMetaData: _m, ...advanced } = others;
  return { ...kept, claimConfiguration: { ...claims, subject: subjectRest }, advancedConfigurations: advanced };
}
