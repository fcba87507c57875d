import { describePlan } from "./describe-plan.ts";
import { PLANS } from "./plans.ts";

describePlan("oidcc-formpost-implicit", PLANS["oidcc-formpost-implicit"]);
