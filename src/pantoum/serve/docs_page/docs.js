// Sends the requests of the page, and shows their answers as text.

const LONGEST = 100_000; // characters of an answer that are shown

async function answerTo(form) {
  const fields = new FormData(form);
  const path = form.dataset.path.replace("{name}", () => encodeURIComponent(fields.get("name")));
  const headers = {};
  const key = document.getElementById("key").value.trim();
  if (key) headers["X-API-Key"] = key;
  const request = { method: form.dataset.method, headers };
  if (fields.has("body")) {
    headers["Content-Type"] = "application/json";
    request.body = fields.get("body");
  }
  const answer = await fetch(path, request);
  const text = await answer.text();
  return `${answer.status} ${answer.statusText}\n\n${readable(text)}`;
}

function readable(text) {
  let shown = text;
  try {
    shown = JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    // not JSON: the metrics are not
  }
  return shown.length > LONGEST ? `${shown.slice(0, LONGEST)}\n…` : shown;
}

// The commands ask a server at its usual place; whoever reads them has asked this one.
const HERE = new URL("./", document.baseURI).href;
for (const code of document.querySelectorAll("code.command")) {
  code.textContent = code.textContent.replaceAll("http://127.0.0.1:8000/", HERE);
}

document.getElementById("key").form.addEventListener("submit", (event) => event.preventDefault());
for (const form of document.querySelectorAll("form[data-path]")) {
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const place = form.querySelector(".answer");
    place.hidden = false;
    place.textContent = "…";
    try {
      place.textContent = await answerTo(form);
    } catch (error) {
      place.textContent = `The server did not answer: ${error.message}`;
    }
  });
}
