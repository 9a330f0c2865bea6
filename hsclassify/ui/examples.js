// Runs once, with the answer's script: an example is read aloud in its own language, not the page's.
function speak(examples) {
  const buttons = examples.querySelectorAll('.gallery-item');
  buttons.forEach((button, i) => { if (spoken[i]) button.lang = spoken[i]; });
}

// Gradio loads each kind of component by itself, and draws the buttons anew on a switch.
function listen() {
  const examples = document.getElementById('examples');
  if (!examples) {
    setTimeout(listen, 100);
    return;
  }
  new MutationObserver(() => speak(examples)).observe(examples, { childList: true, subtree: true });
  speak(examples);
}

listen();
