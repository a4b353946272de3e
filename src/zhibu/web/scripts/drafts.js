// Drafts: what was typed stays on this phone, per account, until the server says the operation is done.
const DRAFT = "draft:";
const AGE = 14 * 864e5;
const draftKey = (form) => `${DRAFT}${account}:${form.dataset.draft}`;
const kept = (field) => field.name && field.name !== "op" && field.name !== "csrfmiddlewaretoken"
  && !/^(password|hidden|file|submit|button)$/.test(field.type) && !field.matches("[data-nodraft]");
const typed = (form) => Array.from(form.elements).filter(kept).map((field) =>
  [field.name, /^(radio|checkbox)$/.test(field.type) ? [field.value, field.checked] : field.value]);
const operation = (form) => (form.elements.op || {}).value || "";

function remember(form) {
  if (account) store.set(draftKey(form), { at: Date.now(), op: operation(form), typed: typed(form) });
}

function refill(form) {
  const draft = store.get(draftKey(form));
  // A refused form already holds what was typed.
  if (!draft || one("[aria-invalid]", form) || one(".errsum")) return;
  let changed = false;
  const seen = {};
  draft.typed.forEach(([name, value]) => {
    const fields = Array.from(form.elements).filter((field) => field.name === name && kept(field));
    if (Array.isArray(value)) {
      const field = fields.find((f) => f.value === value[0]);
      if (field && field.checked !== value[1]) { field.checked = value[1]; changed = true; }
    } else {
      seen[name] = (seen[name] || 0) + 1;
      const field = fields[seen[name] - 1];
      if (field && field.value !== value) { field.value = value; changed = true; }
    }
  });
  if (!changed) return;
  const shape = one("#draft-note");
  if (!shape) return;
  const note = doc.importNode(shape.content, true).firstElementChild;
  one("[data-forget]", note).addEventListener("click", () => {
    store.drop(draftKey(form));
    form.reset();
    note.remove();
  });
  form.insertBefore(note, form.firstChild);
}

function settle() {
  const done = cookie("done");
  if (done) {
    doc.cookie = `done=;path=/;max-age=0;SameSite=Lax${secure}`;
    change(done, () => null);
  }
  store.keys(DRAFT).forEach((key) => {
    const draft = store.get(key);
    if (!draft || Date.now() - draft.at > AGE || (done && draft.op === done)) store.drop(key);
  });
}
