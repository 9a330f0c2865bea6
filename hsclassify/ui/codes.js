// Runs once for the view's element; what it shows comes and goes.
element.setAttribute('aria-live', 'polite');

element.addEventListener('click', async (event) => {
  const opener = event.target.closest('[data-code]');
  if (opener) {
    trigger('click', { code: opener.dataset.code });
    return;
  }
  const button = event.target.closest('[data-copy]');
  if (!button || !navigator.clipboard) return;
  await navigator.clipboard.writeText(button.dataset.copy);
  const label = button.textContent;
  button.textContent = button.dataset.copied;
  setTimeout(() => { button.textContent = label; }, 1500);
});
