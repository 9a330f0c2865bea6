// Runs once for the tab's element; the texts inside it come and go with the language.
const address = location.origin + location.pathname.replace(/\/+$/, '');

// The server need not know under which address it is reached; the browser does.
function addressed() {
  for (const part of element.querySelectorAll('.hs-snippet code, .hs-snippet [data-copy]')) {
    if (part.dataset.copy) part.dataset.copy = part.dataset.copy.replace('{address}', address);
    else part.textContent = part.textContent.replace('{address}', address);
  }
}

element.addEventListener('click', async (event) => {
  const button = event.target.closest('[data-copy]');
  if (!button || !navigator.clipboard) return;
  await navigator.clipboard.writeText(button.dataset.copy);
  const label = button.textContent;
  button.textContent = button.dataset.copied;
  setTimeout(() => { button.textContent = label; }, 1500);
});

watch('value', () => setTimeout(addressed));
addressed();
