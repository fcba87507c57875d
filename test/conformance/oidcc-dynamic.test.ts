import { describePlan } from "./describe-plan.ts";
import { PLANS } from "./plans.ts";

describePlan("oidcc-dynamic", PLANS["oidcc-dynamic"], "dynamic_client");
