import { z } from "zod";
import {
  CONTENT_ENCRYPTIONS,
  ENCRYPTION_ALGORITHMS,
  type EncryptionAlgorithm,
  PUBLIC_KEY_ALGORITHMS,
  SECRET_ALGORITHMS,
} from "../../crypto/client-algorithms.ts";
import { sameDistinguishedName } from "../../crypto/distinguished-name.ts";
import { SIGNING_ALGORITHMS, type SigningAlgorithmName } from "../../crypto/signing-algorithms.ts";
import { strictObject } from "../strict-object.ts";
import { text } from "../texts.ts";
import { wordOf } from "./fields.ts";

export const optionalSigningAlgorithm = z.enum(Object.keys(SIGNING_ALGORITHMS) as SigningAlgorithmName[]).optional();

export const signingAlgorithm = optionalSigningAlgorithm.default("RS256");

export const distinguishedName = text((value) =>
  sameDistinguishedName(value, value)
    ? undefined
    : "is not a name as certificates have it: write it as CN=client,O=Acme",
);

/** Off unless it names an algorithm; the method is `A256GCM` unless it names another. */
export const encryption = strictObject({
  algorithm: z.enum(Object.keys(ENCRYPTION_ALGORITHMS) as EncryptionAlgorithm[]),
  method: z.enum(CONTENT_ENCRYPTIONS).default("A256GCM"),
}).optional();

export const clientSigningAlgorithm = wordOf([...Object.keys(PUBLIC_KEY_ALGORITHMS), ...SECRET_ALGORITHMS]).optional();

export const signedAnswer = strictObject({ signedResponseAlg: signingAlgorithm, encryption });
