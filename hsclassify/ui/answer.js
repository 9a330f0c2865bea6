// Runs once for the answer's element; the answers inside it come and go.
element.setAttribute('aria-live', 'polite');

// How many questions are on their way. What is only said again, as on a switch of the language,
// is none: it leaves the page where the visitor has it.
let coming = 0;

// What was clicked meanwhile: Gradio would drop it. The last is asked once they have arrived.
let next = null;

function count(change) {
  coming = Math.max(0, coming + change);
  element.setAttribute('aria-busy', String(coming > 0));
}

function ask(wanted) {
  if (coming) next = wanted;
  else trigger('click', wanted);
}

function goesOn() {
  if (!next || coming) return false;
  const wanted = next;
  next = null;
  trigger('click', wanted);
  return true;
}

document.addEventListener('hs-again', ({ detail }) => ask(detail));
document.addEventListener('hs-asked', () => {
  next = null; // what is typed after a click is wanted more
  count(1);
});
document.addEventListener('hs-failed', () => {
  count(-1);
  setTimeout(goesOn);
});
document.addEventListener('hs-answered', ({ detail }) => {
  count(-1);
  setTimeout(() => goesOn() || arrived(detail)); // the answer is drawn by then
});

function arrived(clicked) {
  likePage();
  // The button that was clicked is gone, here or in the history: whoever uses the keyboard goes
  // on from the answer.
  if (clicked) element.querySelector('.hs-title')?.focus({ preventScroll: true });
  show();
}

document.addEventListener('hs-linked', () => {
  if (new URLSearchParams(location.search).has('text')) setTimeout(arrived);
});

// The page may have changed its language while the answer was on its way.
function likePage() {
  const answer = element.querySelector('[data-like-page]');
  if (!answer || answer.lang === document.documentElement.lang) return;
  const { text, likePage: answers } = answer.dataset;
  trigger('submit', { text, answers: JSON.parse(answers) });
}

// On a phone the answer lies below the fold; a visitor who asked wants to see it.
function show() {
  if (!element.querySelector('article')) return;
  if (element.getBoundingClientRect().top < window.innerHeight * 0.75) return;
  const calm = window.matchMedia('(prefers-reduced-motion: reduce)').matches;
  element.scrollIntoView({ behavior: calm ? 'auto' : 'smooth', block: 'start' });
}

element.addEventListener('click', (event) => {
  const button = event.target.closest(
    '[data-answers], [data-open], [data-copy], [data-link], [data-help]');
  if (!button) return;
  const { answers, open, copy: copied, link, help } = button.dataset;
  if (answers) {
    const { text } = button.closest('[data-text]').dataset;
    ask({ text, answers: JSON.parse(answers) });
  } else if (open) trigger('select', { code: open });
  else if (help) trigger('expand', { part: help });
  else copy(button, copied ?? new URL(link, location.href).href);
});
