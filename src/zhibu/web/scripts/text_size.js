// Text size: no reload, the same cookie the server reads.
const SIZES = ["", "l", "xl"];
doc.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.matches("[data-size-form]")) return;
  event.preventDefault();
  const button = one("button", form);
  const size = button.value;
  const next = SIZES[(SIZES.indexOf(size) + 1) % 3];
  if (size) root.dataset.size = size; else delete root.dataset.size;
  doc.cookie = `size=${size};path=/;max-age=31536000;SameSite=Lax${secure}`;
  button.value = next;
  one("span", button).textContent = button.dataset[next || "standard"];
}, true);
