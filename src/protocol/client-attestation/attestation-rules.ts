import type { ApplicationAttestation } from "../model/application.ts";

/** The name of an application of Android's: words with dots between them. */
export const ANDROID_PACKAGE = /^[A-Za-z]\w*(\.[A-Za-z]\w*)+$/;
/** The id of an application of Apple's: the team's, a dot, and the bundle's. */
export const APPLE_APP = /^[A-Za-z0-9]+(\.[A-Za-z0-9-]+)+$/;

/** Whether there is anything that a required attestation could be held against; if not, nobody could sign in. */
export function canBeAttested({ androidPackageName, serviceAccount, appleAppId }: ApplicationAttestation): boolean {
  return appleAppId !== undefined || (androidPackageName !== undefined && serviceAccount !== undefined);
}
