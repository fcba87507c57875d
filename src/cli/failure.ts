import { isAbsolute, relative } from "node:path";

const ADVICE: Record<string, string> = {
  EADDRINUSE: "another program listens there: stop it, or set TESSERA_PORT to another port (0 picks a free one)",
  EADDRNOTAVAIL: "this machine has no such address: set TESSERA_HOST to one of its own",
  ENOTFOUND: "the name has no address: set TESSERA_HOST to an address of this machine",
};

/** What a person is told about an error that ends a command: one line where the cause is known, else the stack. */
export function failureText(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (["SettingsError", "ConfigurationError", "WorkerError", "RowSecurityError"].includes(error.name))
    return error.message;
  const { code, syscall, address, port, hostname, setting } = error as NodeJS.ErrnoException & {
    address?: string;
    port?: number;
    hostname?: string;
    setting?: string;
  };
  if (code === "EACCES" && syscall === "listen") {
    return `cannot listen on port ${port}: the system reserves it: set ${setting ?? "TESSERA_PORT"} to one above 1023`;
  }
  if (code === "EADDRINUSE" && setting !== undefined) {
    return `cannot listen on ${address}:${port}: another program listens there: stop it, or set ${setting} to another port`;
  }
  const advice = ADVICE[code ?? ""];
  if (advice === undefined) return error.stack ?? error.message;
  return `cannot listen on ${address ?? hostname}${port === undefined ? "" : `:${port}`}: ${advice}`;
}

/** The error, with the setting to name if it is about the second port. */
export function aboutSecondPort(error: unknown, mtlsPort: number | undefined): unknown {
  const isSecond = mtlsPort !== undefined && (error as { readonly port?: number }).port === mtlsPort;
  return isSecond ? Object.assign(error as Error, { setting: "TESSERA_MTLS_PORT" }) : error;
}

/** Why a file or folder cannot be used, as a half sentence. */
export function fileFault(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  const known: Record<string, string> = {
    ENOENT: "there is no such file",
    EACCES: "this user may not",
    EISDIR: "it is a folder",
    ENOTDIR: "a part of its path is a file",
    EROFS: "the disk is read-only",
    ENOSPC: "the disk is full",
    EEXIST: "something else of that name is there",
  };
  return known[code ?? ""] ?? message;
}

/** A path as a person would write it from the current folder. */
export function shortPath(path: string): string {
  if (!isAbsolute(path)) return path;
  const near = relative(process.cwd(), path);
  return near === "" || near.startsWith("..") ? path : near;
}
