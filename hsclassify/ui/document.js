// Runs once for the pages' element: a line or a field that is pointed at or focused lights up
// wherever it stands, on its page and in the table or the list of fields.
const light = document.head.appendChild(document.createElement('style'));
const spots = { pointed: '', focused: '' };

const TABLE = '#document-lines';
const MOST_FRAMES = 30; // the table takes some to draw the rows that it is scrolled to
const SETTLED_MS = 200; // and then to measure them

function rowOf(spot) {
  const [kind, number] = spot.split('-');
  return kind === 'line' ? Number(number) - 1 : -1;
}

function spotOf(target) {
  const cell = target?.closest?.(`${TABLE} [data-row]`);
  if (cell) return `line-${Number(cell.dataset.row) + 1}`;
  return target?.closest?.('[data-spot]')?.dataset.spot ?? '';
}

// A rule, where a class would be lost: rows come and go as the table scrolls.
function lightUp(how, target) {
  spots[how] = spotOf(target);
  if (spots.focused && how === 'focused') spots.pointed = '';
  const spot = spots.pointed || spots.focused;
  const places = `[data-spot="${spot}"], ${TABLE} .body-cell[data-row="${rowOf(spot)}"]`;
  light.textContent = spot && `${places} { --hs-lit: var(--hs-lit-ground) }`;
}

// Beside the table the pages scroll on their own, and the page stays where it is.
function showOnPage(spot) {
  const pages = element.querySelector('.hs-pages');
  const place = pages?.querySelector(`[data-spot="${spot}"]`)?.getBoundingClientRect();
  if (!place) return;
  const seen = pages.getBoundingClientRect();
  if (place.top < seen.top || place.bottom > seen.bottom)
    pages.scrollBy({ top: place.top - seen.top - seen.height / 3 });
}

function showInTable(row, then = () => {}, frames = MOST_FRAMES) {
  const view = document.querySelector(`${TABLE} .virtual-table-viewport`);
  const cell = view?.querySelector(`.body-cell[data-row="${row}"]:not(.static)`);
  if (cell) {
    const [place, seen] = [cell.getBoundingClientRect(), view.getBoundingClientRect()];
    if (place.top < seen.top || place.bottom > seen.bottom)
      view.scrollBy({ top: place.top - seen.top - seen.height / 3 });
    then(cell);
  } else if (view && frames) {
    // Only rows in sight are there: near its place by its number, unless the table is sorted.
    const rows = element.querySelectorAll('.hs-line').length;
    if (frames === MOST_FRAMES) view.scrollTop = (view.scrollHeight * row) / rows;
    requestAnimationFrame(() => showInTable(row, then, frames - 1));
  }
}

function goTo(cell) {
  cell.focus();
  setTimeout(() => document.activeElement.scrollIntoView({ block: 'nearest' }), SETTLED_MS);
}

document.addEventListener('pointerover', ({ target }) => lightUp('pointed', target));

document.addEventListener('focusin', ({ target }) => {
  lightUp('focused', target);
  if (!spots.focused) return;
  if (!element.contains(target)) showOnPage(spots.focused);
  else showInTable(rowOf(spots.focused));
});

document.addEventListener('focusout', ({ relatedTarget }) => {
  if (!relatedTarget) lightUp('focused', null);
});

// From the outline to the description that can be changed, from a field to where it was read.
document.addEventListener('click', ({ target }) => {
  const from = target.closest('.hs-line, .hs-fields button');
  if (!from) return;
  const spot = spotOf(from);
  // The table forgets its cell at a click elsewhere: this one has to be over.
  if (element.contains(from))
    setTimeout(() => showInTable(rowOf(spot), goTo));
  else element.querySelector(`[data-spot="${spot}"]`)?.scrollIntoView({ block: 'nearest' });
});
