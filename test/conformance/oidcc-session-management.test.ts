import { describePlan } from "./describe-plan.ts";
import { PLANS } from "./plans.ts";

describePlan("oidcc-session-management", PLANS["oidcc-session-management"]);
describePlan("oidcc-session-management", PLANS["oidcc-session-management"], "dynamic_client");
