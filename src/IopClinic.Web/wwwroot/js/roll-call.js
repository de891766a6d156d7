// The roll-call grid by keyboard, and the drafts that reach the server while they are written. Without this file the grid is a
// plain form that saves on its buttons.

const afterTyping = 1200; // ms of rest after which what was touched is sent
const atTheLatest = 4000; // ms it waits while the typing goes on
const retryAfter = 5000;
const giveUpAfter = 8000; // a request that hangs is no save
const lookEvery = 5000; // for others on the same roll
const lookAtMost = 2000; // as often, when somebody goes from row to row while others are here
const lookAtLeast = 15_000; // while nothing answers: after 20 s of silence nobody is taken to be here

// A word as the server counts it.
const word = /[\p{L}\p{M}\p{N}]+(?:['’][\p{L}\p{M}]+)*/gu;

const statusKeys = { p: "Present", l: "Late", e: "LeftEarly", a: "ExcusedAbsence", u: "UnexcusedAbsence" };

const singleKeysOn = () => !document.documentElement.hasAttribute("data-keys-off");
const toast = (sentence, trouble = false, verb = null, act = null) =>
  document.dispatchEvent(new CustomEvent("clinic:toast", { detail: { sentence, trouble, verb, act } }));

// What is chosen in a row, and what may be chosen alike in others; never a text.
const choices = {
  participation: {
    read: row => row.querySelector(".roll-participation :checked")?.value ?? "",
    write: (row, value) => { for (const radio of row.querySelectorAll(".roll-participation input")) radio.checked = radio.value === value; },
    words: row => `Participation ${row.querySelector(".roll-participation :checked")?.ariaLabel}`,
  },
  affect: {
    read: row => row.querySelector("[name$='.Affect']").value,
    write: (row, value) => { row.querySelector("[name$='.Affect']").value = value; },
    words: row => `Affect ${row.querySelector("[name$='.Affect']").selectedOptions[0].text.toLowerCase()}`,
  },
  response: {
    read: row => row.querySelector("[name$='.Response']").value,
    write: (row, value) => { row.querySelector("[name$='.Response']").value = value; },
    words: row => `Response ${row.querySelector("[name$='.Response']").selectedOptions[0].text.toLowerCase()}`,
  },
};
const chosenIn = row => Object.keys(choices).filter(kind => choices[kind].read(row));

/** What a part of the row was when it was shown. */
const wasOf = (row, part) => row.querySelector(`[name$=".${part}Was"]`);

function made(name, classes, ...children) {
  const element = document.createElement(name);
  element.className = classes;
  element.append(...children);
  return element;
}

/** What a row says of its note stands above this. */
const belowNote = row => row.querySelector(".follow-up, .roll-versions");

/** Why a part of the row was refused; null where nothing was. */
function say(row, sentence) {
  row.querySelector(".roll-said")?.remove();
  const id = `said-${row.dataset.patient}`;
  if (sentence) row.querySelector("[name$='.InTheirWords']").after(Object.assign(made("p", "roll-said small", made("span", "field-error", sentence)), { id }));
  for (const field of row.querySelectorAll("[name$='.Arrived'], [name$='.Left'], [data-note], [name$='.InTheirWords']")) {
    if (sentence) field.setAttribute("aria-describedby", id);
    else field.removeAttribute("aria-describedby");
  }
}

/** Shows the last note, or the versions of this one, in the row; what stood there stays until the answer has come. */
document.addEventListener("click", async event => {
  const what = event.target.closest?.("[data-row] .roll-last, [data-row] [name=versions]");
  if (!what || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  const row = what.closest("[data-row]");
  const isLast = what.matches(".roll-last");
  const address = isLast ? `?handler=LastNote&patient=${row.id.slice("note-".length)}` : `?handler=Versions&row=${row.querySelector("[name='Form.Rows.Index']").value}`;
  const target = made("div", isLast ? "roll-last-note" : "roll-versions-list");
  const before = row.querySelector(`.${target.className}`);
  if (isLast) row.append(target);
  else what.after(target);
  await htmx.ajax("GET", address, { source: what, target, swap: isLast ? "innerHTML" : "outerHTML" });
  if (target.isConnected && !target.hasChildNodes()) target.remove();
  else before?.remove();
});

class RollCall {
  #form;
  #rows;
  #state = document.querySelector("[data-save-state]");
  #touched = new Set();
  #blocked = new Set();
  #restoring = new Map(); // row: the version that is wanted back
  #sharedTouched = false;
  #firstTouch = 0;
  #timer = 0;
  #tallying = 0;
  #sending = null; // the save under way
  #failing = false;
  #together;

  constructor(form) {
    this.#form = form;
    this.#rows = [...form.querySelectorAll("[data-row]")];
    for (const row of this.#rows) row.dataset.patient = row.id.slice("note-".length);
    this.#together = new Together(this, form, this.#rows);
  }

  begin() {
    this.#form.addEventListener("input", event => this.#touch(event.target));
    this.#form.addEventListener("change", event => this.#touch(event.target));
    this.#form.addEventListener("keydown", event => this.#press(event));
    document.addEventListener("keydown", event => this.#pressAnywhere(event));
    // Leaving, switching tabs or closing the lid: what is still waiting goes out at once.
    addEventListener("pagehide", () => this.#send(true));
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "hidden") this.#send(true);
    });
    addEventListener("focus", () => { if (this.#failing) this.#send(); });
    addEventListener("beforeunload", event => {
      if (this.#failing && this.#waiting()) event.preventDefault();
    });
    // What is cut off is read by resting on it.
    this.#form.addEventListener("pointerover", event => {
      const words = event.target.closest?.(".objective .chip")?.querySelector(".objective-words");
      if (words) words.title = words.textContent;
    });
    this.#form.addEventListener("submit", event => this.#submit(event));
    this.#form.addEventListener("click", event => this.#restore(event));
    // The prompts grow their field: they stand in that which is written.
    const prompts = this.#open()[0].querySelector("[data-note]").placeholder;
    this.#form.addEventListener("focusin", event => { if (event.target.matches("[data-note]")) event.target.placeholder = prompts; });
    this.#form.addEventListener("click", event => {
      const button = event.target.closest?.("[data-same]");
      if (button) this.#offerSame(button.closest("[data-row]"));
    });
    document.body.addEventListener("htmx:confirm", event => {
      if (!event.detail.elt.matches("[data-review]")) return;
      clearTimeout(this.#timer);
      if (!this.#sending) return;
      event.preventDefault();
      this.#sending.then(() => event.detail.issueRequest(true));
    });
    this.#tally();
    this.#start();
    if (this.#form.dataset.together) this.#together.begin();
  }

  /** A save under way changes what the rows were filled from: whoever sends the whole roll before it is back would meet themselves. */
  async #submit(event) {
    clearTimeout(this.#timer);
    if (this.#sending) {
      event.preventDefault();
      event.stopImmediatePropagation();
      const { submitter } = event;
      await this.#sending;
      this.#form.requestSubmit(submitter);
      return;
    }
    this.#failing = false;
    this.#forget();
  }

  #start() {
    const refused = this.#form.querySelector("[aria-invalid=true]");
    if (document.querySelector(".form-errors") || refused) return;
    const topic = this.#form.querySelector("[data-topic]");
    const place = topic && !topic.value ? topic : this.#open()[0]?.querySelector("[data-note]");
    place?.focus({ preventScroll: true });
  }

  /** The rows that can still be written. */
  #open() {
    return this.#rows.filter(row => row.querySelector("[data-note]"));
  }

  // Keys

  #press(event) {
    const at = event.target;
    const row = at.closest("[data-row]");
    if (event.altKey && !event.isComposing && !event.metaKey && !event.ctrlKey && row && /^Digit[1-9]$/.test(event.code)) {
      // By the place of the key: with Alt, some keyboards type another character there.
      this.#link(event, row, event.code.at(-1));
      return;
    }
    if (event.isComposing || event.altKey || event.metaKey || event.ctrlKey) return;
    if (at.matches("[data-topic]") && event.key === "Enter") {
      event.preventDefault();
      this.#open()[0]?.querySelector("[data-note]").focus();
      return;
    }
    if (!row) return;
    if (at.matches("[data-note], [name$='.InTheirWords']")) return this.#pressInNote(event, row);
    if (at.matches("[name$='.Reason']") && !at.value && /^[1-8]$/.test(event.key)) {
      event.preventDefault();
      at.value = document.querySelectorAll("#absence-reasons option")[event.key - 1].value;
      this.#touch(at);
      this.#note(row).focus();
      return;
    }
    if (at.matches("[name$='.Arrived'], [name$='.Left'], [name$='.Reason'], [name$='.Where']")) {
      if (event.key === "Enter") {
        event.preventDefault();
        this.#note(row).focus();
      } else if (event.key === "Escape") row.focus();
      return;
    }
    if (at.matches("select:not([name$='.Progress'])")) {
      if (event.key === "Escape" || event.key === "Enter") {
        event.preventDefault();
        row.focus();
      }
      return;
    }
    if (at === row || at.matches("input[type=radio], .objective :is(input, select)")) this.#pressInRow(event, row, at);
  }

  #pressInNote(event, row) {
    if (event.key === "Escape") {
      event.preventDefault();
      row.focus();
    } else if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      this.#neighbour(row, 1)?.querySelector("[data-note]").focus();
    }
  }

  #pressInRow(event, row, at) {
    const key = event.key.toLowerCase();
    if (key === "arrowdown" || key === "arrowup") {
      // Radios keep their own arrows; the row has these, and so has a rating where digits choose it.
      if (at !== row && !at.matches(singleKeysOn() ? ".objective :is(input, select)" : ".objective input")) return;
      event.preventDefault();
      this.#neighbour(row, key === "arrowdown" ? 1 : -1)?.focus();
      return;
    }
    if (key === "enter") {
      event.preventDefault();
      this.#note(row).focus();
      return;
    }
    if (key === "escape" && at !== row) {
      event.preventDefault();
      row.focus();
      return;
    }
    if (!singleKeysOn()) return;
    const act = {
      n: () => this.#note(row).focus(),
      q: () => row.querySelector("[name$='.InTheirWords']").focus(),
      f: () => row.querySelector("[name$='.Affect']").focus(),
      r: () => row.querySelector("[name$='.Response']").focus(),
      o: () => row.querySelector(".roll-last")?.click(),
      t: () => this.#form.querySelector("[data-topic]")?.focus(),
      i: () => this.#firstOf(row.querySelector(".roll-participation"))?.focus(),
      w: () => row.querySelector("[name$='.WithoutObjective']")?.focus(),
      s: () => this.#offerSame(row),
    }[key];
    if (statusKeys[key]) this.#setStatus(row, statusKeys[key]);
    else if (/^[0-9]$/.test(key)) this.#number(event, row, at, key);
    else if (act) act();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  /** A digit means what the cursor is on: a rating, the participation, and in the row an objective. */
  #number(event, row, at, digit) {
    const rating = at.closest(".roll-participation");
    if (at.matches("[name$='.Progress']")) {
      if (digit > 5) return;
      at.selectedIndex = digit;
      this.#touch(at);
      row.focus();
      return;
    }
    if (!rating) {
      const linked = this.#link(event, row, digit);
      if (linked?.checked) linked.closest(".objective").querySelector("[name$='.Progress']").focus();
      return;
    }
    const chosen = rating.querySelectorAll("input")[digit - 1];
    if (chosen) this.#check(chosen);
    else if (digit === "0") {
      const before = rating.querySelector(":checked");
      if (before) {
        before.checked = false;
        this.#touch(before);
      }
    } else return;
    row.focus();
  }

  /** Links the note to the objective of this digit, or takes it off. */
  #link(event, row, digit) {
    const box = row.querySelector(`[data-link="${digit}"]`);
    if (!box || box.closest(".when-there").offsetParent === null) return null;
    event.preventDefault();
    event.stopPropagation();
    box.checked = !box.checked;
    this.#touch(box);
    return box;
  }

  /** The radio of a group that has the focus by Tab. */
  #firstOf(group) {
    return group?.querySelector(":checked") ?? group?.querySelector("input");
  }

  #pressAnywhere(event) {
    if (!(event.ctrlKey || event.metaKey) || !this.#form.isConnected) return;
    if (event.key === "Enter" && !document.querySelector("dialog[open]")) {
      event.preventDefault();
      document.querySelector("[data-review]")?.click();
    } else if (event.key.toLowerCase() === "s") {
      event.preventDefault();
      this.#form.requestSubmit();
    }
  }

  // Same for these

  /** Asks what of this row's choices is chosen in which other rows. */
  #offerSame(from) {
    const kinds = chosenIn(from);
    if (!kinds.length) return toast("First choose participation, affect or response in this row.", true);
    const others = this.#open().filter(row => row !== from && row.querySelector(".roll-choices").offsetParent !== null);
    if (!others.length) return toast("Nobody else is here.", true);
    const dialog = document.getElementById("same-dialog");
    const tick = (words, checked, quiet = "") => {
      const box = Object.assign(made("input", "form-check-input"), { type: "checkbox", checked });
      return { box, place: made("label", "same-tick", box, made("span", "", words), made("span", "quiet small", quiet)) };
    };
    const what = kinds.map(kind => ({ kind, ...tick(choices[kind].words(from), true) }));
    const whom = others.map(row => ({ row, ...tick(this.#nameOf(row), false, chosenIn(row).map(kind => choices[kind].words(row)).join(", ")) }));
    const all = tick("All of them", false);
    all.box.addEventListener("change", () => { for (const one of whom) one.box.checked = all.box.checked; });
    dialog.querySelector("[data-same-of]").textContent = `As for ${this.#nameOf(from)}. Texts stay as they are.`;
    dialog.querySelector("[data-same-what]").replaceChildren(...what.map(one => one.place));
    dialog.querySelector("[data-same-whom]").replaceChildren(...(whom.length > 1 ? [all.place] : []), ...whom.map(one => one.place));
    dialog.querySelector("[data-same-apply]").onclick = () => {
      dialog.close();
      this.#same(from, what.filter(one => one.box.checked).map(one => one.kind), whom.filter(one => one.box.checked).map(one => one.row));
    };
    dialog.onclose = () => from.focus();
    dialog.showModal();
    (all.place.isConnected ? all.box : whom[0].box).focus();
  }

  #same(from, kinds, rows) {
    if (!kinds.length || !rows.length) return;
    const before = rows.map(row => kinds.map(kind => choices[kind].read(row)));
    const values = kinds.map(kind => choices[kind].read(from));
    const set = (valueOf, isMeant = () => true) => rows.forEach((row, at) => {
      kinds.forEach((kind, which) => { if (isMeant(row, kind, which)) choices[kind].write(row, valueOf(at, which)); });
      this.#touch(row.querySelector("[name$='.Affect']"));
    });
    set((_, which) => values[which]);
    // What was chosen otherwise since then stays.
    const stands = (row, kind, which) => choices[kind].read(row) === values[which];
    toast(rows.length === 1 ? `The same for ${this.#nameOf(rows[0])}.` : `The same for ${rows.length} people.`, false, "Undo", () => set((at, which) => before[at][which], stands));
  }

  #nameOf(row) {
    return row.querySelector(".roll-name a").textContent.trim();
  }

  #neighbour(row, step) {
    const open = this.#open();
    return open[open.indexOf(row) + step];
  }

  #note(row) {
    return row.querySelector("[data-note]");
  }

  #setStatus(row, status) {
    this.#check(row.querySelector(`input[value="${status}"]`));
    const next = { Late: "[name$='.Arrived']", LeftEarly: "[name$='.Left']", ExcusedAbsence: "[name$='.Reason']" }[status];
    if (next) row.querySelector(next).focus();
  }

  #check(radio) {
    radio.checked = true;
    this.#touch(radio);
  }

  // Drafts

  #touch(field) {
    const row = field.closest("[data-row]");
    if (row) {
      this.#countWords(row);
      this.#touched.add(row);
      // A time beside "present" means late or left early.
      if (field.value && field.matches("[name$='.Arrived'], [name$='.Left']") && row.querySelector("input[value=Present]").checked) {
        row.querySelector(field.matches("[name$='.Arrived']") ? "input[value=Late]" : "input[value=LeftEarly]").checked = true;
      }
    } else if (field.closest("[data-shared]")) this.#sharedTouched = true;
    else return;
    // It asks every row: once for many keys, and not before a key is drawn.
    this.#tallying ||= setTimeout(() => { this.#tallying = 0; this.#tally(); }, 200);
    this.#say("…");
    const now = Date.now();
    this.#firstTouch ||= now;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#send(), Math.max(0, Math.min(afterTyping, this.#firstTouch + atTheLatest - now)));
  }

  /** Puts a version back: what stands in the row goes out first, in the same save, and becomes a version itself. */
  async #restore(event) {
    const button = event.target.closest?.("[data-restore]");
    if (!button) return;
    event.preventDefault();
    const row = button.closest("[data-row]");
    if (this.#blocked.has(row)) return toast("First choose what this row shall say.", true);
    if (this.#note(row).readOnly) return;
    this.#freeze(row, true);
    // A save under way knows nothing of it: its answer is not the one that is awaited.
    await this.#sending;
    clearTimeout(this.#timer);
    if (this.#blocked.has(row)) {
      this.#freeze(row, false);
      return toast("First choose what this row shall say.", true);
    }
    this.#restoring.set(row, button.value);
    this.#touched.add(row);
    this.#send();
  }

  /** While a version is under way nothing is typed in its place. */
  #freeze(row, yes) {
    for (const field of row.querySelectorAll("[data-note], [name$='.InTheirWords']")) field.readOnly = yes;
  }

  #countWords(row) {
    const place = row.querySelector("[data-word-count]");
    if (place) place.textContent = this.#note(row).value.match(word)?.length ?? 0;
  }

  #waiting() {
    return this.#sharedTouched || [...this.#touched].some(row => !this.#blocked.has(row));
  }

  #forget() {
    clearTimeout(this.#timer);
    this.#touched.clear();
    this.#sharedTouched = false;
    this.#firstTouch = 0;
  }

  #send(leaving = false) {
    if (!this.#form.isConnected || !this.#waiting() || (this.#sending && !leaving)) return;
    const sent = this.#exchange(leaving).finally(() => {
      if (this.#sending === sent) this.#sending = null;
      if (!this.#failing && this.#waiting()) this.#timer = setTimeout(() => this.#send(), afterTyping);
    });
    this.#sending = sent;
  }

  async #exchange(leaving) {
    const rows = [...this.#touched].filter(row => !this.#blocked.has(row));
    const shared = this.#sharedTouched;
    const body = new FormData();
    const prefixes = rows.map(row => row.querySelector("[name$='.PatientId']").name.replace("PatientId", ""));
    for (const row of rows) body.append("Form.Rows.Index", row.querySelector("[name='Form.Rows.Index']").value);
    rows.forEach((row, at) => {
      if (this.#restoring.has(row)) body.append(`${prefixes[at]}Restore`, this.#restoring.get(row));
    });
    for (const [name, value] of new FormData(this.#form)) {
      const belongs = name === "__RequestVerificationToken"
        || (shared && /^Form\.(Shared|Skills)\./.test(name))
        || prefixes.some(prefix => name.startsWith(prefix));
      if (belongs) body.append(name, value);
    }
    // The note with the patient's words below it, as the server compares it with others.
    const texts = new Map(rows.map(row => [row, [this.#note(row), row.querySelector("[name$='.InTheirWords']")].map(field => field.value.trim()).filter(Boolean).join("\n")]));
    for (const row of rows) row.dataset.familySent = [...row.querySelectorAll(".roll-family input:checked")].map(box => box.value).join(" ");
    rows.forEach(row => this.#touched.delete(row));
    const sent = this.#skillsOf(rows);
    this.#sharedTouched = false;
    this.#firstTouch = 0;
    this.#say("Saving…");
    try {
      const answer = await fetch(this.#form.dataset.autosave, {
        method: "POST", body, keepalive: leaving, signal: leaving ? null : AbortSignal.timeout(giveUpAfter), headers: { "X-Requested-With": "fetch" }, redirect: "error",
      });
      if (!answer.ok) throw Object.assign(new Error("refused"), { status: answer.status });
      const saved = await answer.json();
      this.#settle(saved);
      this.#mark(saved, texts);
      this.#settleSkills(saved.skills, sent);
    } catch (trouble) {
      rows.forEach(row => this.#touched.add(row));
      this.#sharedTouched ||= shared;
      this.#fail(trouble.status);
    }
  }

  #settle(answer) {
    this.#failing = false;
    this.#together.wake();
    for (const saved of answer.rows) {
      const row = this.#rows.find(r => r.dataset.patient === saved.patientId);
      say(row, null);
      if (this.#restoring.has(row)) this.#settleRestored(row, saved);
      // What was refused or met somebody else's stands here alone, until it is saved or given up.
      if (saved.theirs || saved.refused) row.dataset.version = "";
      else if (saved.version) row.dataset.version = saved.version;
      if (saved.theirs) {
        this.#showTheirs(row, saved);
        continue;
      }
      wasOf(row, "Attendance").value = saved.attendanceIs;
      wasOf(row, "Note").value = saved.noteIs;
      this.#settleFamily(row, saved.familyIs);
      row.querySelector(".roll-minutes").textContent = saved.minutes === null ? "" : `${saved.minutes} min`;
      const still = document.activeElement?.closest("[data-row]") === row && document.activeElement.matches("[name$='.Arrived'], [name$='.Left'], [name$='.Reason']");
      if (saved.refused && !still) say(row, saved.refused);
    }
    if (answer.shared) {
      if (answer.shared.conflict) {
        toast("A colleague wrote the shared part at the same time. Press Save to see both.", true);
        this.#form.querySelector("[data-shared]").dataset.version = "";
      } else {
        this.#form.querySelector("[data-was]").value = answer.shared.is;
        this.#form.querySelector("[data-shared]").dataset.version = answer.shared.version ?? "";
      }
    }
    const open = this.#blocked.size;
    this.#say(open ? `Saved ${answer.at}; ${open === 1 ? "one row waits" : `${open} rows wait`} for your choice` : `Saved ${answer.at}`);
  }

  #settleRestored(row, { restored, theirs, refused }) {
    this.#restoring.delete(row);
    this.#freeze(row, false);
    row.querySelector(".roll-versions-list")?.remove();
    if (!restored) {
      if (!theirs) toast(refused ?? "The version could not be restored.", true);
      return;
    }
    const field = this.#note(row);
    field.value = restored.text;
    row.querySelector("[name$='.InTheirWords']").value = restored.words;
    field.dispatchEvent(new CustomEvent("clinic:replaced", { bubbles: true }));
    field.focus();
    this.#tally();
    this.#countWords(row);
    toast("Restored. What stood there is a version now.");
  }

  /** What the review will ask about: notes that say what others say, and names of somebody else. */
  #mark({ marks, namesInShared }, texts) {
    const badge = (icon, words) => {
      const tag = made("span", "tag tone-warn", words);
      tag.prepend(made("i", `bi bi-${icon}`));
      tag.firstChild.setAttribute("aria-hidden", "true");
      return tag;
    };
    for (const row of this.#open()) {
      const found = marks.find(one => one.patientId === row.dataset.patient);
      const parts = found?.others.length ? [badge("person-exclamation", `Names somebody else: ${found.others.join(", ")}`)] : [];
      if (found?.percent) {
        const words = `${found.percent} % like ${found.than}`;
        const shown = row.querySelector(".roll-marks details");
        if (!found.at && shown?.dataset.says === words) parts.push(shown);
        else if (!found.at) parts.push(badge("copy", words));
        else parts.push(this.#repeated(badge("copy", words), words, texts.get(row), found.at, shown?.open));
      }
      row.querySelector(".roll-marks")?.remove();
      if (parts.length) belowNote(row).before(made("div", "roll-marks small", ...parts));
    }
    this.#form.querySelector("[data-shared] [data-marks]")?.replaceChildren(
      ...(namesInShared.length ? [badge("person-exclamation", `Stands in every chart and names ${namesInShared.join(", ")}`)] : []));
  }

  /** The note again, with the words marked that stand elsewhere too. */
  #repeated(badge, words, text, places, open = false) {
    const whole = made("p", "note-text");
    let at = 0;
    for (const [start, end] of places) {
      whole.append(text.slice(at, start), made("mark", "", text.slice(start, end)));
      at = end;
    }
    whole.append(text.slice(at));
    const details = made("details", "disclosure", made("summary", "", badge), whole);
    details.dataset.says = words;
    details.open = open;
    return details;
  }

  /** Whom a colleague ticked or unticked of the family meanwhile is shown so here, unless somebody has just changed it. */
  #settleFamily(row, familyIs) {
    const was = row.querySelector("[data-family-was]");
    if (!was || typeof familyIs !== "string") return;
    const sent = (row.dataset.familySent ?? "").split(" ");
    const stands = familyIs.split(" ");
    for (const box of row.querySelectorAll(".roll-family input[type=checkbox]")) {
      if (box.checked === sent.includes(box.value)) box.checked = stands.includes(box.value);
    }
    was.value = familyIs;
  }

  // Skills: what was sent is what the next save compares with; what a colleague ticked meanwhile is ticked here too.

  #skillsOf(rows) {
    const ticked = [...this.#form.querySelectorAll("[data-skills] input:checked")].map(box => box.value).sort().join(" ");
    const steps = rows.flatMap(row => [...row.querySelectorAll("[data-practice]")]).map(one => [one.querySelector("[data-practice-was]"), one.querySelector("select").value]);
    return { ticked, steps };
  }

  #settleSkills(saved, sent) {
    for (const [was, step] of sent.steps) was.value = step;
    const was = this.#form.querySelector("[data-skills-was]");
    if (!was || !saved) return;
    if (saved.refused) return toast(saved.refused, true);
    was.value = this.#sharedTouched ? sent.ticked : saved.is;
    if (this.#sharedTouched) return;
    const taught = saved.is.split(" ");
    for (const box of this.#form.querySelectorAll("[data-skills] input[type=checkbox]")) box.checked = taught.includes(box.value);
  }

  #fail(status) {
    this.#failing = true;
    for (const row of [...this.#restoring.keys()]) {
      // The text is saved again later; the version is asked for again.
      this.#restoring.delete(row);
      this.#freeze(row, false);
      toast("The version could not be restored. Nothing is lost: try again.", true);
    }
    if (status === 401) {
      const link = made("a", "", "Sign in");
      link.href = this.#form.dataset.signIn;
      link.target = "_blank";
      link.rel = "noopener";
      this.#state.replaceChildren("You are signed out. Your text is safe on this page: ", link, " and come back.");
      return;
    }
    this.#say(status === 422 || status === 400 || status === 413
      ? "Not saved: press Save to see what is wrong"
      : "Not saved: the server does not answer. Trying again…");
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#send(), retryAfter);
  }

  /** Two people wrote the same row: show theirs, keep mine in the field, and ask. */
  #showTheirs(row, saved) {
    this.#blocked.add(row);
    const { by, note, words, attendance } = saved.theirs;
    const field = this.#note(row);
    const quoted = row.querySelector("[name$='.InTheirWords']");
    const resolve = change => {
      change();
      wasOf(row, "Attendance").value = saved.attendanceIs;
      wasOf(row, "Note").value = saved.noteIs;
      notice.remove();
      this.#blocked.delete(row);
      this.#touch(field);
      field.focus();
    };
    const button = (words, change) => {
      const choice = made("button", "btn btn-quiet btn-sm", words);
      choice.type = "button";
      choice.addEventListener("click", () => resolve(change));
      return choice;
    };
    const box = made("div", "", made("strong", "", `${by} wrote here while you did.`));
    if (attendance) box.append(made("p", "", `Attendance now stands as: ${attendance.words}.`));
    if (note !== null) box.append(made("p", "note-text", note || "(no text)"));
    if (words) box.append(made("p", "patient-words", words));
    box.append(made("p", "cluster",
      button("Keep mine", () => {}),
      button("Take theirs", () => {
        this.#takeAttendance(row, attendance);
        if (note !== null) this.#takeNote(row, saved.theirs);
      }),
      ...(note ? [button("Keep both", () => {
        field.value = `${note}\n\n${field.value}`;
        const both = [...new Set([words, quoted.value])].filter(Boolean).join("\n");
        // Cut, they would not be their words any more.
        if (both.length <= quoted.maxLength) quoted.value = both;
        else toast("The patient's words of both are too long together: yours stay, theirs stand among the versions.", true);
        this.#takeObjectives(row, saved.theirs, true);
      })] : [])));
    const notice = made("div", "notice tone-warn roll-theirs", box);
    notice.setAttribute("role", "alert");
    row.querySelector(".roll-theirs")?.remove();
    belowNote(row).before(notice);
  }

  #takeAttendance(row, attendance) {
    if (!attendance) return;
    row.querySelector(`input[value="${attendance.status}"]`).checked = true;
    row.querySelector("[name$='.Arrived']").value = attendance.arrived ?? "";
    row.querySelector("[name$='.Left']").value = attendance.left ?? "";
    row.querySelector("[name$='.Reason']").value = attendance.reason ?? "";
    const where = row.querySelector("[name$='.Where']");
    if (where) where.value = attendance.where ?? "";
  }

  #takeNote(row, theirs) {
    this.#note(row).value = theirs.note ?? "";
    row.querySelector("[name$='.InTheirWords']").value = theirs.words ?? "";
    for (const [kind, choice] of Object.entries(choices)) choice.write(row, theirs[kind] ?? "");
    this.#takeObjectives(row, theirs, false);
  }

  #takeObjectives(row, { objectives, without }, alsoMine) {
    for (const place of row.querySelectorAll(".objective")) {
      const theirs = objectives?.find(one => one.id === place.querySelector("[name$='.Id']").value);
      const link = place.querySelector("input[type=checkbox]");
      if (alsoMine && (link.checked || !theirs)) continue;
      link.checked = Boolean(theirs);
      place.querySelector("[name$='.Progress']").value = theirs?.progress ?? "";
    }
    const why = row.querySelector("[name$='.WithoutObjective']");
    if (why && (!alsoMine || !why.value)) why.value = without ?? "";
  }

  // What others save

  /** A save is under way: what stands here and what is stored are two things for a moment. */
  get isSaving() {
    return Boolean(this.#sending);
  }

  /** A row that nobody may replace: its person is in it, or something of it is not saved yet. */
  holds(row) {
    return !this.#note(row) || this.#touched.has(row) || this.#blocked.has(row) || this.#restoring.has(row) || row.contains(document.activeElement);
  }

  get holdsShared() {
    return this.#sharedTouched || this.#form.querySelector("[data-shared]").contains(document.activeElement);
  }

  /** What somebody else saved takes the place of what stood in the row; says so, or null where it stood there already. */
  take(row, { attendanceIs, noteIs, version, minutes, signed, theirs }) {
    if (!signed && wasOf(row, "Attendance").value === attendanceIs && wasOf(row, "Note").value === noteIs) {
      // Saved once more, or with the review.
      row.dataset.version = version;
      return null;
    }
    this.#takeAttendance(row, theirs.attendance);
    this.#takeNote(row, theirs);
    wasOf(row, "Attendance").value = attendanceIs;
    wasOf(row, "Note").value = noteIs;
    row.querySelector(".roll-minutes").textContent = minutes === null ? "" : `${minutes} min`;
    row.dataset.version = version;
    row.querySelector(".roll-versions-list")?.remove();
    if (signed) {
      const notice = made("div", "notice tone-info roll-theirs", made("div", "", `${theirs.by} has signed this note. `, this.#reload()));
      row.querySelector(".roll-theirs")?.remove();
      belowNote(row).before(notice);
    }
    this.#countWords(row);
    this.#tally();
    row.classList.add("roll-fresh");
    setTimeout(() => row.classList.remove("roll-fresh"), 2500);
    return `${theirs.by} ${signed ? "signed the note on" : "wrote in the row of"} ${this.#nameOf(row)}.`;
  }

  /** The same of the part for the whole group; null where it holds what this page does not offer. */
  takeShared(told) {
    const part = this.#form.querySelector("[data-shared]");
    if (part.querySelector("[data-was]").value === told.is) {
      part.dataset.version = told.version;
      return null;
    }
    part.dataset.version = "";
    const boxes = [...part.querySelectorAll("[name='Form.Shared.Modalities']")];
    if (!told.modalities.every(one => boxes.some(box => box.value === one))) return null;
    for (const box of boxes) box.checked = told.modalities.includes(box.value);
    for (const name of ["Topic", "Material", "Interventions", "Process", "Homework"]) {
      part.querySelector(`[name="Form.Shared.${name}"]`).value = told[name.toLowerCase()] ?? "";
    }
    part.querySelector("[data-was]").value = told.is;
    part.dataset.version = told.version;
    return `${told.by} wrote in the part for the group.`;
  }

  #reload() {
    return Object.assign(made("a", "", "Load the page again"), { href: location.pathname });
  }

  #say(words) {
    if (this.#state && this.#state.textContent !== words) this.#state.textContent = words;
  }

  #tally() {
    const place = document.querySelector("[data-tally]");
    if (!place) return;
    const open = this.#open();
    const count = status => open.filter(row => row.querySelector(`input[value="${status}"]`).checked).length;
    const absent = count("ExcusedAbsence") + count("UnexcusedAbsence");
    const parts = [
      `${open.length - absent} here`,
      ...[["Late", "late"], ["LeftEarly", "left early"]].map(([status, words]) => count(status) ? `${count(status)} ${words}` : ""),
      absent ? `${absent} absent` : "",
      `${open.filter(row => this.#note(row).value.trim()).length} of ${open.length} notes written`,
    ];
    place.textContent = parts.filter(Boolean).join(" · ");
  }
}

