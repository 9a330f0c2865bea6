// Runs once, for the whole page: what Gradio 6.31 leaves out for whoever uses the keyboard.

// It gives each radio button a name of its own, again whenever it draws them; arrow keys move
// among those of one name.
function grouped(button) {
  const group = button.matches('[type="radio"]') && button.closest('.block');
  if (!group) return;
  for (const other of group.querySelectorAll('[type="radio"]')) other.name = group.id;
}

// It shows a list of choices again on the very key that leaves the list.
const LEAVING = ['Tab', 'Shift', 'Control', 'Alt', 'Meta'];

document.addEventListener('focusin', ({ target }) => grouped(target));
document.addEventListener('keydown', (event) => {
  grouped(event.target);
  const onList = event.target.matches('[role="combobox"]');
  if (onList && LEAVING.includes(event.key)) event.stopPropagation();
}, true);
