import { type Logger, pino, stdSerializers } from "pino";

/** Members that are never logged, at the top of a line or up to two levels below it (security bar 26.1). */
const SECRET_NAMES = [
  "authorization",
  "cookie",
  '["set-cookie"]',
  "password",
  "token",
  "code",
  "secret",
  "assertion",
  "access_token",
  "refresh_token",
  "id_token",
  "client_secret",
  "client_assertion",
  "code_verifier",
];

/** A log of JSON lines on the standard error output: the standard output is for people. */
export function createLog(level: string): Logger {
  return pino(
    {
      level,
      base: null,
      timestamp: () => `,"time":"${new Date().toISOString()}"`,
      formatters: { level: (label) => ({ level: label }) },
      serializers: { req: requestOf, err: errorOf },
      redact: { paths: SECRET_NAMES.flatMap(atThreeDepths), censor: "[redacted]" },
    },
    // Written at once, so that the last line before a crash is there.
    pino.destination({ fd: 2, sync: true }),
  );
}

function atThreeDepths(name: string): string[] {
  const below = name.startsWith("[") ? name : `.${name}`;
  return [name, `*${below}`, `*.*${below}`];
}

interface LoggedRequest {
  readonly id?: unknown;
  readonly method?: string;
  readonly url?: string;
  readonly ip?: string;
}

/** Without the query, in which codes travel. */
function requestOf({ id, method, url, ip }: LoggedRequest) {
  return { id, method, path: url?.split("?")[0], remoteAddress: ip };
}

/** A system error's `code` says what failed and is no secret, so it goes by another name than an authorization code's. */
function errorOf(error: Error) {
  const { code, ...rest } = stdSerializers.err(error);
  return { ...rest, errorCode: code };
}