/**
 * Others at work on the same roll: where they are, and what they have saved. It asks while the page is seen, keeps nobody signed in by
 * that, and changes the page only where something has changed.
 */
class Together {
  #roll;
  #form;
  #rows;
  #here = document.querySelector("[data-together-here]");
  #says = document.querySelector("[data-together-said]");
  #timer = 0;
  #asking = false;
  #stopped = false;
  #asked = -Infinity; // when
  #wait = lookEvery;
  #at = null; // the row that was told last
  #last = ""; // the answer
  #marks = new Map(); // row: who is in it
  #told = new Set(); // rows of which it was said that somebody wrote there

  constructor(roll, form, rows) {
    this.#roll = roll;
    this.#form = form;
    this.#rows = rows;
  }

  begin() {
    this.#form.addEventListener("focusin", () => this.#move());
    document.addEventListener("visibilitychange", () => this.#plan(Math.max(0, this.#wait - this.#since())));
    addEventListener("pagehide", () => this.#leave());
    this.#plan(0);
  }

  /** Somebody who was signed out is back. */
  wake() {
    if (!this.#stopped || !this.#form.dataset.together) return;
    this.#stopped = false;
    this.#plan(0);
  }

  #since() {
    return performance.now() - this.#asked;
  }

  get #isSeen() {
    return !this.#stopped && this.#form.isConnected && document.visibilityState === "visible";
  }

  #plan(wait) {
    clearTimeout(this.#timer);
    if (this.#isSeen) this.#timer = setTimeout(() => this.#ask(), wait);
  }

  #rowOf(element) {
    return this.#rows.find(row => row.contains(element)) ?? null;
  }

  /** Others see at once where this person goes; where nobody is, it can wait. */
  #move() {
    const row = this.#rowOf(document.activeElement);
    this.#told.delete(row);
    if (row !== this.#at && this.#here.textContent && this.#wait === lookEvery) this.#plan(Math.max(300, lookAtMost - this.#since()));
  }

  #body(more) {
    return new URLSearchParams({ __RequestVerificationToken: this.#form.querySelector("[name=__RequestVerificationToken]").value, ...more });
  }

  #send(body, options) {
    return fetch(this.#form.dataset.together, {
      method: "POST", body, headers: { "X-Requested-With": "fetch", "X-Background": "1" }, redirect: "error", cache: "no-store", ...options,
    });
  }

