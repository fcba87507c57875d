/** The names that RFC 4514 §3, OpenSSL and X.520 have for the attribute types of certificates, each by its object identifier. */
const ATTRIBUTE_TYPES: Readonly<Record<string, string>> = {
  cn: "2.5.4.3",
  commonname: "2.5.4.3",
  sn: "2.5.4.4",
  surname: "2.5.4.4",
  serialnumber: "2.5.4.5",
  c: "2.5.4.6",
  countryname: "2.5.4.6",
  l: "2.5.4.7",
  localityname: "2.5.4.7",
  st: "2.5.4.8",
  s: "2.5.4.8",
  stateorprovincename: "2.5.4.8",
  street: "2.5.4.9",
  streetaddress: "2.5.4.9",
  o: "2.5.4.10",
  organizationname: "2.5.4.10",
  ou: "2.5.4.11",
  organizationalunitname: "2.5.4.11",
  title: "2.5.4.12",
  businesscategory: "2.5.4.15",
  postalcode: "2.5.4.17",
  gn: "2.5.4.42",
  givenname: "2.5.4.42",
  organizationidentifier: "2.5.4.97",
  uid: "0.9.2342.19200300.100.1.1",
  userid: "0.9.2342.19200300.100.1.1",
  dc: "0.9.2342.19200300.100.1.25",
  domaincomponent: "0.9.2342.19200300.100.1.25",
  e: "1.2.840.113549.1.9.1",
  email: "1.2.840.113549.1.9.1",
  emailaddress: "1.2.840.113549.1.9.1",
};

const ATTRIBUTE = /^\s*(?<type>[A-Za-z][A-Za-z0-9-]*|\d+(?:\.\d+)+)\s*=(?<value>.*)$/s;
/** An escaped byte, an escaped character, a character; a backslash that escapes nothing comes last. */
const TOKENS = /\\[0-9a-f]{2}|\\.|[^\\]|\\$/gisu;
/** The tags of UTF8String, PrintableString, TeletexString and IA5String. */
const TEXT_TAGS: readonly number[] = [0x0c, 0x13, 0x14, 0x16];

/**
 * Whether two texts name the same subject (RFC 8705 §2.1.2). How attribute types are written, escapes and the space around separators
 * do not matter (RFC 4514 §2, §3); the values' case does, and so does the order of the parts. What is no name, or names nobody, is the
 * same as nothing.
 */
export function sameDistinguishedName(a: string, b: string): boolean {
  const first = canonicalName(a);
  return first !== undefined && first === canonicalName(b);
}

/** Undefined when the text is no distinguished name, or the empty one. */
function canonicalName(text: string): string | undefined {
  const parts = splitUnescaped(text, ",").map(canonicalPart);
  return parts.includes(undefined) ? undefined : JSON.stringify(parts);
}

/** One relative name. Of several attributes in it the order says nothing (RFC 4514 §2.2). */
function canonicalPart(part: string): readonly string[] | undefined {
  const attributes = splitUnescaped(part, "+").map(canonicalAttribute);
  return attributes.every((one) => one !== undefined) ? attributes.sort() : undefined;
}

function canonicalAttribute(text: string): string | undefined {
  const { type, value = "" } = ATTRIBUTE.exec(text)?.groups ?? {};
  const meant = meaningOf(value);
  if (type === undefined || meant === undefined) return undefined;
  return JSON.stringify([ATTRIBUTE_TYPES[type.toLowerCase()] ?? type.toLowerCase(), meant]);
}

function splitUnescaped(text: string, separator: string): string[] {
  const parts = [""];
  for (const token of text.match(TOKENS) ?? []) {
    if (token === separator) parts.push("");
    else parts[parts.length - 1] += token;
  }
  return parts;
}

/** The value behind its escapes (RFC 4514 §2.4, §3); undefined when it is written wrongly or empty. */
function meaningOf(value: string): string | undefined {
  const tokens = value.match(TOKENS) ?? [];
  const first = tokens.findIndex((token) => token.trim() !== "");
  const last = tokens.findLastIndex((token) => token.trim() !== "");
  if (first === -1) return undefined;
  const written = tokens.slice(first, last + 1);
  if (written[0] === "#") return textOfBer(written.slice(1).join(""));
  if (written.includes("\\") || written.includes('"')) return undefined;
  const bytes = written.map((token) =>
    /^\\[0-9a-f]{2}$/i.test(token) ? Buffer.from(token.slice(1), "hex") : Buffer.from(token.replace(/^\\/, "")),
  );
  return Buffer.concat(bytes).toString();
}

/** What the BER of a string holds, given in hexadecimal, as RFC 4514 §2.4 writes the values of types without a name. */
function textOfBer(hex: string): string | undefined {
  if (!/^(?:[0-9a-f]{2}){3,}$/i.test(hex)) return undefined;
  const [tag = 0, length = 0, ...text] = Buffer.from(hex, "hex");
  const isWhole = length < 0x80 && length === text.length;
  return isWhole && TEXT_TAGS.includes(tag) ? Buffer.from(text).toString() : undefined;
}
