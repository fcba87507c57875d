import { z } from "zod";
import { forgetDevice, forgetDevices, rememberedDevicesOf } from "../../credentials/remembered-devices.ts";
import type { User } from "../../protocol/model/user.ts";
import { SELF_SERVICE_SCOPE } from "../../protocol/system-apis.ts";
import { ManagementError } from "../management-error.ts";
import { type Operation, operation } from "../operation.ts";
import { ownUser } from "../self-service/own-user.ts";

const PATH = "/api/users/v1/me/remembered-devices";
const own = { scope: SELF_SERVICE_SCOPE };

const deviceForm = z.object({
  id: z.string(),
  userAgent: z.string(),
  ip: z.string(),
  /** Milliseconds, as those of sessions. */
  rememberedTime: z.string(),
  expiryTime: z.string(),
});

/** The browsers that the user's second factors are not asked for on. Whoever forgets one is asked more, which takes no recent sign-in. */
export const rememberedDeviceOperations: readonly Operation[] = [
  operation({
    ...own,
    id: "listRememberedDevices",
    method: "GET",
    path: PATH,
    summary: "Lists the devices on which the user's second factors are not asked for",
    answers: { 200: z.array(deviceForm) },
    async handle(_call, ctx) {
      const devices = await rememberedDevicesOf((await ownUser(ctx)).id, ctx);
      const body = devices.map(({ id, document, createdAt }) => ({
        id,
        userAgent: document.userAgent ?? "",
        ip: document.address ?? "",
        rememberedTime: String(createdAt * 1000),
        expiryTime: String(document.expiresAt * 1000),
      }));
      return { status: 200, body };
    },
  }),
  operation({
    ...own,
    id: "forgetRememberedDevices",
    method: "DELETE",
    path: PATH,
    summary: "Asks for the user's second factors on all devices again",
    answers: { 204: undefined },
    async handle(_call, ctx) {
      const user = await ownUser(ctx);
      await forgetDevices(user.id, ctx);
      return { status: 204, change: changeOf(user) };
    },
  }),
  operation({
    ...own,
    id: "forgetRememberedDevice",
    method: "DELETE",
    path: `${PATH}/{deviceId}`,
    summary: "Asks for the user's second factors on the device again",
    answers: { 204: undefined },
    async handle({ parameters: { deviceId = "" } }, ctx) {
      const user = await ownUser(ctx);
      if (await forgetDevice(user.id, deviceId, ctx)) return { status: 204, change: changeOf(user, deviceId) };
      throw new ManagementError(
        404,
        "RMD-10001",
        "Device not found.",
        `The user has no remembered device ${deviceId}.`,
      );
    },
  }),
];

function changeOf({ id, userName }: User, device?: string) {
  const target = { kind: "user", id, name: userName };
  return { action: "user.forget-device", target, ...(device !== undefined && { before: { device } }) };
}
