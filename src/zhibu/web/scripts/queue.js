// Sent later: a form with data-queue that meets no network waits here, with its own operation id.
const QUEUE = "queue:";
const queueKey = () => `${QUEUE}${account}`;
const queue = () => store.get(queueKey()) || [];
const csrf = () => (one("meta[name=csrf]") || {}).content || "";

function state(key, word) {
  all(`[data-queued="${key}"] [data-state]`).forEach((part) => { part.hidden = part.dataset.state !== word; });
}

function showQueue() {
  const waiting = queue().filter((entry) => !entry.refused);
  const refused = queue().find((entry) => entry.refused);
  const counted = one("#waiting [data-count]");
  if (counted) counted.textContent = waiting.length;
  show("#waiting", waiting.length);
  show("#unsent", refused);
  const again = one("[data-again]");
  if (refused && again) {
    again.href = refused.page;
    again.onclick = () => change(refused.op, () => null);
  }
  queue().forEach((entry) => state(entry.key, entry.refused ? "refused" : "phone"));
}

function post(url, body) {
  return fetch(url, {
    method: "POST",
    credentials: "same-origin",
    headers: { "X-CSRFToken": csrf(), "X-Zhibu-Queue": "1", "Content-Type": "application/x-www-form-urlencoded" },
    body,
  });
}

const mine = (response) => response.headers.get("X-Zhibu-Account") === account;
let flushing = false;

function change(op, with_) {
  const left = queue().map((entry) => (entry.op === op ? with_(entry) : entry)).filter(Boolean);
  if (left.length) store.set(queueKey(), left);
  else store.drop(queueKey());
}

function flush() {
  const entry = queue().find((waiting) => !waiting.refused);
  if (!account || !entry || flushing || navigator.onLine === false) return;
  flushing = true;
  const again = () => { flushing = false; showQueue(); };
  post(entry.url, entry.body).then((response) => {
    if (response.headers.get("X-Zhibu-Stale") || response.status >= 500 || response.status === 429 || (response.ok && !mine(response))) return again();
    change(entry.op, (waiting) => (response.ok ? null : Object.assign(waiting, { refused: true })));
    if (response.ok) state(entry.key, "sent");
    again();
    return flush();
  }).catch(again);
}

function sendOrKeep(form, button) {
  const parts = new FormData(form);
  // The header carries the token of the page that sends; the one in the form may be old by then.
  parts.delete("csrfmiddlewaretoken");
  if (button && button.name) parts.append(button.name, button.value);
  const pairs = new URLSearchParams();
  parts.forEach((value, name) => pairs.append(name, value));
  const body = pairs.toString();
  const entry = { key: form.dataset.queue, op: operation(form), url: form.action, page: location.href, body, at: Date.now() };
  const natively = () => {
    // The same operation id: the server counts it once, and the person sees its own answer.
    if (button && button.name) {
      const hidden = doc.createElement("input");
      hidden.type = "hidden";
      hidden.name = button.name;
      hidden.value = button.value;
      form.appendChild(hidden);
    }
    form.submit();
  };
  post(form.action, body).then((response) => {
    const next = response.headers.get("X-Zhibu-Location");
    if (next === null || !mine(response)) return natively();
    if (next === location.pathname + location.search) return location.reload();
    return location.assign(next);
  }).catch(() => {
    form.removeAttribute("aria-busy");
    const others = queue().filter((waiting) => waiting.op !== entry.op);
    if (!store.set(queueKey(), others.concat(entry))) return offline();
    showQueue();
    return say((one(`[data-queued="${entry.key}"] [data-state=phone]`) || {}).textContent);
  });
}
