function offline() {
  show("#offline", true);
  const note = one("#offline");
  if (note) { note.scrollIntoView({ block: "center" }); say(note.textContent.trim()); }
}

function wipe() {
  clearTimeout(pause);
  store.keys(`${DRAFT}${account}:`).concat(queueKey()).forEach(store.drop);
  if (window.caches) caches.delete("pages");
}

let sent = false;
// Older browsers do not say which button sent a form.
let pressed = null;

// Posting: once, and never as if it had worked.
doc.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post") return;
  if (form.getAttribute("aria-busy") === "true") { event.preventDefault(); return; }
  if (form.matches("[data-wipe]")) {
    if (queue().length && form.dataset.ask && !confirm(form.dataset.ask)) event.preventDefault();
    else wipe();
    return;
  }
  if (form.dataset.draft) remember(form);
  const later = form.dataset.queue && account && operation(form) && window.fetch && window.URLSearchParams;
  if (navigator.onLine === false && !later) { event.preventDefault(); offline(); return; }
  if (form.matches("[hx-post],[data-hx-post]")) return;
  sent = true;
  form.setAttribute("aria-busy", "true");
  setTimeout(() => form.removeAttribute("aria-busy"), 8000);
  if (later) {
    event.preventDefault();
    sendOrKeep(form, event.submitter || (pressed && pressed.form === form ? pressed : null));
  }
});

let pause = 0;
doc.addEventListener("input", (event) => {
  const form = event.target.form;
  if (!form || !form.dataset.draft) return;
  clearTimeout(pause);
  pause = setTimeout(() => remember(form), 300);
});
