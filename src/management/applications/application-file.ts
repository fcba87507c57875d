import type { z } from "zod";
import type { ApplicationConfiguration } from "../../configuration/configuration.ts";
import { contradictions } from "../../configuration/contradictions.ts";
import { toYaml } from "../../configuration/export/to-yaml.ts";
import { writtenApplication } from "../../configuration/export/written-application.ts";
import { faultsOf, lineOf } from "../../configuration/faults.ts";
import { applicationSchema } from "../../configuration/schema/application.ts";
import { parseSource, type Source } from "../../configuration/source.ts";
import type { Client } from "../../protocol/model/client.ts";
import { invalidRequest } from "./errors.ts";
import { patchForm } from "./forms.ts";
import { openIdConnectForm } from "./oidc-form.ts";
import { fromSequence } from "./sequence-mapping.ts";

/** Stands where a file may leave out the secret, which is kept or made then. */
const SECRET = "stands-for-the-secret";
/** So many faults are told at once. */
const MOST_FAULTS = 5;

/** The application as it would stand in a configuration file; with hashes of its secrets if they are wanted. */
export function writeApplicationFile(client: Client, form: "json" | "yaml", withHashes: boolean): string {
  const noSecret = () => undefined as unknown as string;
  const {
    sharedWith: _,
    sharedWithAllBelow: _b,
    ...written
  } = writtenApplication(client, new Map(), withHashes ? undefined : noSecret);
  return form === "json" ? `${JSON.stringify(written, undefined, 2)}\n` : toYaml(written);
}

/** An application of a file, and whether the file says its secret, or a hash of it. */
export interface ApplicationOfFile {
  readonly application: ApplicationConfiguration;
  readonly secret: "text" | "hash" | undefined;
}

/** Reads YAML or JSON. Refuses all that a configuration file could not say, with the places of what is wrong. */
export function readApplicationFile({
  name,
  text,
}: {
  readonly name: string;
  readonly text: string;
}): ApplicationOfFile {
  if (text.trimStart().startsWith("<")) throw invalidRequest("XML is not supported: send YAML or JSON.");
  const source = sourceOf(text, name || "the file");
  const value = Object(source.value) as Readonly<Record<string, unknown>>;
  for (const key of ["clientSecret", "previousClientSecret"]) {
    const secret = value[key];
    if (typeof secret === "string" && /^\$\{.*\}$/.test(secret)) {
      throw invalidRequest(`${key} is a reference, which means nothing here: give the secret or leave it out.`);
    }
  }
  const secret = value.clientSecret !== undefined ? "text" : value.clientSecretHash !== undefined ? "hash" : undefined;
  const { publicClient, tokenEndpointAuthMethod: method } = value;
  const needsSecret = publicClient !== true && (method === undefined || String(method).startsWith("client_secret_"));
  const whole = secret === undefined && needsSecret ? { ...value, clientSecret: SECRET } : value;
  const { data, error } = applicationSchema.safeParse(whole);
  const faults = [...faultsOf(error?.issues ?? [], whole), ...contradictions(whole, [])];
  if (data === undefined || faults.length > 0) {
    throw invalidRequest(
      faults
        .slice(0, MOST_FAULTS)
        .map((fault) => lineOf(fault, source))
        .join("; "),
    );
  }
  verifyKept(data.kept);
  if (data.sharedWith === "all" || data.sharedWith.length > 0 || data.sharedWithAllBelow !== undefined) {
    throw invalidRequest("sharedWith: an application is shared by requests of their own.");
  }
  const { clientSecret, ...application } = data;
  return { application: secret === "text" ? { ...application, clientSecret } : application, secret };
}

function sourceOf(text: string, name: string): Source {
  try {
    return parseSource(text, name);
  } catch (error) {
    throw invalidRequest((error as Error).message.split("\n").slice(0, MOST_FAULTS).join("; "));
  }
}

/** What is told as it was sent has to be what could have been sent. */
function verifyKept(kept: ApplicationConfiguration["kept"]): void {
  const application = required(patchForm.safeParse(kept?.application ?? {}), "kept.application");
  required(openIdConnectForm.partial().safeParse(kept?.oidc ?? {}), "kept.oidc");
  fromSequence(application.authenticationSequence);
}

function required<Value>(parsed: z.ZodSafeParseResult<Value>, where: string): Value {
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw invalidRequest(`${[where, ...(issue?.path ?? [])].join(".")}: ${issue?.message}`);
}
