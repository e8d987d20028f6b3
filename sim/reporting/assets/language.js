// The language of the page: its texts are swapped in their places, those of scripts are made again.
(() => {
  "use strict";
  const { base, attributes, languages } = JSON.parse(document.getElementById("languages").textContent);
  const FORMS = { one: 0, two: 1, few: 1, many: 2, other: 1, zero: 2 };  // Of 1, 2 and 5 things.
  // Letters, and the Latin ones that stand for them in a search: names of places may have no others,
  // and a keyboard not all of them.
  const LETTERS = [..."абвгдежзиклмнопрстуфхцчшщъыьэюяәғқңөұүһіıq"];
  const ALIKE = Object.fromEntries("a b v g d e j z i k l m n o p r s t u f h c c s s  y  e u a a g k n o u u h i i k"
    .split(" ").map((latin, k) => [LETTERS[k], latin]));
  const OPAQUE = new Set(["STYLE", "SCRIPT", "NOSCRIPT"]);
  for (const language of Object.values(languages)) {
    for (const name of ["texts", "at", "messages", "days"]) language[name] = new Map(Object.entries(language[name]));
  }
  const others = Object.values(languages), root = document.documentElement;
  const { group, decimal } = languages[base];
  const number = new RegExp(`^[+−]?\\d{1,3}(\\${group}\\d{3})*(\\${decimal}\\d+)?( %)?$`);
  let current = base;

  const separated = (text, to) => text.replace(/[^\d+−%]/g, (mark) => mark === group ? to.group : mark === decimal ? to.decimal : mark);
  // A text of the page, or of its data, in a language.
  const translated = (text, to) => to.texts.get(text) ?? (to !== languages[base] && number.test(text) ? separated(text, to) : text);
  const text = (original) => translated(original, languages[current]);
  const everywhere = (original) => [...new Set(others.map((to) => translated(original, to)))];
  // A number in English, with the separators of the language.
  const localized = (english) => {
    const to = languages[current];
    return english.replace(/[,.]/g, (mark) => mark === "," ? to.group : to.decimal);
  };

  const filled = (message, values) => message.replace(/\{(\w+)\}/g, (_, name) =>
    typeof values[name] === "number" ? localized(values[name].toLocaleString("en")) : values[name]);
  const tr = (message, values = {}) => filled(languages[current].messages.get(message) ?? message, values);
  function tr_n(one, many, n, values = {}) {
    const forms = languages[current].messages.get(one) ?? [one, many, many];
    return filled(forms[FORMS[new Intl.PluralRules(current).select(n)]], { n, ...values });
  }

  // Places of texts, as the page came: before scripts change it. They are found by the tags before.
  const places = [], originals = new WeakMap();
  let at = 0, ended = false;
  function keep(key, original, set) {
    const separates = (original.includes(group) || original.includes(decimal)) && number.test(original);
    if (separates || others.some((to) => to.at.has(key) || to.texts.has(original)))
      places.push([key, original, set]);
  }
  function keepText(parent, before, node) {
    if (node) {
      originals.set(node, node.data);
      keep(String(at), node.data, (wanted) => { node.data = wanted; });
    } else if (others.some((to) => to.at.has(String(at)))) {
      const made = document.createTextNode("");
      parent.insertBefore(made, before);
      keepText(parent, before, made);
    }
  }
  function walk(element) {
    if (element.id === "data") ended = true;
    if (ended) return;
    at += 1;
    for (const name of attributes) {
      if (element.hasAttribute(name))
        keep(`${at}@${name}`, element.getAttribute(name), (wanted) => element.setAttribute(name, wanted));
    }
    if (!OPAQUE.has(element.tagName)) {
      let node = null;
      for (let child = element.firstChild; child && !ended; child = child.nextSibling) {
        if (child.nodeType === 3) node ??= child;
        else if (child.nodeType === 1) {
          keepText(element, child, node);
          node = null;
          walk(child);
        }
      }
      if (!ended) keepText(element, null, node);
    }
    at += 1;
  }
  walk(root);

  const buttons = [...document.querySelectorAll("[data-language]")];
  function setLanguage(code) {
    if (code === current || !Object.hasOwn(languages, code)) return;
    current = code;
    root.lang = code;
    const to = languages[code];
    for (const [key, original, set] of places) set(to.at.get(key) ?? translated(original, to));
    for (const button of buttons) button.setAttribute("aria-pressed", String(button.dataset.language === code));
    document.dispatchEvent(new Event("language"));
    document.dispatchEvent(new Event("view"));
  }
  for (const button of buttons) button.addEventListener("click", () => setLanguage(button.dataset.language));

  // What the other scripts of the page share with this one.
  window.saylau = {
    tr, tr_n, text, everywhere, localized, setLanguage, language: () => current, opened: base,
    // The text that the page came with in the place of one that is shown.
    original: (node) => originals.get(node) ?? node.data,
    // Latin letters without case and diacritics, so that a search without them matches.
    bare: (name) => name.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase().replace(/./gu, (letter) => ALIKE[letter] ?? letter),
    date: (iso) => languages[current].days.get(iso) ?? iso,
    onLanguage(listener) { document.addEventListener("language", listener); },
  };
})();