  async #ask() {
    if (!this.#isSeen || this.#asking) return;
    this.#asking = true;
    this.#at = this.#rowOf(document.activeElement);
    const saving = this.#roll.isSaving;
    const known = this.#rows.map(row => saving || this.#roll.holds(row) ? "" : row.dataset.version);
    const shared = this.#form.querySelector("[data-shared]")?.dataset.version;
    const body = this.#body({ "Together.Rows": this.#rows.map((row, at) => `${row.dataset.patient}:${known[at]}`).join(" ") });
    if (this.#at) body.append("Together.Row", this.#at.dataset.patient);
    if (shared && !saving && !this.#roll.holdsShared) body.append("Together.Shared", shared);
    try {
      const answer = await this.#send(body, { signal: AbortSignal.timeout(giveUpAfter) });
      if ([401, 403, 404].includes(answer.status)) return this.#stop();
      if (!answer.ok) throw new Error(String(answer.status));
      const text = await answer.text();
      this.#wait = lookEvery;
      if (text !== this.#last && this.#form.isConnected) this.#show(JSON.parse(text), text, known, shared);
    } catch {
      this.#wait = Math.min(this.#wait * 2, lookAtLeast);
    } finally {
      this.#asking = false;
      this.#asked = performance.now();
      this.#plan(this.#wait);
    }
  }

  #show({ over, here, rows, shared }, text, known, sharedKnown) {
    // What could not be taken this time comes again.
    this.#last = rows.length || shared ? "" : text;
    if (over) {
      this.#stop();
      const link = Object.assign(made("a", "", "Load the page again"), { href: location.pathname });
      this.#here.replaceChildren(over === "signed" ? "This session is signed now. " : "This session was cancelled. ", link);
      return;
    }
    this.#mark(here);
    if (this.#roll.isSaving) return;
    for (const told of rows) {
      const at = this.#rows.findIndex(row => row.dataset.patient === told.patientId);
      const row = this.#rows[at];
      if (this.#roll.holds(row) || row.dataset.version !== known[at]) continue;
      const words = this.#roll.take(row, told);
      // Somebody who writes for a while saves again and again: it is said once, until this person has been there.
      if (!words) continue;
      if (!this.#told.has(row)) this.#says.textContent = words;
      this.#told.add(row);
    }
    if (shared && !this.#roll.holdsShared && this.#form.querySelector("[data-shared]").dataset.version === sharedKnown) {
      const words = this.#roll.takeShared(shared);
      if (words && !this.#told.has(shared.by)) this.#says.textContent = words;
      if (words) this.#told.add(shared.by);
    }
  }

  #mark(here) {
    const names = [...new Set(here.map(one => one.who))];
    const line = names.length ? `${names.length > 1 ? `${names.slice(0, -1).join(", ")} and ${names.at(-1)} are` : `${names[0]} is`} here too` : "";
    if (this.#here.textContent !== line) this.#here.textContent = line;
    const marks = new Map();
    for (const { who, at } of here) if (this.#rows[at]) marks.set(this.#rows[at], [...(marks.get(this.#rows[at]) ?? []), who]);
    for (const row of new Set([...this.#marks.keys(), ...marks.keys()])) {
      const those = marks.get(row) ?? [];
      if (String(this.#marks.get(row) ?? "") === String(those)) continue;
      for (const mark of row.querySelectorAll("[data-writer]")) mark.remove();
      row.querySelector(".roll-name").append(...those.map(who => this.#markOf(who)));
    }
    this.#marks = marks;
  }

  #markOf(who) {
    const parts = who.split(/\s+/);
    const initials = made("span", "", (parts[0][0] + (parts.length > 1 ? parts.at(-1)[0] : "")).toUpperCase());
    initials.setAttribute("aria-hidden", "true");
    const mark = made("span", "roll-writer", initials, made("span", "visually-hidden", `${who} is writing here`));
    mark.title = `${who} is writing here`;
    mark.dataset.writer = "";
    return mark;
  }

  #stop() {
    this.#stopped = true;
    this.#last = "";
    clearTimeout(this.#timer);
    this.#mark([]);
  }

  #leave() {
    if (this.#stopped || this.#asked < 0 || !this.#form.isConnected) return;
    this.#send(this.#body({ "Together.Leaving": "true" }), { keepalive: true }).catch(() => {});
  }
}

// Review and sign without leaving the page

const swapWhole = detail => Object.assign(detail, {
  target: document.getElementById("log"), selectOverride: "#log", swapOverride: "outerHTML", shouldSwap: true,
});

document.addEventListener("htmx:beforeSwap", event => {
  const { detail } = event;
  const asked = detail.requestConfig?.elt ?? detail.elt;
  if (asked.matches("[data-review]") && detail.xhr.status >= 400 && detail.xhr.status < 500) swapWhole(detail);
  if (asked.matches("[data-sign]") && !detail.xhr.responseURL.endsWith("/Sign")) {
    swapWhole(detail);
    toast(`${asked.querySelector("[type=submit]").textContent.trim().replace(/^Sign /, "")}: signed.`);
  }
});

/** The review has saved the roll: what is changed after it is compared with that, and not with what stood there before. */
function keepPrints() {
  for (const reviewed of document.querySelectorAll("[data-review-of]")) {
    const row = document.querySelector(`[data-patient="${reviewed.dataset.reviewOf}"]`);
    if (!row || !wasOf(row, "Note")) continue;
    wasOf(row, "Note").value = reviewed.dataset.noteIs;
    wasOf(row, "Attendance").value = reviewed.dataset.attendanceIs;
  }
  const shared = document.querySelector("[data-shared-is]");
  const was = document.querySelector("[data-shared] [data-was]");
  if (shared && was) was.value = shared.dataset.sharedIs;
}

/** Reasons that were typed in the review stand there again when it is opened once more. */
const reasons = new Map();
document.addEventListener("input", event => {
  const of = event.target.dataset?.reasonOf;
  if (of) reasons.set(of, event.target.value);
});

function keepReasons() {
  for (const field of document.querySelectorAll("[data-reason-of]")) field.value ||= reasons.get(field.dataset.reasonOf) ?? "";
}

document.addEventListener("htmx:afterSettle", event => {
  const dialog = document.getElementById("review-dialog");
  if (event.detail.target?.id === "review" && dialog) {
    keepPrints();
    keepReasons();
    if (!dialog.open) dialog.showModal();
    (dialog.querySelector("[aria-invalid=true]") ?? dialog.querySelector("input[type=password]")
      ?? dialog.querySelector("[data-obstacle]") ?? dialog.querySelector("[data-sign] [type=submit]"))?.focus();
  }
  if (event.detail.target?.id === "log" || event.detail.elt?.id === "log") begin();
});

document.addEventListener("click", event => {
  const back = event.target.closest?.("[data-closes-review], [data-goto]");
  const dialog = document.getElementById("review-dialog");
  if (!back || !dialog?.open) return;
  event.preventDefault();
  dialog.close();
  document.querySelector(`[data-patient="${back.dataset.goto}"] [data-note]`)?.focus();
});

function begin() {
  const form = document.querySelector("[data-roll]");
  if (form?.querySelector("[data-note]")) new RollCall(form).begin();
  else document.querySelector("#log h1")?.focus();
}
begin();
