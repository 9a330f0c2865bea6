// Runs once, when the tab is first opened. The map is drawn from one file; what the
// visitor asks for afterwards arrives as small layers in `props.value`.
const plot = element.querySelector('.hs-map-plot');
const legend = element.querySelector('.hs-legend');
const status = element.querySelector('.hs-map-status');

const WHOLE = [-1.1, 1.1, -1.1, 1.1];
const SCALE = 340; // pixels per unit at which a dot has the size that the figure says
const CONFIG = { displayModeBar: false, responsive: true, doubleClick: false };
const SECONDS = 30;

let atlas = null; // the file that is drawn: figure, codes, goods, titles, labels
let drawnAs = '';
let lookedAt = 0; // number of the request whose view was shown last
let library = '';
const hidden = new Set(); // sections that the visitor has switched off
let work = Promise.resolve();

const theme = () => (document.body.classList.contains('dark') ? 'dark' : 'light');
const address = (path) => new URL(`gradio_api/file=${path}`, document.baseURI).href;
const state = () => JSON.parse(props.value);

function loaded(url) {
  window.hsPlotly ??= new Promise((resolve, reject) => {
    const script = document.createElement('script');
    script.src = url;
    script.onload = resolve;
    script.onerror = () => {
      window.hsPlotly = undefined;
      reject(new Error(url));
    };
    document.head.append(script);
  });
  return window.hsPlotly;
}

const ARRAYS = { f4: Float32Array, f8: Float64Array, i4: Int32Array, i2: Int16Array, i1: Int8Array };

function unpacked(value) {
  if (!value?.bdata) return value;
  const bytes = Uint8Array.from(atob(value.bdata), (c) => c.charCodeAt(0));
  return new ARRAYS[value.dtype](bytes.buffer);
}

// Titles are sent once a code; the texts that the pointer meets are put together here.
const escaped = (text) => text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
const cut = (text, longest) => (text.length > longest ? `${text.slice(0, longest - 1)}…` : text);

function headed(code) {
  const chapter = code.slice(0, 2);
  const title = (key) => escaped(cut(atlas.titles[key], 64));
  const path = [atlas.sections[chapter], chapter, code.slice(0, 4)];
  return {
    head: `<b>${code.slice(0, 4)}.${code.slice(4)}</b> ${title(code)}`,
    path: path
      .map((key, depth) => `${' '.repeat(2 * depth)}${depth ? '› ' : ''}${key} ${title(key)}`)
      .join('<br>'),
  };
}

function described(row) {
  const code = atlas.codes[row];
  const { head, path } = (atlas.headed[code] ??= headed(code));
  return `${head}<br><b>${escaped(cut(atlas.goods[row], 80))}</b><br>${path}`;
}

function readied(trace) {
  const ready = { ...trace };
  for (const key of ['x', 'y', 'customdata']) ready[key] = unpacked(trace[key]);
  if (ready.customdata) {
    ready.text = Array.from(ready.customdata, described);
  }
  return ready;
}

async function fetched(language) {
  const files = await server.prepare([language, theme()]);
  const [response] = await Promise.all([fetch(address(files.atlas)), loaded(address(files.library))]);
  if (!response.ok) throw new Error(response.statusText);
  library = address(files.library);
  atlas = { ...(await response.json()), headed: {} };
  atlas.figure.data = atlas.figure.data.map(readied);
}

function chosenRows(packed) {
  if (!packed) return null;
  const bits = Uint8Array.from(atob(packed), (c) => c.charCodeAt(0));
  return (row) => (bits[row >> 3] >> (7 - (row & 7))) & 1;
}

function selected(trace, isChosen) {
  if (!isChosen) return { ...trace, selectedpoints: null };
  const picked = [];
  trace.customdata.forEach((row, place) => isChosen(row) && picked.push(place));
  return { ...trace, selectedpoints: picked };
}

// Labels and dots follow the magnification, in pixels per unit of the map.
const dotSize = (scale) => Math.min(9, Math.max(2.5, 3.5 * (scale / SCALE) ** 0.4));
const names = (scale) => atlas.labels.filter((x) => x.scale <= scale).map((x) => x.annotation);

const shownNow = () => [plot._fullLayout.xaxis, plot._fullLayout.yaxis].flatMap((a) => a.range);
const pixels = () => Math.min(plot.clientWidth, plot.clientHeight);

