'use strict';
// Draws window.REPORT (data.js) and its parts (data/). Names in it come from outside: they are only ever set as text or attribute values.

const report = window.REPORT;
const $ = (id) => document.getElementById(id);

function fill(element, attributes, text) {
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  if (text !== undefined) element.textContent = text;
  return element;
}

const make = (name, attributes = {}, text) => fill(document.createElement(name), attributes, text);
const draw = (name, attributes = {}, text) =>
    fill(document.createElementNS('http://www.w3.org/2000/svg', name), attributes, text);

const words = (kind) => kind.replaceAll('_', ' ');
const percent = (p) => p > 0.99 && p < 1 ? '> 99 %' : p > 0 && p < 0.01 ? '< 1 %' : Math.round(Math.round(1000 * p) / 10) + ' %';
const short = (text, most = 40) => text.length > most ? text.slice(0, most - 1) + '…' : text;
const tail = (text, most) => text.length > most ? '…' + text.slice(1 - most) : text;  // names of frames differ at their end

// A hue per class that is the same in every report, all equally light, none near the purple of predictions.
function colourOf(name) {
  let hash = 2166136261;
  for (const c of name) hash = Math.imul(hash ^ c.codePointAt(0), 16777619) >>> 0;
  const hue = hash % 270;
  return `oklch(78% 0.17 ${hue < 255 ? hue : hue + 90})`;
}

// A swatch in the colour of a class, or in that of predictions.
function swatch(className) {
  const element = make('span', {class: className === undefined ? 'swatch prediction' : 'swatch'});
  if (className !== undefined) element.style.borderColor = colourOf(className);
  return element;
}
