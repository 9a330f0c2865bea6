// Runs once for the view's element; what it shows comes and goes.
element.setAttribute('aria-live', 'polite');

let focused = null; // what in the view has the focus
document.addEventListener('focusin', (event) => {
  focused = element.contains(event.target) ? event.target : null;
});

// Said anew in another language was what the query had been: what it has become is opened again,
// unless a visitor is writing it. Else the title has the focus of what is gone.
element.addEventListener('behind', (event) => {
  event.preventDefault(); // it was heard
  const writing = document.activeElement?.closest('#code-query');
  if (!writing && event.target.dataset.said !== event.detail) {
    trigger('click', { code: event.detail });
  } else if (focused && !focused.isConnected) {
    element.querySelector('h2')?.focus();
  }
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