let scaledFor = 0;
const sections = () => plot.data.flatMap((trace, i) => (trace.unselected ? [i] : []));

const FARTHEST = 3 * (WHOLE[1] - WHOLE[0]);
const NEAREST = (WHOLE[1] - WHOLE[0]) / 2000; // far below the distance of two neighbours
const between = (least, value, most) => Math.min(Math.max(value, least), most);

// The view that is asked for, as near to it as leaves something of the map to see.
function onTheMap([left, right, bottom, top]) {
  const short = Math.min(right - left, top - bottom);
  const zoom = between(NEAREST, short, FARTHEST) / short;
  const side = (low, high, first, last) => {
    const middle = between(first, (low + high) / 2, last);
    const half = ((high - low) / 2) * zoom;
    return [middle - half, middle + half];
  };
  return [...side(left, right, WHOLE[0], WHOLE[1]), ...side(bottom, top, WHOLE[2], WHOLE[3])];
}

// Shows a part of the map, with dots and names of the size that fits it, in one drawing.
async function look(view) {
  const [left, right, bottom, top] = onTheMap(view);
  const ranges = { 'xaxis.range': [left, right], 'yaxis.range': [bottom, top] };
  const scale = pixels() / Math.min(right - left, top - bottom);
  if (Math.abs(Math.log(scale / scaledFor)) < 0.12) return Plotly.relayout(plot, ranges);
  scaledFor = scale;
  const changes = { 'marker.size': dotSize(scale) };
  return Plotly.update(plot, changes, { ...ranges, annotations: names(scale) }, sections());
}

function layoutAt([left, right, bottom, top], scale) {
  const { xaxis, yaxis, ...layout } = atlas.figure.layout;
  return {
    ...layout,
    xaxis: { ...xaxis, range: [left, right] },
    yaxis: { ...yaxis, range: [bottom, top] },
    annotations: names(scale),
    autosize: true,
  };
}

const FAINT = 0.35; // of the points below lines that are laid over them

function sectionTraces(chosen, faint, scale) {
  const isChosen = chosenRows(chosen);
  return atlas.figure.data.map((trace) => ({
    ...selected(trace, isChosen),
    visible: !hidden.has(trace.meta),
    opacity: faint ? FAINT : 1,
    marker: { ...trace.marker, size: dotSize(scale) },
  }));
}

function speak({ buttons, name, loading }) {
  if (!drawnAs) status.textContent = loading;
  plot.setAttribute('aria-label', name);
  for (const button of element.querySelectorAll('[data-action]')) {
    const said = buttons[button.dataset.action];
    // A sign stays as it is; its name is read aloud.
    if (button.hasAttribute('aria-label')) button.setAttribute('aria-label', said);
    else button.textContent = said;
  }
}

async function draw() {
  const { language, chosen, faint, layers, view, request, says } = state();
  speak(state());
  const drawing = `${language} ${theme()}`;
  const fresh = drawing !== drawnAs;
  if (fresh) await fetched(language);
  // A new wish brings its view along once; after that the visitor has moved on.
  const moves = view && request !== lookedAt;
  const at = moves ? view : drawnAs ? shownNow() : WHOLE;
  lookedAt = request;
  scaledFor = pixels() / (at[1] - at[0]);
  const traces = [...sectionTraces(chosen, faint, scaledFor), ...layers.map(readied)];
  await Plotly.react(plot, traces, layoutAt(at, scaledFor), CONFIG);
  if (!drawnAs) listen();
  drawnAs = drawing;
  if (fresh) fillLegend();
  status.textContent = says;
  element.dataset.drawn = Number(element.dataset.drawn || 0) + 1;
}

const SHAPES = {
  circle: '<circle cx="6" cy="6" r="5"/>',
  square: '<rect x="1.5" y="1.5" width="9" height="9"/>',
  diamond: '<path d="M6 0 12 6 6 12 0 6Z"/>',
  'triangle-up': '<path d="M6 1 12 11 0 11Z"/>',
};

function fillLegend() {
  legend.replaceChildren(
    ...atlas.figure.data.map(({ name, meta, marker }) => {
      const item = document.createElement('li');
      item.innerHTML = `<button type="button" aria-pressed="${!hidden.has(meta)}" data-section="${meta}">
        <svg viewBox="0 0 12 12" fill="${marker.color}" aria-hidden="true">${SHAPES[marker.symbol]}</svg>
        <span></span></button>`;
      item.querySelector('span').textContent = name;
      return item;
    }),
  );
}

