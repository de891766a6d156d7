// What every page shares: keys, dialogs, theme, toasts, and forms that neither lose what was typed nor send it twice.
// All of it is comfort: every page works without this file.

const root = document.documentElement;
root.classList.add("scripted");

// Before htmx begins. No eval and no injected style (our content security policy), no patient's page kept in the browser's storage,
// and a refused form (422, 409) is shown like any other answer.
if (globalThis.htmx) {
  Object.assign(htmx.config, {
    allowEval: false,
    allowScriptTags: false,
    includeIndicatorStyles: false,
    selfRequestsOnly: true,
    historyCacheSize: 0,
    refreshOnHistoryMiss: true,
    responseHandling: [
      { code: "204", swap: false },
      { code: "[23]..", swap: true },
      { code: "(409|422)", swap: true },
      { code: "[45]..", swap: false, error: true },
    ],
  });
}

const onEvery = (type, selector, act) =>
  document.addEventListener(type, event => {
    const element = event.target instanceof Element ? event.target.closest(selector) : null;
    if (element) act(element, event);
  });

// Dialogs

onEvery("click", "[data-opens]", (opener, event) => {
  const dialog = document.getElementById(opener.dataset.opens);
  if (!(dialog instanceof HTMLDialogElement)) return;
  event.preventDefault();
  dialog.showModal();
});
onEvery("click", "[data-closes]", closer => closer.closest("dialog")?.close());
// A click beside the dialog hits the dialog element itself: its content covers everything else.
document.addEventListener("click", event => {
  if (event.target instanceof HTMLDialogElement && !event.target.querySelector("form[method=post]")) event.target.close();
});

/** Asks in the shell's own dialog; resolves to true when the answer is yes. */
function ask(question, verb, grave) {
  const dialog = document.getElementById("confirm");
  const yes = dialog.querySelector("[data-confirm-yes]");
  dialog.querySelector("[data-confirm-question]").textContent = question;
  yes.textContent = verb;
  yes.classList.toggle("btn-danger", grave);
  yes.classList.toggle("btn-primary", !grave);
  dialog.returnValue = "";
  dialog.showModal();
  return new Promise(resolve =>
    dialog.addEventListener("close", () => resolve(dialog.returnValue === "yes"), { once: true }));
}

// Theme: the cookie lets the server write the next page in the right colours from its first byte.

const dark = () => root.dataset.bsTheme
  ? root.dataset.bsTheme === "dark"
  : matchMedia("(prefers-color-scheme: dark)").matches;
const showTheme = () => document.querySelectorAll("[data-theme-toggle]")
  .forEach(toggle => toggle.setAttribute("aria-pressed", String(dark())));
showTheme();
onEvery("click", "[data-theme-toggle]", () => {
  const theme = dark() ? "light" : "dark";
  root.dataset.bsTheme = theme;
  document.querySelector("meta[name=color-scheme]")?.setAttribute("content", theme);
  const secure = location.protocol === "https:" ? "; Secure" : "";
  document.cookie = `theme=${theme}; Path=/; Max-Age=31536000; SameSite=Lax${secure}`;
  showTheme();
});

// Toasts: readable for as long as the pointer or the focus rests on them; a trouble stays until it is dismissed.

function keepForAWhile(toast) {
  if (toast.hasAttribute("data-stays")) return;
  const time = Math.max(toast.querySelector("[data-act]") ? 10000 : 0, 6000 + 70 * toast.textContent.trim().length);
  let timer;
  const start = () => { timer = setTimeout(() => toast.remove(), time); };
  const stop = () => clearTimeout(timer);
  toast.addEventListener("pointerenter", stop);
  toast.addEventListener("focusin", stop);
  toast.addEventListener("pointerleave", start);
  toast.addEventListener("focusout", start);
  start();
}
function announce(sentence) {
  const announcer = document.querySelector("[data-announcer]");
  if (!announcer) return;
  announcer.textContent = "";
  // Read out only when it changes after the page is there.
  setTimeout(() => { announcer.textContent = sentence; }, 150);
}
function element(name, classes, attributes = {}, ...children) {
  const made = document.createElement(name);
  made.className = classes;
  for (const [attribute, value] of Object.entries(attributes)) made.setAttribute(attribute, value);
  made.append(...children);
  return made;
}
function toast(sentence, trouble = false, verb = null, act = null) {
  const icon = trouble ? "exclamation-triangle-fill" : "check-circle-fill";
  const note = element("div", trouble ? "toast-note toast-trouble" : "toast-note", { "data-toast": "" },
    element("i", `bi bi-${icon}`, { "aria-hidden": "true" }),
    element("p", "", {}, sentence),
    element("button", "icon-button", { type: "button", "data-dismisses": "", "aria-label": "Dismiss" },
      element("i", "bi bi-x-lg", { "aria-hidden": "true" })));
  if (trouble) note.setAttribute("data-stays", "");
  if (act) {
    const button = element("button", "btn btn-quiet btn-sm", { type: "button", "data-act": "" }, verb);
    button.addEventListener("click", () => {
      note.remove();
      act();
    });
    note.querySelector("p").after(button);
  }
  document.querySelector("[data-toasts]")?.append(note);
  announce(sentence);
  keepForAWhile(note);
}
onEvery("click", "[data-dismisses]", button => button.closest("[data-toast]")?.remove());
document.querySelectorAll("[data-toast]").forEach(note => {
  announce(note.textContent.trim());
  keepForAWhile(note);
});
// Any module may raise one: document.dispatchEvent(new CustomEvent("clinic:toast", { detail: { sentence, trouble } })); with verb and
// act, it has a button that does that.
document.addEventListener("clinic:toast", ({ detail }) => toast(detail.sentence, detail.trouble, detail.verb, detail.act));
document.addEventListener("htmx:sendError", () =>
  toast("The clinic’s server did not answer, so this may not be saved yet. Try again in a moment.", true));
