import { describeFapi2Plan } from "./fapi/describe-fapi2-plan.ts";

describeFapi2Plan("fapi2-message-signing-final");
