import { describePlan } from "./describe-plan.ts";
import { PLANS } from "./plans.ts";

describePlan("oidcc-formpost-basic", PLANS["oidcc-formpost-basic"]);
