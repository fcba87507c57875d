import type { DemoSignIn } from "./demo-sign-in.ts";

export interface StartMessageValues {
  readonly version: string;
  readonly baseUrl: string;
  /** Where clients with certificates reach it, if anywhere. */
  readonly mtlsBaseUrl?: string | undefined;
  readonly organizations: ShownOrganizations;
  readonly demo: DemoSignIn | undefined;
  /** The file that the demo's encryption key was just made in. */
  readonly keyMadeIn: string | undefined;
}

/** Some of the organizations by their handles, and how many there are. */
export interface ShownOrganizations {
  readonly total: number;
  readonly first: readonly string[];
}

export const SHOWN_ORGANIZATIONS = 5;
const LABEL_WIDTH = 17;

/** What the server prints once it listens, for a person; `colour` adds terminal escapes. */
export function startMessage(values: StartMessageValues, colour: boolean): string {
  const { strong, faint } = styles(colour);
  const line = (label: string, value: string) => `  ${faint(label.padEnd(LABEL_WIDTH))}${value}`;

  const lines = ["", `${strong(`Tessera ${values.version}`)} listens on ${strong(values.baseUrl)}`];
  if (values.mtlsBaseUrl !== undefined) lines.push(`and, for clients with certificates, on ${values.mtlsBaseUrl}`);
  lines.push("");
  for (const handle of values.organizations.first) {
    const issuer = `${values.baseUrl}/t/${handle}/oauth2/token`;
    lines.push(
      strong(`Organization ${handle}`),
      line("issuer", issuer),
      line("discovery", `${issuer}/.well-known/openid-configuration`),
      "",
    );
  }
  const more = values.organizations.total - values.organizations.first.length;
  if (more > 0) lines.push(`and ${more} more`, "");
  if (values.organizations.total === 0)
    lines.push("There is no organization yet: `tessera apply my.yaml` makes them.", "");
  if (values.keyMadeIn !== undefined) lines.push(`The demo's encryption key was made in ${values.keyMadeIn}.`, "");

  const { demo } = values;
  if (demo !== undefined) {
    lines.push(
      strong("Try it: sign in"),
      "  1. Open this URL in a browser (nothing has to listen at its redirect URI):",
      "",
      demo.authorizeUrl,
      "",
      line("user name", strong(demo.userName)),
      line("password", strong(demo.password)),
      line("code verifier", demo.codeVerifier),
      "",
      "  2. Copy the value of `code` from the address bar and trade it for tokens within a minute:",
      "",
      demo.curl,
      "",
      `${strong("Next")}: \`npm run demo\` shows the whole journey; docs/configuration.md tells how to serve your own organizations.`,
      "",
    );
  }
  return lines.join("\n");
}

function styles(colour: boolean) {
  const styled = (code: number) => (text: string) => (colour ? `\u001b[${code}m${text}\u001b[0m` : text);
  return { strong: styled(1), faint: styled(2) };
}
