// Runs once for the documents: a file that is pasted while they are open is read like a dropped
// one. The box for pictures asks the browser for the clipboard, which plain http does not give.
document.addEventListener('paste', (event) => {
  const box = document.querySelector('#document-file input[type=file]');
  const files = event.clipboardData?.files;
  // A spreadsheet's cells are copied as text and as a picture: into a text goes the text.
  const writing = event.target.closest?.('textarea, input:not([type=radio], [type=file])');
  if (writing || !files?.length || !box?.parentElement.checkVisibility()) return;
  event.preventDefault();
  const chosen = new DataTransfer();
  chosen.items.add(files[0]);
  box.files = chosen.files;
  box.dispatchEvent(new Event('change', { bubbles: true }));
});