async function toggle(button) {
  const { section } = button.dataset;
  if (!hidden.delete(section)) hidden.add(section);
  const shown = !hidden.has(section);
  button.setAttribute('aria-pressed', shown);
  const place = plot.data.findIndex((trace) => trace.meta === section);
  await Plotly.restyle(plot, { visible: shown }, [place]);
}

function listen() {
  plot.on('plotly_click', ({ points }) => {
    const row = points[0]?.customdata;
    if (Number.isInteger(row)) trigger('select', { index: row, value: atlas.codes[row] });
  });
}

function refresh() {
  work = work.then(draw).catch((error) => {
    console.error(error);
    status.textContent = state().failed;
  });
  return work;
}

// What the visitor can do with the picture itself.
const ground = () => ({ light: '#ffffff', dark: '#0b1220' })[theme()];
const picture = () => ({ ...plot.layout, paper_bgcolor: ground(), showlegend: true });
const LEGEND_WIDTH = 340;

function save(blob, name) {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), SECONDS * 1000);
}

async function saveImage(format) {
  const { width, height } = plot._fullLayout;
  const figure = { data: plot.data, layout: picture(), config: CONFIG };
  const url = await Plotly.toImage(figure, {
    format,
    width: width + LEGEND_WIDTH,
    height,
    scale: format === 'png' ? 2 : 1,
  });
  save(await (await fetch(url)).blob(), `hs-map.${format}`);
}

async function savePage() {
  const source = await (await fetch(library)).text();
  const plain = (key, value) => (ArrayBuffer.isView(value) ? Array.from(value) : value);
  const json = (value) => JSON.stringify(value, plain).replace(/</g, '\\u003c');
  const { width, height, ...layout } = picture();
  // Alone, the page moves as Plotly does it.
  for (const axis of ['xaxis', 'yaxis']) layout[axis] = { ...layout[axis], fixedrange: false };
  const page = `<!doctype html><html lang="${state().language}"><meta charset="utf-8">
<title>${escaped(state().title)}</title><style>html, body, #map { margin: 0; height: 100%; background: ${ground()} }</style>
<div id="map"></div><script>${source}</script>
<script>Plotly.newPlot('map', ${json(plot.data)}, ${json(layout)}, ${json({ ...CONFIG, scrollZoom: true })})</script></html>`;
  save(new Blob([page], { type: 'text/html' }), 'hs-map.html');
}

const STEP = 2; // by which a press on plus or minus magnifies

const ACTIONS = {
  closer: () => magnify(plot.clientWidth / 2, plot.clientHeight / 2, STEP),
  farther: () => magnify(plot.clientWidth / 2, plot.clientHeight / 2, 1 / STEP),
  reset: () => look(WHOLE),
  png: () => saveImage('png'),
  svg: () => saveImage('svg'),
  html: savePage,
};

element.addEventListener('click', (event) => {
  const button = event.target.closest('[data-action], [data-section]');
  if (!button || !drawnAs) return;
  if (button.dataset.section) toggle(button);
  else ACTIONS[button.dataset.action]();
});

// The table beside the map: a line's number shows where it is.
document.addEventListener('click', (event) => {
  const button = event.target.closest?.('#map-panel [data-look]');
  if (!button || !drawnAs) return;
  look(JSON.parse(button.dataset.look));
  plot.scrollIntoView({ block: 'nearest' });
});

// Dragging, pinching and the wheel move what is drawn, and it is drawn anew at rest: without a
// GPU a browser needs a second for so many points, and would stand still at every step.
const REST_MS = 120;
const QUICK_MS = 80; // a browser that draws in less may draw while it moves
let shift = null; // of what is drawn: x and y in pixels, and its magnification k
const held = new Map(); // where the mouse, or each finger, holds the map, by pointer
let resting = 0;
let settling = false;
let drawingMs = Infinity;

const frame = () => new Promise(requestAnimationFrame);

function shifted(next) {
  shift = next;
  const { x, y, k } = next ?? { x: 0, y: 0, k: 1 };
  plot.querySelector('.plot-container').style.transform = `translate(${x}px, ${y}px) scale(${k})`;
  clearTimeout(resting);
  const quick = drawingMs < QUICK_MS;
  if (next && (quick || !held.size)) resting = setTimeout(settle, quick ? 0 : REST_MS);
}

