import { describePlan } from "./describe-plan.ts";
import { PLANS } from "./plans.ts";

describePlan("oidcc-formpost-hybrid", PLANS["oidcc-formpost-hybrid"]);
