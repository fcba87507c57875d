/** What the handle of an organization can look like: it is a part of URLs. */
export const HANDLE = /^[a-z0-9]([a-z0-9.-]{0,61}[a-z0-9])?$/;

/** What is wrong with another, as half a sentence. */
export const HANDLE_FAULT = "is not 1 to 63 lower-case letters, digits, - and ., with a letter or digit at both ends";
