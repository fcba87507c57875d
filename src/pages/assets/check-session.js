// Session Management §3.2: "client_id session_state" in; "changed", "unchanged" or "error" out. The asking window's origin is part of
// the hash, so that the answer means something to the application's own origin alone.
const { cookie: cookieName } = document.currentScript.dataset;

addEventListener("message", async ({ data, origin, source }) => {
  if (source === null || origin === "null") return;
  source.postMessage(await answerTo(data, origin), origin);
});

async function answerTo(question, origin) {
  const [, clientId, hash, salt] = /^(\S+) ([0-9a-f]{64})\.([\w-]+)$/.exec(question) ?? [];
  // The digest is there in secure contexts alone: not in a frame of a page without https.
  if (clientId === undefined || typeof question !== "string" || !crypto.subtle) return "error";
  const text = `${clientId} ${origin} ${browserState()} ${salt}`;
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return hexOf(digest) === hash ? "unchanged" : "changed";
}

/** Empty when nobody is signed in. */
function browserState() {
  const pair = document.cookie.split("; ").find((entry) => entry.startsWith(`${cookieName}=`));
  return pair === undefined ? "" : decodeURIComponent(pair.slice(cookieName.length + 1));
}

function hexOf(buffer) {
  return Array.from(new Uint8Array(buffer), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