document.addEventListener("htmx:responseError", ({ detail }) =>
  toast(detail.xhr.status === 503
    ? "The clinic’s server is busy, so this may not be saved yet. Try again in a moment."
    : "That did not work. Load the page again before you go on.", true));

// Forms

const dirty = new WeakSet();
const leaving = new WeakSet();
onEvery("input", "form[data-guard]", form => dirty.add(form));
// A form that came back refused holds what was typed and not saved.
document.querySelectorAll("form[data-guard]:has(.form-errors)").forEach(form => dirty.add(form));
addEventListener("beforeunload", event => {
  const unsaved = [...document.querySelectorAll("form[data-guard]")].some(form => dirty.has(form) && !leaving.has(form));
  if (unsaved) event.preventDefault();
});

const buttonsOf = form => [...form.elements].filter(e => e instanceof HTMLButtonElement && e.type === "submit");
const sent = new Set();
function release(form) {
  sent.delete(form);
  leaving.delete(form);
  form.removeAttribute("aria-busy");
  buttonsOf(form).forEach(button => button.removeAttribute("aria-disabled"));
}

document.addEventListener("submit", async event => {
  const form = event.target;
  if (event.defaultPrevented || form.method === "dialog") return;
  const question = event.submitter?.dataset.confirm ?? form.dataset.confirm;
  if (question && !form.hasAttribute("data-confirmed")) {
    event.preventDefault();
    const { submitter } = event;
    const verb = submitter?.dataset.confirmVerb ?? form.dataset.confirmVerb ?? submitter?.textContent.trim() ?? "Yes";
    if (!await ask(question, verb, submitter?.matches(".btn-danger, .btn-danger-quiet") ?? false)) return;
    form.setAttribute("data-confirmed", "");
    form.requestSubmit(submitter);
    form.removeAttribute("data-confirmed");
    return;
  }

  // A second press while the first is under way sends nothing. Buttons are marked, not disabled: disabling drops their name.
  if (sent.has(form)) {
    event.preventDefault();
    return;
  }
  if (form.matches("[hx-post], [hx-get], [target]")) return;
  sent.add(form);
  leaving.add(form);
  form.setAttribute("aria-busy", "true");
  buttonsOf(form).forEach(button => button.setAttribute("aria-disabled", "true"));
  // A download or a lost connection leaves the page standing; then the form must work again.
  setTimeout(() => release(form), 10000);
});
addEventListener("pageshow", event => {
  if (event.persisted) [...sent].forEach(release);
});

// Keys

const keysOff = () => localStorage.getItem("keys") === "off";
const showKeys = () => {
  root.toggleAttribute("data-keys-off", keysOff());
  document.querySelectorAll("[data-keys-switch]").forEach(box => { box.checked = !keysOff(); });
};
showKeys();
// The way to each area, as the rail has it.
document.querySelector("[data-keys-everywhere] div:nth-last-child(2)")?.before(...[...document.querySelectorAll(".rail [data-go]:not([data-go=''])")].map(area =>
  element("div", "", {}, element("dt", "", {}, element("kbd", "", {}, "G"), " ", element("kbd", "", {}, area.dataset.go.toUpperCase())),
    element("dd", "", {}, area.querySelector("span").textContent))));
onEvery("change", "[data-keys-switch]", box => {
  localStorage.setItem("keys", box.checked ? "on" : "off");
  showKeys();
});

const typing = target => target instanceof HTMLElement
  && (target.isContentEditable
    || target.matches("textarea, select, input:not([type=checkbox], [type=radio], [type=button], [type=submit])"));
let going = -Infinity;
document.addEventListener("keydown", event => {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (keysOff() || typing(event.target) || document.querySelector("dialog[open]")) return;
  const area = event.timeStamp - going < 1500
    && document.querySelector(`.rail [data-go="${CSS.escape(event.key)}"]`);
  going = -Infinity;
  if (area) {
    event.preventDefault();
    area.click();
  } else if (event.key === "g") {
    going = event.timeStamp;
  } else if (event.key === "/") {
    const search = document.querySelector("[data-search]");
    if (!search) return;
    event.preventDefault();
    search.focus();
    search.select();
  } else if (event.key === "?") {
    event.preventDefault();
    document.getElementById("keys")?.showModal();
  }
});
