import { z } from "zod";
import { openIdConnectForm } from "./oidc-form.ts";

const text = z.string();
const flag = z.boolean();
/** What is told as it was sent, and means nothing to the server. */
const anything = z.record(z.string(), z.unknown());

const claim = z.strictObject({ id: text.optional(), uri: text, displayName: text.optional() });

const claimConfiguration = z.strictObject({
  dialect: z.enum(["CUSTOM", "LOCAL"]).optional(),
  claimMappings: z.array(z.strictObject({ applicationClaim: text, localClaim: claim })).optional(),
  requestedClaims: z.array(z.strictObject({ claim, mandatory: flag.optional() })).optional(),
  subject: z
    .strictObject({
      claim: claim.optional(),
      includeUserDomain: flag.optional(),
      includeTenantDomain: flag.optional(),
      useMappedLocalSubject: flag.optional(),
      mappedLocalSubjectMandatory: flag.optional(),
    })
    .optional(),
  role: anything.optional(),
});

const authenticationSequence = z.strictObject({
  type: z.enum(["DEFAULT", "USER_DEFINED"]).optional(),
  steps: z
    .array(
      z.strictObject({
        id: z.number().int().min(1),
        options: z.array(z.strictObject({ idp: text, authenticator: text })),
      }),
    )
    .optional(),
  requestPathAuthenticators: z.array(text).optional(),
  script: text.optional(),
  subjectStepId: z.number().int().optional(),
  attributeStepId: z.number().int().optional(),
});

/** `bindToRequest` is the server's own. */
export const attestationForm = z.strictObject({
  enableClientAttestation: flag.optional(),
  androidPackageName: text.optional(),
  androidAttestationServiceCredentials: anything.optional(),
  appleAppId: text.optional(),
  bindToRequest: flag.optional(),
});

const advancedConfigurations = z.strictObject({
  saas: flag.optional(),
  discoverableByEndUsers: flag.optional(),
  discoverableGroups: z.array(anything).optional(),
  certificate: z.strictObject({ type: text.optional(), value: text.optional() }).optional(),
  skipLoginConsent: flag.optional(),
  skipLogoutConsent: flag.optional(),
  useExternalConsentPage: flag.optional(),
  returnAuthenticatedIdpList: flag.optional(),
  enableAuthorization: flag.optional(),
  fragment: flag.optional(),
  enableAPIBasedAuthentication: flag.optional(),
  attestationMetaData: attestationForm.optional(),
  trustedAppConfiguration: anything.optional(),
  additionalSpProperties: z.array(anything).optional(),
});

const associatedRoles = z.strictObject({
  allowedAudience: z.enum(["ORGANIZATION", "APPLICATION"]),
  roles: z.array(z.strictObject({ id: text, name: text.optional() })).optional(),
});

const modelShape = {
  description: z.string().max(1024).optional(),
  imageUrl: text.optional(),
  accessUrl: text.optional(),
  logoutReturnUrl: text.optional(),
  templateId: z.string().max(255).optional(),
  templateVersion: text.optional(),
  applicationVersion: text.optional(),
  isManagementApp: flag.optional(),
  isB2BSelfServiceApp: flag.optional(),
  enhancedOrgAuthenticationEnabled: flag.optional(),
  applicationEnabled: flag.optional(),
  associatedRoles: associatedRoles.optional(),
  claimConfiguration: claimConfiguration.optional(),
  authenticationSequence: authenticationSequence.optional(),
  advancedConfigurations: advancedConfigurations.optional(),
  provisioningConfigurations: anything.optional(),
};

/** ApplicationModel: an application to be made. */
export const creationForm = z.strictObject({
  id: text.optional(),
  name: text,
  ...modelShape,
  inboundProtocolConfiguration: z
    .strictObject({ oidc: openIdConnectForm.partial({ grantTypes: true }).optional() })
    .optional(),
});

/** ApplicationPatchModel: what is to change of an application. */
export const patchForm = z.strictObject({ name: text.optional(), ...modelShape });

/** What an application is, but for its protocol. */
export type ApplicationModel = z.output<typeof patchForm>;

/** ApplicationResponseModel. */
export const applicationForm = z.object({
  id: text,
  name: text,
  ...modelShape,
  clientId: text.optional(),
  inboundProtocols: z.array(z.object({ type: text, name: text.optional(), self: text })),
  access: z.enum(["READ", "WRITE"]),
});

/** What is told of an application that was just made: its secret, this once. */
export const createdForm = z.object({
  id: text,
  name: text,
  clientId: text.optional(),
  clientSecret: text.optional(),
});

/** ApplicationListItem; all after `self` on demand. */
export const listItemForm = z.object({
  id: text,
  name: text,
  description: text.optional(),
  image: text.optional(),
  accessUrl: text.optional(),
  clientId: text.optional(),
  access: z.enum(["READ", "WRITE"]),
  self: text,
  advancedConfigurations: advancedConfigurations.optional(),
  templateId: text.optional(),
  templateVersion: text.optional(),
  associatedRoles: associatedRoles.optional(),
  applicationEnabled: flag.optional(),
});