function moveBy(across, down) {
  const { x, y, k } = shift ?? { x: 0, y: 0, k: 1 };
  shifted({ x: x + across, y: y + down, k });
}

function magnify(atX, atY, factor) {
  const { x, y, k } = shift ?? { x: 0, y: 0, k: 1 };
  shifted({ x: atX - (atX - x) * factor, y: atY - (atY - y) * factor, k: k * factor });
}

// What is seen through the shift, in the map's units.
function seen({ x, y, k }) {
  const { xaxis, yaxis } = plot._fullLayout;
  const unit = ({ range, _length }) => (range[1] - range[0]) / _length / k;
  const across = (pixel) => xaxis.range[0] + (pixel - x) * unit(xaxis);
  const up = (pixel) => yaxis.range[1] - (pixel - y) * unit(yaxis);
  return [across(0), across(xaxis._length), up(yaxis._length), up(0)];
}

async function settle() {
  if (settling || !shift) return;
  settling = true;
  const before = shift;
  const started = performance.now();
  await look(seen(before));
  // What has been moved on meanwhile stays moved.
  const k = shift.k / before.k;
  const rest = { x: shift.x - before.x * k, y: shift.y - before.y * k, k };
  settling = false;
  shifted(rest.x || rest.y || rest.k !== 1 ? rest : null);
  await frame();
  await frame();
  drawingMs = performance.now() - started;
}

// What holds the map, taken together: the middle, and how far it is from there to each finger.
function grip() {
  const fingers = [...held.values()];
  const mean = (value) => fingers.reduce((sum, at) => sum + value(at), 0) / fingers.length;
  const [x, y] = [mean((at) => at.x), mean((at) => at.y)];
  return { x, y, reach: mean((at) => Math.hypot(at.x - x, at.y - y)) };
}

const position = (event) => ({ x: event.clientX, y: event.clientY });

plot.addEventListener('pointerdown', (event) => {
  if (!drawnAs || event.button !== 0) return;
  if (event.isPrimary) held.clear(); // the end of an earlier one may have been missed
  held.set(event.pointerId, position(event));
});
window.addEventListener('pointermove', (event) => {
  if (!held.has(event.pointerId)) return;
  const before = grip();
  held.set(event.pointerId, position(event));
  const now = grip();
  moveBy(now.x - before.x, now.y - before.y);
  if (!before.reach || !now.reach) return; // one finger alone
  const { left, top } = plot.getBoundingClientRect();
  magnify(now.x - left, now.y - top, now.reach / before.reach);
});
for (const end of ['pointerup', 'pointercancel']) {
  window.addEventListener(end, (event) => {
    held.delete(event.pointerId);
    if (shift) shifted(shift);
  });
}
plot.addEventListener('wheel', (event) => {
  if (!drawnAs) return;
  event.preventDefault();
  const { left, top } = plot.getBoundingClientRect();
  magnify(event.clientX - left, event.clientY - top, Math.exp(-event.deltaY / 400));
}, { passive: false });

function moved(across, up, zoom) {
  const { xaxis, yaxis } = plot._fullLayout;
  const axes = [[xaxis.range, across], [yaxis.range, up]];
  return axes.flatMap(([[low, high], step]) => {
    const middle = (low + high) / 2 + (step * (high - low)) / 8;
    const half = ((high - low) / 2) * zoom;
    return [middle - half, middle + half];
  });
}

const KEYS = {
  ArrowLeft: [-1, 0, 1],
  ArrowRight: [1, 0, 1],
  ArrowUp: [0, 1, 1],
  ArrowDown: [0, -1, 1],
  '+': [0, 0, 0.7],
  '=': [0, 0, 0.7],
  '-': [0, 0, 1.4],
};

plot.addEventListener('keydown', (event) => {
  if (!drawnAs || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === 'Home' || event.key === '0') look(WHOLE);
  else if (KEYS[event.key]) look(moved(...KEYS[event.key]));
  else return;
  event.preventDefault();
});

watch('value', refresh);
new MutationObserver(() => drawnAs && !drawnAs.endsWith(theme()) && refresh()).observe(
  document.body, { attributes: true, attributeFilter: ['class'] },
);
refresh();
