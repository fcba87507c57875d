import type SqliteFile from "better-sqlite3";
import type { Changes } from "./changes.ts";

const CHECK_MILLISECONDS = 250;

/** SQLite's own count of the commits that other connections made. */
export function watchDataVersion(file: SqliteFile.Database): Changes {
  const question = file.prepare("pragma data_version").pluck();
  let version = "";
  let checkedAt = Number.NEGATIVE_INFINITY;
  return {
    version() {
      const now = performance.now();
      if (now - checkedAt >= CHECK_MILLISECONDS) {
        checkedAt = now;
        try {
          version = String(question.get());
        } catch {
          version = `unknown at ${now}`; // whoever asks on is told of the error by the next question
        }
      }
      return version;
    },
  };
}
