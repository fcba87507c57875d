import { after, before, describe, it } from "node:test";
import { type CibaServer, startCibaServer } from "./ciba/ciba-server.ts";
import { CIBA_MODULES } from "./ciba/modules/index.ts";
import { CIBA_PLAN } from "./ciba/plans.ts";
import { type CibaVariant, MODES } from "./ciba/variant.ts";
import { CLIENT_AUTHENTICATIONS } from "./fapi/variant.ts";

const VARIANTS: readonly CibaVariant[] = CLIENT_AUTHENTICATIONS.flatMap((clientAuthentication) =>
  MODES.map((mode) => ({ clientAuthentication, mode })),
);

describe("the conformance suite's plan fapi-ciba-id1", () => {
  let server: CibaServer;
  before(async () => {
    server = await startCibaServer();
  });
  after(() => server.stop());

  for (const name of CIBA_PLAN) {
    const found = CIBA_MODULES.find(({ title }) => title.startsWith(`${name}: `));
    if (found === undefined) throw new Error(`there is no test for the module ${name}`);
    const { title, only = {}, run } = found;
    const isFor = (variant: CibaVariant) =>
      Object.entries(only).every(([member, value]) => variant[member as keyof CibaVariant] === value);
    for (const variant of VARIANTS.filter(isFor)) {
      it(`${title} [${variant.clientAuthentication}, ${variant.mode}]`, () => run({ server, variant }));
    }
  }
});
