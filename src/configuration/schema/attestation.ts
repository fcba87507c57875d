import { z } from "zod";
import { ANDROID_PACKAGE, APPLE_APP } from "../../protocol/client-attestation/attestation-rules.ts";
import { toServiceAccount } from "../../protocol/client-attestation/service-account.ts";
import { strictObject } from "../strict-object.ts";
import { matching, text } from "../texts.ts";

/** The text of a file that Google gives out. */
const serviceAccountFile = text((value) => {
  const fault = "is not the text of a service account's key file";
  try {
    return toServiceAccount(JSON.parse(value), "") === undefined ? fault : undefined;
  } catch {
    return fault;
  }
});

/** Contract §14.1; `bindToRequest` is the server's own. */
export const attestationMetaData = strictObject({
  enableClientAttestation: z.boolean().default(false),
  androidPackageName: matching(ANDROID_PACKAGE, "is not the name of a package, as in com.example.app").optional(),
  androidAttestationServiceCredentials: serviceAccountFile.optional(),
  appleAppId: matching(APPLE_APP, "is not a team's id, a dot, and a bundle's id").optional(),
  bindToRequest: z.boolean().default(false),
}).refine(
  ({ enableClientAttestation, androidPackageName, appleAppId }) =>
    !enableClientAttestation || androidPackageName !== undefined || appleAppId !== undefined,
  "names neither an androidPackageName nor an appleAppId: nobody could sign in",
);
