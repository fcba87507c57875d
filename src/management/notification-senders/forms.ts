import { z } from "zod";

const text = z
  .string()
  .max(2048)
  .regex(/^[^\p{Cc}]*$/u, "holds control characters");
const secret = z.string().max(20_000);
const webAddress = text.refine(
  (value) => value === "" || (URL.canParse(value) && /^https?:$/.test(new URL(value).protocol)),
  "is no web address",
);
const property = z.strictObject({
  key: z.string().regex(/^[\w.-]{1,255}$/, "is no name of a property"),
  value: z.union([z.string().max(20_000), z.boolean().transform(String)]),
});

const common = { properties: z.array(property).max(100).optional() };
const name = text.regex(/^[^/]{1,255}$/, "is 1 to 255 characters without slashes").optional();

const email = {
  smtpServerHost: text.regex(/^[\w.:-]*$/, "is no host").optional(),
  smtpPort: z.number().int().min(1).max(65_535).optional(),
  fromAddress: text.regex(/^[^\s@<>,;]+@[^\s@<>,;]+$/, "is no e-mail address"),
  ...common,
};
const emailV1 = { ...email, userName: text.optional(), password: secret.optional() };
const emailV2 = {
  provider: z.enum(["SMTP", "HTTP"]).default("SMTP"),
  providerURL: webAddress.optional(),
  ...email,
  authType: z.enum(["NONE", "BASIC", "CLIENT_CREDENTIAL", "BEARER", "API_KEY"]).optional(),
};

const smsV1 = {
  provider: text.min(1),
  providerURL: webAddress.optional(),
  key: text.optional(),
  secret: secret.optional(),
  sender: text.optional(),
  contentType: z.enum(["JSON", "FORM"]),
  ...common,
};
const authentication = z.strictObject({
  type: z.enum(["CLIENT_CREDENTIAL", "BASIC", "API_KEY", "BEARER", "PASSWORD_CREDENTIAL", "NONE"]),
  properties: z.record(z.string().regex(/^\w{1,64}$/), secret).optional(),
});
const smsV2 = { ...smsV1, authentication: authentication.optional() };

/** What is sent of a new sender, of a changed one, and what is told, by channel and version of the API. */
export const SENDER_FORMS = {
  email: { v1: formsOf(emailV1), v2: formsOf(emailV2) },
  sms: { v1: formsOf(smsV1), v2: formsOf({ ...smsV2 }) },
};

/** All that is sent of a sender in any of these forms. */
export interface SentSender {
  readonly name?: string | undefined;
  readonly provider?: string | undefined;
  readonly providerURL?: string | undefined;
  readonly smtpServerHost?: string | undefined;
  readonly smtpPort?: number | undefined;
  readonly fromAddress?: string | undefined;
  readonly authType?: string | undefined;
  readonly userName?: string | undefined;
  readonly password?: string | undefined;
  readonly key?: string | undefined;
  readonly secret?: string | undefined;
  readonly sender?: string | undefined;
  readonly contentType?: "JSON" | "FORM" | undefined;
  readonly authentication?: z.output<typeof authentication> | undefined;
  readonly properties?: readonly { readonly key: string; readonly value: string }[] | undefined;
}

function formsOf(shape: z.ZodRawShape) {
  const changed = z.strictObject(shape);
  const told = z.object({ ...shape, name: z.string() });
  return {
    creation: z.strictObject({ ...shape, name }) as unknown as z.ZodType<SentSender>,
    update: changed as unknown as z.ZodType<SentSender>,
    answer: "secret" in shape ? told.extend({ providerURL: text }) : told,
  };
}
