/** How `tessera plan` and `tessera drift` end, as scripts ask for it. A failure is 1, as everywhere. */
export const NO_CHANGES = 0;
export const CHANGES = 2;
