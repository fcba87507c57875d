import type { Operation } from "../operation.ts";
import { backupCodeOperations } from "./backup-code-operations.ts";
import { enabledFactorOperations } from "./enabled-factor-operations.ts";
import { passkeyOperations } from "./passkey-operations.ts";
import { rememberedDeviceOperations } from "./remembered-device-operations.ts";
import { totpOperations } from "./totp-operations.ts";

/** What users prove who they are with beside the password, as they manage it themselves (contract §19). */
export const factorOperations: readonly Operation[] = [
  ...totpOperations,
  ...backupCodeOperations,
  ...passkeyOperations,
  ...enabledFactorOperations,
  ...rememberedDeviceOperations,
];
