import { describePlan } from "./describe-plan.ts";
import { PLANS } from "./plans.ts";

describePlan("oidcc-hybrid", PLANS["oidcc-hybrid"]);
describePlan("oidcc-hybrid", PLANS["oidcc-hybrid"], "dynamic_client");
