// Contrast as WCAG 2.2 defines it, of what the computed style says.

// Colours as numbers: whatever the style says, a canvas paints it.
const canvas = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });
const painted = new Map();
const rgba = (colour) => {
  if (!painted.has(colour)) {
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = colour;
    canvas.fillRect(0, 0, 1, 1);
    const [r, g, b, a] = canvas.getImageData(0, 0, 1, 1).data;
    painted.set(colour, [r, g, b, a / 255]);
  }
  return painted.get(colour);
};
const over = ([r, g, b, a], [x, y, z]) =>
  [r * a + x * (1 - a), g * a + y * (1 - a), b * a + z * (1 - a)];
const linear = (c) => (c /= 255) <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
const light = ([r, g, b]) => 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b);
const contrast = (a, b) => {
  const [high, low] = [light(a), light(b)].sort((x, y) => y - x);
  return (high + 0.05) / (low + 0.05);
};

const behind = new Map();
const ground = (element) => {
  if (!element) return [255, 255, 255];
  if (!behind.has(element)) {
    const colour = rgba(getComputedStyle(element).backgroundColor);
    behind.set(element, over(colour, ground(element.parentElement)));
  }
  return behind.get(element);
};
const opacity = (element) =>
  element ? Number(getComputedStyle(element).opacity) * opacity(element.parentElement) : 1;
const seen = (element) => element.checkVisibility({ visibilityProperty: true });
const named = (element) =>
  element.id ? `#${element.id}` : `${element.tagName}.${element.getAttribute("class")}`;

// Texts with too little of it.
function texts(where) {
  const found = [];
  const walker = document.createTreeWalker(document.querySelector(where), NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const text = walker.currentNode.data.trim(), element = walker.currentNode.parentElement;
    if (!text || element.closest("title, script, style, .hidden") || !seen(element)) continue;
    const style = getComputedStyle(element), size = parseFloat(style.fontSize);
    const drawn = element.closest("svg text"), label = drawn && drawn.dataset.label;
    let below = ground(element);
    if (label) {
      const region = drawn.ownerSVGElement.querySelector(`g[data-code="${label}"] .fill`);
      const fill = getComputedStyle(region).fill;
      // A region with nothing yet is hatched: the letters have a rim there.
      below = fill === "none" ? rgba(style.stroke) : rgba(fill);
    }
    const [r, g, b, a] = rgba(drawn ? style.fill : style.color);
    const ratio = contrast(over([r, g, b, a * opacity(element)], below), below);
    const large = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
    if (ratio < (large ? 3 : 4.5))
      found.push(`${ratio.toFixed(2)} ${named(label ? drawn : element)} "${text.slice(0, 30)}"`);
  }
  return found;
}

// Lines, bars, marks and controls with too little of it.
function signs(where) {
  const wanted = ".chart-line, .cursor, .bar-fill, .mark, .lane rect, #play, #scrub, .marks use, .sign";
  const found = [];
  for (const element of document.querySelector(where).querySelectorAll(wanted)) {
    if (!seen(element)) continue;
    const style = getComputedStyle(element);
    const colour = element.id === "play" ? style.backgroundColor
      : element.id === "scrub" ? style.accentColor
      : element.matches(".chart-line, .cursor, .hollow, .none") ? style.stroke : style.fill;
    const below = ground(element.parentElement);
    const ratio = contrast(over(rgba(colour), below), below);
    if (ratio < 3) found.push(`${ratio.toFixed(2)} ${named(element)}`);
  }
  return found;
}
