// Runs once for the answer's element; the answers inside it come and go.
element.setAttribute('aria-live', 'polite');

// The button that was clicked is gone once there is an answer to it, here or in the history:
// whoever uses the keyboard goes on from the answer.
let gone = false;
document.addEventListener('hs-asked', () => { gone = true; });

// On a phone the answer lies below the fold; a visitor who asked wants to see it.
watch('value', () => {
  if (gone) {
    gone = false;
    setTimeout(() => element.querySelector('.hs-title')?.focus({ preventScroll: true }));
  }
  if (element.getBoundingClientRect().top < window.innerHeight * 0.75) return;
  const calm = window.matchMedia('(prefers-reduced-motion: reduce)').matches;
  element.scrollIntoView({ behavior: calm ? 'auto' : 'smooth', block: 'start' });
});

element.addEventListener('click', (event) => {
  const button = event.target.closest('[data-answers], [data-copy], [data-link]');
  if (!button) return;
  if (!button.dataset.answers) {
    const { copy: text, link } = button.dataset;
    copy(button, text ?? new URL(link, location.href).href);
    return;
  }
  gone = true;
  const { text } = button.closest('[data-text]').dataset;
  trigger('click', { text, answers: JSON.parse(button.dataset.answers) });
});
