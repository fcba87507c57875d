// Sends the requests that the forms of the page describe, and shows the answers below them. The token stays in its field.
const token = document.getElementById("token");
for (const part of document.querySelectorAll(".trying")) part.hidden = false;

document.addEventListener("submit", async (event) => {
  event.preventDefault();
  const form = event.target;
  const output = form.querySelector("output");
  const query = new URLSearchParams();
  let path = form.dataset.path;
  for (const input of form.querySelectorAll("[data-in]")) {
    if (input.dataset.in === "path") path = path.replace(`{${input.name}}`, encodeURIComponent(input.value));
    else if (input.value !== "") query.append(input.name, input.value);
  }
  const body = form.elements.namedItem("body")?.value;
  const headers = {
    ...(token.value !== "" && { authorization: `Bearer ${token.value}` }),
    ...(body !== undefined && { "content-type": "application/json" }),
  };
  const url = `${document.body.dataset.url}${path}${query.size > 0 ? `?${query}` : ""}`;
  try {
    const answer = await fetch(url, { method: form.dataset.method, headers, body, credentials: "omit" });
    output.textContent = `${answer.status}\n${readable(await answer.text())}`;
  } catch (error) {
    output.textContent = String(error);
  }
});

function readable(text) {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}
