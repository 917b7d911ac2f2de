"use strict";
(() => {
  const stories = [...document.querySelectorAll("article.story")];
  const index = document.getElementById("index");
  const said = document.getElementById("said");
  const singleKeys = document.getElementById("single-keys");
  const calm = matchMedia("(prefers-reduced-motion: reduce)");
  const narrow = matchMedia("(max-width: 69.99rem)");
  document.documentElement.classList.add("js");

  const listed = (value) => (value ? value.split(" ") : []);
  const into = (element, block = "nearest") =>
    element.scrollIntoView({ block, behavior: calm.matches ? "auto" : "smooth" });

  class Story {
    constructor(article) {
      this.article = article;
      this.notes = new Map([...article.querySelectorAll(".note")].map((note) => [note.dataset.note, note]));
      this.marks = [...article.querySelectorAll("mark[data-notes]")];
      this.buttonOf = new Map();
      for (const mark of this.marks) for (const number of listed(mark.dataset.first)) this.buttonOf.set(number, mark);
      this.order = [...this.notes.keys()];
      this.sentences = [...article.querySelectorAll(".s[data-pair]")];
      this.sources = [...article.querySelectorAll(".other b")];
      this.opened = null;
      this.openMarks = [];
      this.chosen = { severity: new Set(), category: new Set() };
      this.leastSure = 0;
      article.addEventListener("click", (event) => this.click(event));
      article.addEventListener("input", (event) => this.slide(event));
      article.addEventListener("pointerover", (event) => this.point(event));
      article.addEventListener("pointerleave", () => this.light(this.opened));
      for (const form of article.querySelectorAll("form")) form.addEventListener("submit", (e) => e.preventDefault());
    }

    shows(number) {
      const { severity, category, confidence } = this.notes.get(number).dataset;
      const { chosen } = this;
      return (
        (!chosen.severity.size || chosen.severity.has(severity)) &&
        (!chosen.category.size || chosen.category.has(category)) &&
        Number(confidence) >= this.leastSure
      );
    }

    click(event) {
      const at = event.target;
      const chip = at.closest(".chip");
      if (chip) return "side" in chip.dataset ? this.lay(chip) : this.choose(chip);
      if (at.closest(".reset")) return this.reset();
      const note = at.closest(".note");
      if (note) return this.clickNote(note, at);
      const single = at.closest("sup [data-note], .ticks [data-note]");
      if (single) return this.open(single.dataset.note, single.closest(".ticks") !== null);
      const mark = at.closest("mark[data-notes]");
      if (mark) this.press(mark);
    }

    clickNote(note, at) {
      const number = note.dataset.note;
      if (at.closest(".next")) return this.step(1);
      if (at.closest(".before")) return this.step(-1);
      if (at.closest(".close")) return this.close();
      if (at.closest(".head")) return this.opened === number ? this.close(false) : this.open(number, true, false);
    }

    // A place that several notes share opens them one after the other, the worst first, then the narrowest.
    press(mark) {
      const rank = (number) => ["critical", "major", "minor"].indexOf(this.notes.get(number).dataset.severity);
      const width = (number) => this.notes.get(number).dataset.end - this.notes.get(number).dataset.start;
      const here = listed(mark.dataset.notes)
        .filter((number) => this.shows(number))
        .sort((a, b) => rank(a) - rank(b) || width(a) - width(b) || a - b);
      if (!here.length) return;
      const next = here[here.indexOf(this.opened) + 1];
      if (next === undefined) return this.close();
      this.open(next, false);
    }

    open(number, travel = true, focus = true) {
      this.shut();
      this.opened = number;
      const note = this.notes.get(number);
      const button = this.buttonOf.get(number);
      note.classList.add("open");
      note.querySelector(".head").setAttribute("aria-expanded", "true");
      this.openMarks = this.marks.filter((mark) => listed(mark.dataset.notes).includes(number));
      for (const mark of this.openMarks) mark.classList.add("open");
      document.body.classList.add("reading-note");
      this.light(number);
      if (button) {
        button.setAttribute("aria-expanded", "true");
        if (focus) button.focus({ preventScroll: true });
        if (travel || narrow.matches) this.bring(button, note);
      }
      if (!narrow.matches) this.reveal(note);
      const parts = [...note.querySelectorAll(".message, .label, .suggestions, .source")].map((part) => part.textContent.trim());
      said.textContent = `Note ${number}. ${note.querySelector(".kind").textContent}. ${parts.join(" ")}`;
    }

    // Only as far as needed, and above the sheet where the note lies over the story.
    bring(button, note) {
      const { top, bottom } = button.getBoundingClientRect();
      const floor = narrow.matches ? note.getBoundingClientRect().top : innerHeight;
      if (top >= 40 && bottom <= floor - 40) return;
      const to = scrollY + top - floor / 3;
      scrollTo({ top: to, behavior: calm.matches ? "auto" : "smooth" });
    }

    reveal(note) {
      const list = note.closest(".notes");
      const { top, bottom } = note.getBoundingClientRect();
      const frame = list.getBoundingClientRect();
      if (top < frame.top || bottom - top > frame.height) list.scrollTop += top - frame.top - 8;
      else if (bottom > frame.bottom) list.scrollTop += bottom - frame.bottom + 8;
    }

    shut() {
      if (this.opened === null) return;
      const note = this.notes.get(this.opened);
      note.classList.remove("open");
      note.querySelector(".head").setAttribute("aria-expanded", "false");
      const button = this.buttonOf.get(this.opened);
      if (button) button.setAttribute("aria-expanded", "false");
      for (const mark of this.openMarks) mark.classList.remove("open");
      document.body.classList.remove("reading-note");
      this.opened = null;
      this.light(null);
    }

    close(focus = true) {
      const button = this.opened === null ? undefined : this.buttonOf.get(this.opened);
      this.shut();
      said.textContent = "Note closed.";
      if (button && focus) button.focus({ preventScroll: true });
    }

    // From the open note, else from the words in focus, else from the beginning or the end.
    step(by) {
      const shown = this.order.filter((number) => this.shows(number));
      if (!shown.length) return;
      const focused = document.activeElement.closest("mark[data-first]");
      const from = this.opened ?? (focused && this.article.contains(focused) ? listed(focused.dataset.first)[0] : null);
      if (from === null) return this.open(by > 0 ? shown[0] : shown[shown.length - 1]);
      const at = this.order.indexOf(from);
      if (this.opened === null && shown.includes(from)) return this.open(from);
      const next = by > 0
        ? shown.find((number) => this.order.indexOf(number) > at)
        : shown.findLast((number) => this.order.indexOf(number) < at);
      if (next === undefined) said.textContent = by > 0 ? "That was the last note." : "That was the first note.";
      else this.open(next);
    }

    point(event) {
      const sentence = event.target.closest(".s[data-pair]");
      this.light(this.opened, sentence ? listed(sentence.dataset.pair) : []);
    }

    // Sentences of the open note and under the pointer, with their partners; the note's words in the other texts.
    light(number, pairs = []) {
      const lit = new Set(pairs);
      const own = number === null ? null : this.buttonOf.get(number)?.closest(".s[data-pair]");
      for (const pair of own ? listed(own.dataset.pair) : []) lit.add(pair);
      for (const sentence of this.sentences) {
        sentence.classList.toggle("lit", listed(sentence.dataset.pair).some((pair) => lit.has(pair)));
      }
      for (const words of this.sources) {
        words.classList.toggle("lit", number !== null && listed(words.dataset.notes).includes(number));
      }
    }

    lay(chip) {
      this.article.dataset.shown = chip.dataset.side;
      for (const one of this.article.querySelectorAll("[data-side]")) one.setAttribute("aria-pressed", one === chip);
    }

    choose(chip) {
      const [name] = Object.keys(chip.dataset);
      const on = chip.getAttribute("aria-pressed") !== "true";
      chip.setAttribute("aria-pressed", on);
      this.chosen[name][on ? "add" : "delete"](chip.dataset[name]);
      this.filter();
    }

    slide(event) {
      if (event.target.type !== "range") return;
      this.leastSure = Number(event.target.value);
      this.filter();
    }

    reset() {
      for (const set of Object.values(this.chosen)) set.clear();
      for (const chip of this.article.querySelectorAll(".filters .chip")) chip.setAttribute("aria-pressed", "false");
      this.article.querySelector(".sure input").value = 0;
      this.leastSure = 0;
      this.filter();
      this.article.querySelector(".filters .chip").focus();
    }

    filter() {
      if (this.opened !== null && !this.shows(this.opened)) this.shut();
      const shown = new Set(this.order.filter((number) => this.shows(number)));
      for (const [number, note] of this.notes) note.hidden = !shown.has(number);
      for (const mark of this.marks) this.dress(mark, shown);
      for (const one of this.article.querySelectorAll("sup [data-note], .ticks [data-note]")) {
        one.classList.toggle("out", !shown.has(one.dataset.note));
      }
      const { size } = shown;
      const all = this.order.length;
      const count = size === all ? `${all}` : `${size} of ${all}`;
      this.article.querySelector(".shown").textContent = count;
      this.article.querySelector(".none").hidden = size > 0;
      this.article.querySelector(".sure output").textContent = this.leastSure ? `${this.leastSure}% or more` : "any";
      said.textContent = `${count} notes shown.`;
    }

    // What is filtered out is plain text again; what is left has the look of the worst note left on it.
    dress(mark, shown) {
      const left = listed(mark.dataset.notes).filter((number) => shown.has(number));
      const found = left.map((number) => this.notes.get(number).dataset.severity);
      const worst = ["critical", "major", "minor"].find((severity) => found.includes(severity));
      mark.classList.remove("critical", "major", "minor");
      mark.classList.toggle("out", !worst);
      if (worst) mark.classList.add(worst);
      if (!mark.dataset.first) return;
      const button = listed(mark.dataset.first).some((number) => shown.has(number));
      if (button) mark.setAttribute("role", "button");
      else mark.removeAttribute("role");
      mark.tabIndex = button ? 0 : -1;
    }
  }

  const made = new Map(stories.map((article) => [article, new Story(article)]));
  const current = () => made.get(stories.find((article) => !article.hidden));

  // With several stories, the address says which of them is shown; without one, the index is.
  const show = () => {
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (index) {
      const wanted = target?.closest("article.story") ?? null;
      for (const story of made.values()) if (story.article !== wanted) story.shut();
      for (const article of stories) article.hidden = article !== wanted;
      index.hidden = wanted !== null;
      if (target === wanted || wanted === null) scrollTo(0, 0);
      else into(target, "center");
    }
  };
  addEventListener("hashchange", show);
  show();

  document.addEventListener("keydown", (event) => {
    const story = current();
    if (!story || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    const at = event.target;
    if (event.key === "Escape") {
      const help = document.querySelector(".help[open]");
      if (help) {
        help.open = false;
        help.querySelector("summary").focus();
      } else if (story.opened !== null) story.close();
      return;
    }
    const mark = at.closest("mark[role=button]");
    if (mark && (event.key === "Enter" || event.key === " ")) {
      event.preventDefault();
      story.press(mark);
      return;
    }
    if (!singleKeys.checked || at.closest("input, textarea, select")) return;
    const by = { j: 1, n: 1, k: -1, p: -1 }[event.key];
    if (!by) return;
    event.preventDefault();
    story.step(by);
  });
})();
