import { describeFapi2Plan } from "./fapi/describe-fapi2-plan.ts";

describeFapi2Plan("fapi2-security-profile-final");
