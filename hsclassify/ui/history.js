// Runs once for the history's element; what it lists comes and goes. The answer's script asks it.
element.addEventListener('click', (event) => {
  const button = event.target.closest('[data-answers]');
  if (!button) return;
  const { text, answers } = button.dataset;
  const detail = { text, answers: JSON.parse(answers) };
  document.dispatchEvent(new CustomEvent('hs-again', { detail }));
  window.scrollTo({ top: 0 });
});
