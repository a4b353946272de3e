function ready(within) {
  all("[data-copy],[data-step],[data-print]", within).forEach((button) => { button.hidden = false; });
  if (navigator.share) all("[data-share]", within).forEach((button) => { button.hidden = false; });
  if (account) all("form[data-draft]", within).forEach(refill);
}

settle();
ready(doc);
showQueue();
flush();
const summary = one(".errsum");
if (summary) summary.focus();
window.addEventListener("online", () => { show("#offline", false); flush(); });
window.addEventListener("pageshow", (event) => {
  all("form[aria-busy]").forEach((form) => form.removeAttribute("aria-busy"));
  // A page taken out of the freezer still carries the operation id that was used up.
  if (event.persisted && sent) location.reload();
});
doc.addEventListener("visibilitychange", () => { if (!doc.hidden) flush(); });

// The worker waits for the second page: the first one is what people wait for.
const sw = doc.body.dataset.sw;
if (sw && navigator.serviceWorker && window.isSecureContext) {
  try {
    if (sessionStorage.getItem("seen")) navigator.serviceWorker.register(sw).catch(() => null);
    else sessionStorage.setItem("seen", "1");
  } catch (e) {}
}
