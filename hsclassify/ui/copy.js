// Shared by the scripts of all elements that have buttons to copy with.
const COPIED_MS = 1500;

function boxed(text) {
  const box = document.createElement('textarea');
  box.value = text;
  box.readOnly = true;
  return box;
}

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
  const box = boxed(text);
  box.style.cssText = 'position: fixed; opacity: 0';
  document.body.append(box);
  box.select();
  const done = document.execCommand('copy');
  box.remove();
  return done;
}

async function copy(button, text) {
  const done = await written(text);
  // The first click keeps the label: at a second one the button already says "Copied".
  button.dataset.label ??= button.textContent;
  button.dataset.name ??= button.getAttribute('aria-label') ?? '';
  if (done) button.focus({ preventScroll: true }); // the box had it
  else offer(button, text);
  say(button, done ? button.dataset.copied : button.dataset.uncopied);
  clearTimeout(Number(button.dataset.timer));
  button.dataset.timer = setTimeout(
    () => say(button, button.dataset.label, button.dataset.name), COPIED_MS);
}

// What cannot be copied stands beside the button, ready to be taken by hand, until it is left.
function offer(button, text) {
  const box = boxed(text);
  box.className = 'hs-offer';
  box.rows = Math.min(text.split('\n').length, 6);
  box.setAttribute('aria-label', button.dataset.name || button.dataset.label);
  box.addEventListener('blur', () => box.remove());
  button.after(box);
  box.focus({ preventScroll: true });
  box.select();
}

// What is read aloud has to be what is written, or "Copied" is never heard.
function say(button, label, name = '') {
  button.textContent = label;
  if (name) button.setAttribute('aria-label', name);
  else button.removeAttribute('aria-label');
}
