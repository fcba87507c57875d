import { LRUCache } from "lru-cache";

const REMEMBERED_KEYS = 10_000;

/** Slows guessing (security bar 6.10, 18.5). A process counts for itself, so that what succeeds costs no write. */
export interface FailureThrottle {
  /** Seconds to wait before the next try, or undefined when it may be made now. */
  waitSeconds(key: string, now: number): number | undefined;
  fail(key: string, now: number): void;
}

/** Lets `failures` failures pass per key and window; a key names the tenant and the address, so that nobody else is slowed. */
export function createFailureThrottle(failures: number, windowSeconds: number): FailureThrottle {
  const windows = new LRUCache<string, { failed: number; endsAt: number }>({ max: REMEMBERED_KEYS });

  return {
    waitSeconds(key, now) {
      const window = windows.get(key);
      if (window === undefined || window.endsAt <= now || window.failed < failures) return undefined;
      return window.endsAt - now;
    },
    fail(key, now) {
      const window = windows.get(key);
      if (window === undefined || window.endsAt <= now) windows.set(key, { failed: 1, endsAt: now + windowSeconds });
      else window.failed++;
    },
  };
}
