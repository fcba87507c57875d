import type { Module } from "../module.ts";
import { codeModules } from "./codes.ts";
import { discoveryModules } from "./discovery.ts";
import { hintModules } from "./hints.ts";
import { idTokenModules } from "./id-tokens.ts";
import { ignoredParameterModules } from "./ignored-parameters.ts";
import { nonceModules } from "./nonces.ts";
import { promptModules } from "./prompts.ts";
import { redirectUriModules } from "./redirect-uris.ts";
import { refreshModules } from "./refresh.ts";
import { requestObjectModules } from "./request-objects.ts";
import { returnedClaimModules } from "./returned-claims.ts";
import { serverModules } from "./server.ts";
import { thirdPartyModules } from "./third-party.ts";
import { userinfoModules } from "./userinfo.ts";

/** Every module of the OpenID Connect plans that has a test here. */
export const MODULES: readonly Module[] = [
  ...codeModules,
  ...discoveryModules,
  ...hintModules,
  ...idTokenModules,
  ...ignoredParameterModules,
  ...nonceModules,
  ...promptModules,
  ...redirectUriModules,
  ...refreshModules,
  ...requestObjectModules,
  ...returnedClaimModules,
  ...serverModules,
  ...thirdPartyModules,
  ...userinfoModules,
];
