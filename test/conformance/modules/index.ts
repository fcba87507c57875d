import type { Module } from "../module.ts";
import { codeModules } from "./codes.ts";
import { discoveryModules } from "./discovery.ts";
import { documentModules } from "./documents-of-clients.ts";
import { hintModules } from "./hints.ts";
import { idTokenModules } from "./id-tokens.ts";
import { ignoredParameterModules } from "./ignored-parameters.ts";
import { logoutModules } from "./logout.ts";
import { browserLogoutModules } from "./logout-in-browser.ts";
import { nonceModules } from "./nonces.ts";
import { promptModules } from "./prompts.ts";
import { redirectUriModules } from "./redirect-uris.ts";
import { refreshModules } from "./refresh.ts";
import { registeredClientModules } from "./registered-clients.ts";
import { requestObjectModules } from "./request-objects.ts";
import { returnedClaimModules } from "./returned-claims.ts";
import { serverModules } from "./server.ts";
import { serverKeyModules } from "./server-keys.ts";
import { thirdPartyModules } from "./third-party.ts";
import { userinfoModules } from "./userinfo.ts";

/** Every module of the OpenID Connect plans that has a test here. */
export const MODULES: readonly Module[] = [
  ...codeModules,
  ...discoveryModules,
  ...documentModules,
  ...hintModules,
  ...idTokenModules,
  ...ignoredParameterModules,
  ...logoutModules,
  ...browserLogoutModules,
  ...nonceModules,
  ...promptModules,
  ...redirectUriModules,
  ...refreshModules,
  ...registeredClientModules,
  ...requestObjectModules,
  ...returnedClaimModules,
  ...serverModules,
  ...serverKeyModules,
  ...thirdPartyModules,
  ...userinfoModules,
];
