// Runs once for the answer's element; the answers inside it come and go.
element.setAttribute('aria-live', 'polite');

// On a phone the answer lies below the fold; a visitor who asked wants to see it.
watch('value', () => {
  if (element.getBoundingClientRect().top < window.innerHeight * 0.75) return;
  const calm = window.matchMedia('(prefers-reduced-motion: reduce)').matches;
  element.scrollIntoView({ behavior: calm ? 'auto' : 'smooth', block: 'start' });
});

element.addEventListener('click', async (event) => {
  const button = event.target.closest('[data-copy]');
  if (!button || !navigator.clipboard) return;
  await navigator.clipboard.writeText(button.dataset.copy);
  const label = button.textContent;
  button.textContent = button.dataset.copied;
  setTimeout(() => { button.textContent = label; }, 1500);
});
