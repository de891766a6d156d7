// A visit where the signal is poor: the page is loaded once, and what is tapped and typed goes out in its order when it can. A tap is
// kept in the browser with its instant, so that it survives a reload; the note holds what a patient said and is kept on the page alone.
// Without this file the page is a few plain forms.

const afterTyping = 1200; // ms of rest after which the note is sent
const retryAfter = 5000;
const giveUpAfter = 10000; // a request that hangs is no save

class Visit {
  #place;
  #waits;
  #refused;
  #state;
  #note;
  #store;
  #taps;
  #noteWaits = false;
  #typed = 0;
  #blocked = false;
  #signedOut = false;
  #sending = false;
  #timer = 0;

  constructor(place) {
    this.#place = place;
    this.#waits = place.querySelector("[data-waits]");
    this.#refused = place.querySelector("[data-refused]");
    this.#state = place.querySelector("[data-save-state]");
    this.#note = place.querySelector("[data-note-form]");
    // By who taps as well: whoever signs in after them sends nothing in their own name.
    this.#store = `visit:${place.dataset.visit}:${place.dataset.me}`;
    this.#taps = this.#kept();
  }

  begin() {
    for (const form of this.#place.querySelectorAll("[data-tap]")) form.addEventListener("submit", event => this.#tap(event, form));
    this.#note?.addEventListener("input", () => this.#type());
    this.#note?.addEventListener("submit", event => {
      event.preventDefault();
      this.#noteWaits = true;
      this.#blocked = false;
      this.#send();
    });
    for (const button of this.#place.querySelectorAll("[data-copies]")) button.addEventListener("click", () => this.#copy(button));
    addEventListener("online", () => this.#send());
    addEventListener("focus", () => this.#send());
    document.addEventListener("visibilitychange", () => this.#send());
    addEventListener("beforeunload", event => { if (this.#noteWaits) event.preventDefault(); });
    this.#show();
    this.#send();
  }

  // What waits

  #kept() {
    try {
      const kept = JSON.parse(localStorage.getItem(this.#store) ?? "[]");
      return kept.filter(tap => ["Arrived", "Left"].includes(tap.moment) && Number.isSafeInteger(tap.at));
    } catch {
      return [];
    }
  }

  #keep() {
    try {
      if (this.#taps.length > 0) localStorage.setItem(this.#store, JSON.stringify(this.#taps));
      else localStorage.removeItem(this.#store);
    } catch {
      // Without a store it waits on the page.
    }
  }

  #tap(event, form) {
    event.preventDefault();
    const moment = form.dataset.tap;
    if (this.#taps.some(tap => tap.moment === moment)) return;
    this.#taps.push({ moment, at: Date.now() });
    this.#keep();
    this.#show();
    this.#send();
  }

  #type() {
    this.#noteWaits = true;
    this.#typed += 1;
    this.#say("…");
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#send(), afterTyping);
  }

  // Sending, one after the other

  async #send() {
    if (this.#sending) return;
    this.#sending = true;
    clearTimeout(this.#timer);
    let goesOn = true;
    while (goesOn && (this.#taps.length > 0 || (this.#noteWaits && !this.#blocked))) {
      goesOn = await (this.#taps.length > 0 ? this.#sendTap() : this.#sendNote());
    }
    this.#sending = false;
    this.#show();
    if (!this.#signedOut && (this.#taps.length > 0 || (this.#noteWaits && !this.#blocked))) this.#timer = setTimeout(() => this.#send(), retryAfter);
  }

  async #sendTap() {
    const [tap] = this.#taps;
    const form = this.#place.querySelector(`[data-tap="${tap.moment}"]`);
    if (!form) return false;
    const answer = await this.#post(form, { "Stamp.Tapped": tap.at });
    if (!answer) return false;
    if (answer.ok) this.#stand(answer.said);
    else this.#refuse(`${words(tap)}: ${sentencesOf(answer)}`);
    this.#taps.shift();
    this.#keep();
    this.#show();
    return true;
  }

  async #sendNote() {
    const typed = this.#typed;
    this.#say("Saving…");
    const answer = await this.#post(this.#note, {});
    if (!answer) return false;
    if (answer.ok) {
      this.#note.querySelector("[data-note-was]").value = answer.said.noteIs ?? this.#note.querySelector("[data-note-was]").value;
      this.#noteWaits = this.#typed !== typed;
      this.#say(`Saved ${answer.said.at}`);
      return true;
    }
    this.#blocked = true;
    if (answer.status === 409 && answer.said?.theirs) this.#showTheirs(answer.said);
    this.#say(sentencesOf(answer));
    return false;
  }

  /** What the server said; null where it could not be asked, and the same is sent again later. */
  async #post(form, fields) {
    const body = new FormData(form);
    // The key is that of a form that is sent once by hand.
    body.delete("__FormKey");
    for (const [name, value] of Object.entries(fields)) body.set(name, value);
    try {
      const answer = await fetch(form.action, {
        method: "POST", body, headers: { "X-Requested-With": "fetch" }, redirect: "error", signal: AbortSignal.timeout(giveUpAfter),
      });
      const isJson = answer.headers.get("Content-Type")?.startsWith("application/json");
      this.#signedOut = answer.status === 401;
      if (this.#signedOut || answer.status >= 500 || answer.status === 429) return null;
      return { ok: answer.ok && isJson, status: answer.status, said: isJson ? await answer.json() : null };
    } catch {
      return null;
    }
  }

  // What is shown

  #stand({ arrived, left, stayed }) {
    for (const [moment, at] of [["Arrived", arrived], ["Left", left]]) {
      const button = this.#place.querySelector(`[data-tap="${moment}"] button`);
      if (!button || !at) continue;
      button.disabled = true;
      button.classList.replace("btn-primary", "btn-quiet");
      button.querySelector("[data-at]").textContent = at;
    }
    this.#place.querySelector("[data-stayed]").textContent = stayed ? `${stayed} there` : "";
  }

  #show() {
    for (const tap of this.#taps) {
      const button = this.#place.querySelector(`[data-tap="${tap.moment}"] button`);
      if (button) button.disabled = true;
    }
    for (const form of this.#place.querySelectorAll("[data-tap]")) {
      const button = form.querySelector("button");
      const waits = this.#taps.some(tap => tap.moment === form.dataset.tap);
      if (!waits && !button.querySelector("[data-at]").textContent.trim()) button.disabled = false;
    }
    const waiting = [...this.#taps.map(words), ...(this.#noteWaits ? ["the note"] : [])];
    this.#waits.hidden = waiting.length === 0;
    this.#waits.replaceChildren(waiting.length === 0 ? "" : `Waits for the network: ${waiting.join(", ")}. `);
    if (waiting.length > 0 && this.#noteWaits) this.#waits.append("Keep this page open until the note is saved. ");
    if (waiting.length > 0 && this.#signedOut) {
      const link = document.createElement("a");
      link.textContent = "Sign in";
      link.href = this.#place.dataset.signIn;
      link.target = "_blank";
      link.rel = "noopener";
      this.#waits.append("You are signed out. ", link, " and come back.");
    }
  }

  #refuse(sentence) {
    const line = document.createElement("p");
    line.textContent = sentence;
    this.#refused.append(line);
    this.#refused.hidden = false;
  }

  #showTheirs({ theirs, noteIs }) {
    const field = this.#note.querySelector("textarea");
    const settle = text => {
      this.#note.querySelector("[data-note-was]").value = noteIs;
      this.#note.querySelector("[data-theirs]").replaceChildren();
      field.value = text;
      this.#blocked = false;
      this.#type();
      field.focus();
    };
    const choice = (label, text) => {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "btn btn-quiet btn-sm";
      button.textContent = label;
      button.addEventListener("click", () => settle(text()));
      return button;
    };
    const box = document.createElement("div");
    box.className = "notice tone-warn";
    box.setAttribute("role", "alert");
    const inner = document.createElement("div");
    const head = document.createElement("strong");
    head.textContent = `${theirs.by} wrote here while you did.`;
    const text = document.createElement("p");
    text.className = "note-text";
    text.textContent = theirs.text || "(no text)";
    const choices = document.createElement("p");
    choices.className = "cluster";
    choices.append(choice("Keep mine", () => field.value), choice("Take theirs", () => theirs.text), choice("Keep both", () => `${theirs.text}\n\n${field.value}`));
    inner.append(head, text, choices);
    box.append(inner);
    this.#note.querySelector("[data-theirs]").replaceChildren(box);
  }

  async #copy(button) {
    const text = this.#place.querySelector(button.dataset.copies).textContent.trim();
    try {
      await navigator.clipboard.writeText(text);
      document.dispatchEvent(new CustomEvent("clinic:toast", { detail: { sentence: "The address is copied." } }));
    } catch {
      getSelection().selectAllChildren(this.#place.querySelector(button.dataset.copies));
    }
  }

  #say(text) {
    if (this.#state) this.#state.textContent = text;
  }
}

const words = tap => `${tap.moment} ${new Intl.DateTimeFormat(document.documentElement.lang || undefined, { hour: "numeric", minute: "2-digit" }).format(tap.at)}`;
const sentencesOf = answer => answer.said?.sentences?.join(" ") ?? (answer.status === 404 ? "This visit was moved or taken away meanwhile." : "That was not saved. Load the page again.");

for (const place of document.querySelectorAll("[data-visit]")) new Visit(place).begin();
