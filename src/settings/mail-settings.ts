import type { Kind } from "./kinds.ts";
import { isLoopbackHost } from "./loopback.ts";
import { SettingsError } from "./settings-error.ts";

/** The operator's mail server, as its URL says. */
export interface SmtpUrl {
  readonly host: string;
  readonly port: number;
  readonly implicitTls: boolean;
  readonly plainAllowed: boolean;
  readonly userName?: string | undefined;
  readonly password?: string | undefined;
}

const EXAMPLE = "smtp://user:password@mail.example.com:587";

/** `smtps://` is TLS from the first byte, `smtp://` begins it by STARTTLS; with `?starttls=optional` mail also goes out without it. */
export const smtpUrl: Kind<SmtpUrl> = {
  name: "SMTP URL",
  secret: true,
  parse(text) {
    const url = URL.canParse(text) ? new URL(text) : undefined;
    if (url === undefined || !/^smtps?:$/.test(url.protocol) || url.hostname === "") {
      throw new SettingsError(`is not an SMTP URL: write it as ${EXAMPLE}`);
    }
    const { protocol, hostname, port, searchParams, pathname, hash } = url;
    const implicitTls = protocol === "smtps:";
    const startTls = searchParams.get("starttls") ?? "required";
    const rest = [...searchParams.keys()].some((name) => name !== "starttls") || !/^\/?$/.test(pathname) || hash !== "";
    if (rest || !/^(required|optional)$/.test(startTls)) {
      throw new SettingsError(`has a path or a parameter other than starttls=optional: write it as ${EXAMPLE}`);
    }
    const plainAllowed = startTls === "optional";
    const userName = decodeURIComponent(url.username);
    if (plainAllowed && userName !== "" && !isLoopbackHost(hostname)) {
      throw new SettingsError("would send its password unencrypted: leave starttls=optional out");
    }
    return {
      host: hostname.replace(/^\[(.*)\]$/, "$1"),
      port: port === "" ? (implicitTls ? 465 : 587) : Number(port), // RFC 8314 §7.3, RFC 6409 §3.1
      implicitTls,
      plainAllowed,
      ...(userName !== "" && { userName, password: decodeURIComponent(url.password) }),
    };
  },
};

export const emailAddress: Kind<string> = {
  name: "e-mail address",
  secret: false,
  parse(text) {
    if (/^[^\s@<>,;:"()[\]\\]+@[^\s@<>,;:"()[\]\\]+$/.test(text) && text.length <= 254) return text;
    throw new SettingsError("is not an e-mail address: write it as no-reply@example.com");
  },
};
