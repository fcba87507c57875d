/** Where we say something else than the contract, by what the difference reads, and why. */
export const contractDifferences: readonly { readonly of: RegExp; readonly why: string }[] = [];
