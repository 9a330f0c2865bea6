// Runs once for the answer's element; the answers inside it come and go.
element.setAttribute('aria-live', 'polite');

// Whether an answer is waited for: a link may ask for one. What is only said again, as on a switch
// of the language, leaves the page where the visitor has it.
let asked = new URLSearchParams(location.search).has('text');

// The button that was clicked is gone once there is an answer to it, here or in the history:
// whoever uses the keyboard goes on from the answer.
let gone = false;

document.addEventListener('hs-asked', ({ detail }) => {
  asked = true;
  gone = detail === 'gone';
});

watch('value', () => {
  const [scroll, focus] = [asked, gone];
  asked = gone = false;
  if (scroll) likePage();
  if (focus) setTimeout(() => element.querySelector('.hs-title')?.focus({ preventScroll: true }));
  if (scroll && element.querySelector('article')) show();
});

// The page may have changed its language while the answer was on its way.
function likePage() {
  const answer = element.querySelector('[data-like-page]');
  if (!answer || answer.lang === document.documentElement.lang) return;
  const { text, likePage: answers } = answer.dataset;
  trigger('click', { text, answers: JSON.parse(answers) });
}

// On a phone the answer lies below the fold; a visitor who asked wants to see it.
function show() {
  if (element.getBoundingClientRect().top < window.innerHeight * 0.75) return;
  const calm = window.matchMedia('(prefers-reduced-motion: reduce)').matches;
  element.scrollIntoView({ behavior: calm ? 'auto' : 'smooth', block: 'start' });
}

element.addEventListener('click', (event) => {
  const button = event.target.closest('[data-answers], [data-open], [data-copy], [data-link]');
  if (!button) return;
  const { answers, open, copy: copied, link } = button.dataset;
  if (answers) {
    document.dispatchEvent(new CustomEvent('hs-asked', { detail: 'gone' }));
    const { text } = button.closest('[data-text]').dataset;
    trigger('click', { text, answers: JSON.parse(answers) });
  } else if (open) trigger('select', { code: open });
  else copy(button, copied ?? new URL(link, location.href).href);
});
