/** More than any JSON needs that clients send. */
const MOST_LEVELS = 20;

/** Whether objects and lists lie so deep in one another that whatever goes through them would run out of stack. */
export function isTooDeep(value: unknown, levels = MOST_LEVELS): boolean {
  if (typeof value !== "object" || value === null) return false;
  return levels === 0 || Object.values(value).some((each) => isTooDeep(each, levels - 1));
}
