import { describePlan } from "./describe-plan.ts";
import { PLANS } from "./plans.ts";

describePlan("oidcc-frontchannel-rp-initiated-logout", PLANS["oidcc-frontchannel-rp-initiated-logout"]);
describePlan(
  "oidcc-frontchannel-rp-initiated-logout",
  PLANS["oidcc-frontchannel-rp-initiated-logout"],
  "dynamic_client",
);
