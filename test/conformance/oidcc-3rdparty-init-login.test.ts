import { describePlan } from "./describe-plan.ts";
import { PLANS } from "./plans.ts";

describePlan("oidcc-3rdparty-init-login", PLANS["oidcc-3rdparty-init-login"]);
