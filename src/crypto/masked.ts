/** Stands where a secret was. */
export const MASK = "[masked]";

/** Names of members that hold a secret, or what one could be guessed from. */
const SECRET =
  /secrets?$|password(hash)?$|^(access|refresh|api|bearer|auth)[_-]?(token|key)$|^private[_-]?key|^sealed|^hash$|^d$/i;

/** The value as logs may keep it: members whose names say that they hold secrets hold a mask (security bar 26.1). */
export function masked(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(masked);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, maskedMember(name, member)]));
}

function maskedMember(name: string, member: unknown): unknown {
  const isFlag = member === undefined || member === null || typeof member === "boolean";
  return SECRET.test(name) && !isFlag ? MASK : masked(member);
}
