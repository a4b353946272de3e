// htmx: quiet polling, the token, and the focus where the new words are.
const polls = (element) => /\bevery\b/.test(element.getAttribute("hx-trigger") || "");
doc.addEventListener("htmx:configRequest", (event) => { event.detail.headers["X-CSRFToken"] = csrf(); });
doc.addEventListener("htmx:beforeRequest", (event) => {
  if (polls(event.detail.elt) && (doc.hidden || navigator.onLine === false)) event.preventDefault();
});
doc.addEventListener("htmx:sendError", (event) => { if (!polls(event.detail.elt)) offline(); });
doc.addEventListener("htmx:afterRequest", (event) => {
  const form = event.detail.elt;
  if (event.detail.successful && form.dataset && form.dataset.draft && event.detail.xhr.status !== 422) store.drop(draftKey(form));
});
doc.addEventListener("htmx:afterSettle", (event) => {
  const { elt, requestConfig } = event.detail;
  ready(elt);
  if (!requestConfig || polls(requestConfig.elt)) return;
  const spot = elt.matches("[data-focus]") ? elt : one("[data-focus]", elt) || one("h1,h2,h3", elt);
  const words = one("[data-say]", elt);
  if (spot) { spot.tabIndex = -1; spot.focus(); }
  say((words || spot || {}).textContent);
});
