// Copy and share.
function copied(button) {
  const word = one("#copied");
  if (!word) return;
  const words = word.content.textContent;
  const label = one("span", button);
  if (label) label.textContent = words;
  say(words);
}

function copyOldWay(field, button) {
  field.focus();
  field.select();
  if (doc.execCommand("copy")) copied(button);
  button.focus();
}

doc.addEventListener("click", (event) => {
  pressed = event.target.closest && event.target.closest("button");
  const button = event.target.closest && event.target.closest("[data-copy],[data-share],[data-step],[data-close],[data-print]");
  if (!button) return;
  const { copy, share, step } = button.dataset;
  if (step) {
    const field = doc.getElementById(button.dataset.for);
    const least = field.min === "" ? 0 : Number(field.min);
    const most = field.max === "" ? Infinity : Number(field.max);
    field.value = Math.min(most, Math.max(least, (parseInt(field.value, 10) || 0) + Number(step)));
    field.dispatchEvent(new Event("input", { bubbles: true }));
    field.dispatchEvent(new Event("change", { bubbles: true }));
    say(field.value);
  } else if (copy) {
    const field = doc.getElementById(copy);
    if (navigator.clipboard) navigator.clipboard.writeText(field.value).then(() => copied(button), () => copyOldWay(field, button));
    else copyOldWay(field, button);
  } else if (share) {
    navigator.share({ text: doc.getElementById(share).value }).catch(() => null);
  } else if ("print" in button.dataset) {
    window.print();
  } else {
    fold(button.closest("details"));
  }
});
