import { describePlan } from "./describe-plan.ts";
import { PLANS } from "./plans.ts";

describePlan("oidcc-basic", PLANS["oidcc-basic"]);
describePlan("oidcc-basic", PLANS["oidcc-basic"], "dynamic_client");
