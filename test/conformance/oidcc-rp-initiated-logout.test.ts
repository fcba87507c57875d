import { describePlan } from "./describe-plan.ts";
import { PLANS } from "./plans.ts";

describePlan("oidcc-rp-initiated-logout", PLANS["oidcc-rp-initiated-logout"]);
describePlan("oidcc-rp-initiated-logout", PLANS["oidcc-rp-initiated-logout"], "dynamic_client");
