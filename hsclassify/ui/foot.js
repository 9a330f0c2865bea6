// Runs once for the foot's element; its texts come and go with the language.
const KEPT = 'hsclassify-theme';
const asked = new URLSearchParams(location.search).has('__theme');
const kept = asked ? null : localStorage.getItem(KEPT);
if (kept) document.body.classList.toggle('dark', kept === 'dark');

element.addEventListener('click', (event) => {
  const { action } = event.target.closest('[data-action]')?.dataset ?? {};
  if (action === 'api') trigger('click');
  if (action === 'theme') {
    localStorage.setItem(KEPT, document.body.classList.toggle('dark') ? 'dark' : 'light');
  }
});
