/** Why a JWT, an encrypted JWT or a key of somebody else is refused. The message holds nothing of what was refused. */
export class JwtFault extends Error {
  constructor(reason: string, options?: { readonly cause?: unknown }) {
    super(reason, options);
    this.name = "JwtFault";
  }
}
