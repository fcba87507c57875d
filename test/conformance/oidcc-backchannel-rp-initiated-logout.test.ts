import { describePlan } from "./describe-plan.ts";
import { PLANS } from "./plans.ts";

describePlan("oidcc-backchannel-rp-initiated-logout", PLANS["oidcc-backchannel-rp-initiated-logout"]);
describePlan("oidcc-backchannel-rp-initiated-logout", PLANS["oidcc-backchannel-rp-initiated-logout"], "dynamic_client");
