// Runs once for the view's element; what it shows comes and goes.
element.setAttribute('aria-live', 'polite');

// Said anew in another language was what the query had been: what it has become is opened again,
// unless a visitor is writing it.
element.addEventListener('behind', (event) => {
  event.preventDefault(); // it was heard
  const writing = document.activeElement?.closest('#code-query');
  if (!writing && event.target.dataset.said !== event.detail) trigger('click', { code: event.detail });
});

element.addEventListener('click', (event) => {
  const opener = event.target.closest('[data-code]');
  if (opener) {
    trigger('click', { code: opener.dataset.code });
    return;
  }
  const button = event.target.closest('[data-copy]');
  if (button) copy(button, button.dataset.copy);
});
