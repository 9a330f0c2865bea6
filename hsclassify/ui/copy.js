// Shared by the scripts of all elements that have buttons to copy with.
const COPIED_MS = 1500;

async function written(text) {
  // Over plain http, other than on this machine, a browser has no clipboard to write to.
  if (navigator.clipboard) {
    try {
      await navigator.clipboard.writeText(text);
      return true;
    } catch {
      // A page in a frame may lack the right; the box below needs none.
    }
  }
  const box = document.createElement('textarea');
  box.value = text;
  box.readOnly = true;
  box.style.cssText = 'position: fixed; opacity: 0';
  document.body.append(box);
  box.select();
  const done = document.execCommand('copy');
  box.remove();
  return done;
}

async function copy(button, text) {
  const done = await written(text);
  button.focus({ preventScroll: true }); // the box had it
  if (!done) return;
  // The first click keeps the label: at a second one the button already says "Copied".
  button.dataset.label ??= button.textContent;
  button.dataset.name ??= button.getAttribute('aria-label') ?? '';
  say(button, button.dataset.copied);
  clearTimeout(Number(button.dataset.timer));
  button.dataset.timer = setTimeout(
    () => say(button, button.dataset.label, button.dataset.name), COPIED_MS);
}

// What is read aloud has to be what is written, or "Copied" is never heard.
function say(button, label, name = '') {
  button.textContent = label;
  if (name) button.setAttribute('aria-label', name);
  else button.removeAttribute('aria-label');
}
