// Sheets: Esc and Back close them, the focus returns to what opened them.
function fold(sheet) {
  if (!sheet || !sheet.open) return;
  sheet.open = false;
  one("summary", sheet).focus();
}

doc.addEventListener("toggle", (event) => {
  const sheet = event.target;
  if (!sheet.matches || !sheet.matches(".sheet")) return;
  if (sheet.open) history.pushState({ sheet: true }, "");
  else if (history.state && history.state.sheet) history.back();
}, true);
window.addEventListener("popstate", () => all(".sheet[open]").forEach(fold));
doc.addEventListener("keydown", (event) => { if (event.key === "Escape") all(".sheet[open]").forEach(fold); });
