/** Stands where a secret was. */
export const MASK = "[masked]";

/** Names of members that hold secrets, or what they could be guessed from, in whatever form. */
const SECRET = /secrets?$|password(hash)?$|^private[_-]?key|^sealed|^hash$|^d$/i;
/** Names of members that hold a secret if they hold a text; of others they say what is to be done with such. */
const SECRET_TEXT = /^(access|refresh|api|bearer|auth)[_-]?(token|key)$/i;

/** The value as logs may keep it: members whose names say that they hold secrets hold a mask (security bar 26.1). */
export function masked(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(masked);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [name, isSecret(name, member) ? MASK : masked(member)]),
  );
}

function isSecret(name: string, member: unknown): boolean {
  if (member === undefined || member === null || typeof member === "boolean") return false;
  return SECRET.test(name) || (typeof member === "string" && SECRET_TEXT.test(name));
}
