// Runs once for the foot's element; its texts come and go with the language.
const KEPT = 'hsclassify-theme';

// In a frame a browser may refuse the storage; the page then forgets the light, and no more.
function stored(use) {
  try {
    return use(localStorage);
  } catch {
    return null;
  }
}

const asked = new URLSearchParams(location.search).has('__theme');
const kept = asked ? null : stored((storage) => storage.getItem(KEPT));
if (kept) document.body.classList.toggle('dark', kept === 'dark');

element.addEventListener('click', (event) => {
  const { action } = event.target.closest('[data-action]')?.dataset ?? {};
  if (action === 'api') trigger('click');
  if (action === 'theme') {
    const theme = document.body.classList.toggle('dark') ? 'dark' : 'light';
    stored((storage) => storage.setItem(KEPT, theme));
  }
});
