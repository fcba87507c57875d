/** Why nobody has vouched for an application. The reason is for the log: who asked learns that it did not do. */
export class AttestationFault extends Error {
  override readonly name = "AttestationFault";
}
