import { describePlan } from "./describe-plan.ts";
import { PLANS } from "./plans.ts";

describePlan("oidcc-implicit", PLANS["oidcc-implicit"]);
describePlan("oidcc-implicit", PLANS["oidcc-implicit"], "dynamic_client");
