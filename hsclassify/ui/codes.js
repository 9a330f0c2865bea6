// Runs once for the view's element; what it shows comes and goes.
element.setAttribute('aria-live', 'polite');

// What was clicked is gone once its code is shown: whoever uses the keyboard goes on from there.
let gone = false;

watch('value', () => {
  if (!gone) return;
  gone = false;
  setTimeout(() => {
    const title = element.querySelector('h2');
    title?.setAttribute('tabindex', '-1');
    title?.focus();
  });
});

element.addEventListener('click', (event) => {
  const opener = event.target.closest('[data-code]');
  if (opener) {
    gone = Boolean(element.closest('#codes-view')); // the converter stays as it is
    trigger('click', { code: opener.dataset.code });
    return;
  }
  const button = event.target.closest('[data-copy]');
  if (button) copy(button, button.dataset.copy);
});
