// Runs once for the tab's element; the texts inside it come and go with the language.
const address = location.origin + location.pathname.replace(/\/+$/, '');

// The server need not know under which address it is reached; the browser does.
function addressed() {
  for (const part of element.querySelectorAll('.hs-snippet code, .hs-snippet [data-copy]')) {
    if (part.dataset.copy) part.dataset.copy = part.dataset.copy.replaceAll('{address}', address);
    else part.textContent = part.textContent.replaceAll('{address}', address);
  }
}

element.addEventListener('click', (event) => {
  const button = event.target.closest('[data-copy]');
  if (button) copy(button, button.dataset.copy);
});

watch('value', () => setTimeout(addressed));
addressed();
