// Asks the device for a passkey, or to make one, and sends what it answers (Web Authentication §5.1). On the page for passkeys at once
// and again at each press of its button; where a user name is typed, when the browser's own list of fillings is used.
const field = document.getElementById("passkey-response");
const { ceremony } = field.dataset;
const options = JSON.parse(field.dataset.options);
/** In milliseconds: later the server would no longer take the answer. */
const LIFETIME = 285_000;
let asking;

if (ceremony === "autofill") {
  autofill();
} else {
  field.form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (performance.now() > LIFETIME) location.reload();
    else ask();
  });
  // After a failure the person says when to try again. A new passkey is made when they ask for it.
  if (ceremony === "get" && document.getElementById("sign-in-alert") === null) ask();
}

async function ask() {
  asking?.abort();
  const own = new AbortController();
  asking = own;
  show();
  if (!window.PublicKeyCredential) return show("passkey-unsupported");
  const request = { publicKey: readable(options), signal: own.signal };
  try {
    const { credentials } = navigator;
    send(await (ceremony === "create" ? credentials.create(request) : credentials.get(request)));
  } catch {
    if (asking === own) show("passkey-stopped");
  }
}

async function autofill() {
  if (!(await window.PublicKeyCredential?.isConditionalMediationAvailable?.())) return;
  const signal = AbortSignal.timeout(LIFETIME);
  try {
    send(await navigator.credentials.get({ publicKey: readable(options), mediation: "conditional", signal }));
  } catch {
    // Whoever picks no passkey types.
  }
}

function show(id) {
  for (const name of ["passkey-stopped", "passkey-unsupported"]) document.getElementById(name).hidden = name !== id;
}

function send(credential) {
  const { id, type, response } = credential;
  const parts = ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"];
  const texts = parts.filter((name) => response[name]).map((name) => [name, textOf(response[name])]);
  field.value = JSON.stringify({
    id,
    type,
    response: { ...Object.fromEntries(texts), transports: response.getTransports?.() },
    clientExtensionResults: credential.getClientExtensionResults(),
  });
  field.form.submit();
}

/** The options with the bytes that stand in them as text. */
function readable({ challenge, user, allowCredentials, excludeCredentials, ...rest }) {
  const listed = (list) => list?.map((one) => ({ ...one, id: bytesOf(one.id) }));
  return {
    ...rest,
    challenge: bytesOf(challenge),
    ...(user && { user: { ...user, id: bytesOf(user.id) } }),
    ...(allowCredentials && { allowCredentials: listed(allowCredentials) }),
    ...(excludeCredentials && { excludeCredentials: listed(excludeCredentials) }),
  };
}

function bytesOf(text) {
  return Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (letter) => letter.charCodeAt(0));
}

function textOf(buffer) {
  const letters = Array.from(new Uint8Array(buffer), (byte) => String.fromCharCode(byte)).join("");
  return btoa(letters).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}
