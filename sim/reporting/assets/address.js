// The address names what is shown: page.html#t=23:30&show=leading&language=ru&race=A-1; with embed, only the night.
(() => {
  "use strict";
  const page = window.saylau, { frames, hour, section, tr } = page;
  const by = (id) => document.getElementById(id);
  const WRITE_MS = 500;  // Browsers allow few changes of the address.
  let written = 0, waiting = 0, embedded = false, known = "";

  // A time of day names its first frame; a later frame is named with its date.
  const timeOf = (frame) => {
    const stamp = frames[frame], short = hour(stamp);
    return frames.findIndex((other) => hour(other) === short) === frame ? short : stamp.slice(0, 16);
  };
  const frameOf = (time) => frames.findIndex((stamp) => hour(stamp) === time || stamp.slice(0, 16) === time);

  function fragment(embed) {
    const parts = embed ? ["embed"] : [];
    parts.push(`t=${timeOf(page.frame())}`);
    if (page.view() === "leading") {
      parts.push("show=leading");
      if (page.contest()) parts.push(`contest=${encodeURIComponent(page.contest())}`);
    }
    if (page.language() !== page.opened) parts.push(`language=${page.language()}`);
    if (page.race()) parts.push(`race=${encodeURIComponent(page.race())}`);
    return `#${parts.join("&")}`;
  }

  function write() {
    clearTimeout(waiting);
    waiting = 0;
    // An address that was given and is not yet followed is not written over.
    if (location.hash !== known) return;
    written = performance.now();
    try { history.replaceState(null, "", fragment(embedded)); } catch { /* a frame without an address */ }
    known = location.hash;
  }

  function changed() {
    if (waiting) return;
    const left = WRITE_MS - (performance.now() - written);
    if (left <= 0) write(); else waiting = setTimeout(write, left);
  }

  function follow() {
    known = location.hash;
    const wanted = new URLSearchParams(location.hash.slice(1));
    const at = wanted.has("t") ? frameOf(wanted.get("t")) : -1;
    embedded = wanted.has("embed");
    if (wanted.has("language") || wanted.has("t")) page.setLanguage(wanted.get("language") ?? page.opened);
    document.documentElement.classList.toggle("embed", embedded);
    if (wanted.get("show") === "leading") page.setView("leading", wanted.get("contest") ?? page.firstContest);
    if (wanted.has("race")) page.openRace(wanted.get("race"), false);
    // An address with a time is all that is shown; one of a section or a race changes no more than that.
    if (wanted.has("t") && wanted.get("show") !== "leading") page.setView("counted");
    if (wanted.has("t") && !wanted.has("race")) page.closeRace(false);
    if (at >= 0) {
      page.go(at);
      if (!embedded) section.scrollIntoView();
    }
  }

  async function copy(text) {
    try {
      await navigator.clipboard.writeText(text);
      by("copied").textContent = tr("Copied.");
    } catch {
      by("copied").textContent = text;
    }
  }
  const base = () => location.href.split("#")[0];
  by("copy-link").addEventListener("click", () => copy(base() + fragment(false)));
  by("copy-embed").addEventListener("click", () => {
    const title = tr("Simulated election night");
    copy(`<iframe src="${base()}${fragment(true)}" width="100%" height="720" title="${title}"></iframe>`);
  });

  page.onLanguage(() => { by("copied").textContent = ""; });
  follow();
  window.addEventListener("hashchange", follow);
  page.onFrame(changed);
  document.addEventListener("view", changed);
})();
