// Runs once for the history's element; what it lists comes and goes.
element.addEventListener('click', (event) => {
  const button = event.target.closest('[data-answers]');
  if (!button) return;
  const { text, answers } = button.dataset;
  trigger('click', { text, answers: JSON.parse(answers) });
  window.scrollTo({ top: 0 });
});
