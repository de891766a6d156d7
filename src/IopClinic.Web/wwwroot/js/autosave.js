// Saves a form while it is written: what was typed reaches the server within seconds. Without this file the form saves on its buttons.

const afterTyping = 800; // ms of rest after which what was touched is sent
const atTheLatest = 2000; // ms it waits while the typing goes on
const retryAfter = 5000;
const mostWhileLeaving = 60_000; // what a browser still sends for a page that is gone, in bytes
const giveUpAfter = 8000; // a request that hangs is no save

class Autosave {
  #form;
  #state;
  #touched = false;
  #firstTouch = 0;
  #timer = 0;
  #sending = null;
  #failing = false;
  #stopped = false;
  #refused = []; // what the server did not take, by the name of its field
  #owed = false; // the answers ask for other questions than the page shows

  constructor(form) {
    this.#form = form;
    this.#state = form.querySelector("[data-save-state]");
  }

  begin() {
    this.#form.addEventListener("input", event => this.#touch(event.target));
    this.#form.addEventListener("change", event => this.#touch(event.target));
    this.#form.addEventListener("submit", event => this.#submit(event));
    this.#form.addEventListener("focusout", () => setTimeout(() => this.#mark()));
    document.addEventListener("keydown", event => this.#press(event));
    // Leaving, switching tabs or closing the lid: what is still waiting goes out at once.
    addEventListener("pagehide", () => this.#send(true));
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "hidden") this.#send(true);
    });
    addEventListener("focus", () => { if (this.#failing) this.#send(); });
    addEventListener("beforeunload", event => {
      if (((this.#failing || this.#stopped) && this.#touched) || this.#refused.length > 0) event.preventDefault();
    });
  }

  #touch(field) {
    if (!field.name) return;
    this.#touched = true;
    if (this.#stopped) return;
    this.#say("…");
    this.#firstTouch ||= Date.now();
    this.#plan();
  }

  /** Sends after a rest, and in any case soon after the first key that is not saved yet, however long the save before it took. */
  #plan() {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#send(), Math.max(0, Math.min(afterTyping, this.#firstTouch + atTheLatest - Date.now())));
  }

  /** A save under way carries the version that the form must not send again: the form waits for it. */
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
    this.#touched = false;
    this.#failing = false;
    this.#refused = [];
  }

  #press(event) {
    if (!(event.ctrlKey || event.metaKey) || document.querySelector("dialog[open]")) return;
    const button = event.key === "Enter" ? "[data-go-on]" : event.key.toLowerCase() === "s" ? "[data-save]" : null;
    if (!button) return;
    event.preventDefault();
    this.#form.querySelector(button)?.click();
  }

  #send(leaving = false) {
    if (!this.#touched || this.#stopped || (this.#sending && !leaving)) return;
    const sent = this.#exchange(leaving).finally(() => {
      if (this.#sending === sent) this.#sending = null;
      if (!this.#failing && this.#touched && !this.#stopped) this.#plan();
    });
    this.#sending = sent;
  }

  async #exchange(leaving) {
    const turn = this.#form.querySelector("[name='Form.Turn']");
    turn.value = Number(turn.value) + 1;
    const body = new FormData(this.#form);
    // The key is that of the form as a whole, once it is sent.
    body.delete("__FormKey");
    this.#touched = false;
    this.#firstTouch = 0;
    this.#say("Saving…");
    try {
      const answer = await fetch(this.#form.dataset.autosave, {
        method: "POST", body, keepalive: leaving && `${new URLSearchParams(body)}`.length < mostWhileLeaving, signal: leaving ? null : AbortSignal.timeout(giveUpAfter),
        headers: { "X-Requested-With": "fetch" }, redirect: "error",
      });
      if (answer.status === 409) {
        this.#touched = this.#stopped = true;
        this.#say((await answer.json()).sentence);
        return;
      }
      if (!answer.ok) throw Object.assign(new Error("refused"), { status: answer.status });
      this.#settle(await answer.json());
    } catch (trouble) {
      this.#touched = true;
      this.#fail(trouble.status);
    }
  }

  #settle(answer) {
    const { at, version, refused, asksOtherwise } = answer;
    this.#failing = false;
    this.#form.dispatchEvent(new CustomEvent("autosaved", { detail: answer }));
    this.#form.querySelector("[name='Form.Version']").value = version;
    this.#refused = refused;
    this.#mark();
    this.#say(refused.length === 0 ? `Saved ${at}` : `Saved ${at}, except what is not right yet`);
    this.#owed ||= asksOtherwise;
    if (this.#owed && refused.length === 0 && !this.#touched) this.#askOtherwise();
  }

  /** Says beside each field why it is not saved; nobody is corrected in the middle of a word. */
  #mark() {
    for (const said of this.#form.querySelectorAll("[data-said]")) said.remove();
    for (const { name, sentence } of this.#refused) {
      const input = this.#form.querySelector(`[name="${CSS.escape(name)}"]`);
      if (!input || input === document.activeElement) continue;
      const said = document.createElement("p");
      said.className = "field-error";
      said.dataset.said = "";
      said.textContent = sentence;
      input.closest("[data-answer]").append(said);
    }
  }

  /** Brings the questions that are asked now, without leaving the page; the keys, and the screen, stay where they were. */
  async #askOtherwise() {
    const part = this.#form.querySelector("[data-asked]");
    let stood = null;
    const before = event => {
      if (event.target !== part) return;
      // What was typed meanwhile is saved first, and another page (to sign in, say) is no answer; then it is asked again.
      const isAnswer = event.detail.xhr.status === 200 && new URL(event.detail.xhr.responseURL).pathname === location.pathname;
      this.#owed = this.#touched || this.#sending !== null || !isAnswer;
      event.detail.shouldSwap = !this.#owed;
      const here = document.activeElement;
      stood = part.contains(here) ? {
        place: this.#placeOf(here), top: here.getBoundingClientRect().top, text: here.value, from: here.selectionStart, to: here.selectionEnd,
      } : null;
    };
    const after = () => {
      if (!stood) return;
      const { place, top, text, from, to } = stood;
      stood = null;
      const again = [...part.querySelectorAll("[name]")].find(field => this.#placeOf(field) === place);
      if (!again) return;
      again.focus({ preventScroll: true });
      if (typeof from === "number") {
        // The server keeps no space at the end, where somebody is in the middle of a sentence.
        again.value = text;
        again.setSelectionRange(from, to);
      }
      scrollBy(0, again.getBoundingClientRect().top - top);
    };
    part.addEventListener("htmx:beforeSwap", before);
    part.addEventListener("htmx:afterSwap", after);
    await htmx.ajax("GET", location.pathname, { target: part, select: "[data-asked] > *", swap: "innerHTML" }).catch(() => { this.#owed = true; });
    part.removeEventListener("htmx:beforeSwap", before);
    part.removeEventListener("htmx:afterSwap", after);
  }

  /** Which answer a field gives: its number changes with what is asked, this does not. */
  #placeOf(field) {
    const [, answer, part] = /^(Form\.Answers\[\d+\])(.*)$/.exec(field.name) ?? [];
    const question = answer && this.#form.querySelector(`[name="${answer}.Field"]`).value;
    return `${question} ${part} ${field.matches("[type=radio], [type=checkbox]") ? field.value : ""}`;
  }

  #fail(status) {
    this.#failing = true;
    if (status === 401) {
      const link = document.createElement("a");
      link.textContent = "Sign in";
      link.href = this.#form.dataset.signIn;
      link.target = "_blank";
      link.rel = "noopener";
      this.#state.replaceChildren("You are signed out. Your text is safe on this page: ", link, " and come back.");
      return;
    }
    this.#say([400, 404, 413, 422].includes(status)
      ? "Not saved: press Save to see what is wrong"
      : "Not saved: the server does not answer. Trying again…");
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#send(), retryAfter);
  }

  #say(words) {
    this.#state.textContent = words;
  }
}

for (const form of document.querySelectorAll("form[data-autosave]")) new Autosave(form).begin();
