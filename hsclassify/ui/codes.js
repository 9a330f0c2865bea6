// Runs once for the view's element; what it shows comes and goes.
element.setAttribute('aria-live', 'polite');

element.addEventListener('click', (event) => {
  const opener = event.target.closest('[data-code]');
  if (opener) {
    trigger('click', { code: opener.dataset.code });
    return;
  }
  const button = event.target.closest('[data-copy]');
  if (button) copy(button, button.dataset.copy);
});
