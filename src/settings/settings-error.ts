/** Why the server cannot start or a command cannot run, in one line with its remedy; shown without a stack. */
export class SettingsError extends Error {
  override readonly name = "SettingsError";
}
