// The end of a session: a warning two minutes before, any key to stay, and after the end a cover over the page until the same person
// is back. The text of the page is never touched. The server decides when a session ends; this only asks it in time, and asking
// keeps nothing alive.

const meta = document.querySelector("meta[name=session-left]");
const { of: person, signIn, here } = meta.dataset;
const mark = document.querySelector(".topbar-mark img").src;
const warnFor = 120; // seconds
const typedJustNow = 60_000; // ms

const made = (name, attributes, ...children) => {
  const element = document.createElement(name);
  for (const [attribute, value] of Object.entries(attributes)) element.setAttribute(attribute, value);
  element.append(...children);
  return element;
};

const clock = made("span", { class: "numbers" }, "2:00");
const what = made("p", { id: "session-warning-what" });
const stay = made("button", { type: "button", class: "btn btn-primary" });
const says = made("div", { class: "visually-hidden", "aria-live": "assertive" });
const warning = made("section", {
  class: "session-warning", id: "session-warning", popover: "manual", role: "alertdialog", "aria-labelledby": "session-warning-title", "aria-describedby": what.id,
},
made("i", { class: "bi bi-hourglass-split", "aria-hidden": "true" }),
made("div", {}, made("h2", { id: "session-warning-title" }, "You will be signed out in ", clock), what),
stay, says);
const coverWhat = made("p", {});
const coverHint = made("p", { class: "quiet small" }, "Signing in opens in a new tab. Come back here afterwards and go on where you were.");
const cover = made("dialog", { class: "session-cover", id: "session-cover", "aria-labelledby": "session-cover-title" },
  made("div", { class: "session-cover-card" },
    made("img", { src: mark, width: "44", height: "44", alt: "" }),
    made("h2", { id: "session-cover-title" }, "You are signed out"),
    coverWhat,
    made("p", {}, made("a", { class: "btn btn-primary", href: signIn, target: "_blank" }, "Sign in again")),
    coverHint));
document.body.append(warning, cover);
const tabs = new BroadcastChannel("clinic-session");

let ends = 0; // the wall clock: it also runs while the machine sleeps
let last = false; // nothing prolongs it any more: the longest time of a session is over
let timer = 0;
let atTheEnd = 0;
let ticking = 0;
let lastTyped = -Infinity;
let asking = null;

const left = () => (ends - Date.now()) / 1000;
const warned = () => warning.matches(":popover-open");
const covered = () => cover.open;

// Asking

function token() {
  return document.querySelector("input[name=__RequestVerificationToken]")?.value ?? "";
}

async function ask(extend) {
  const options = extend
    ? { method: "POST", body: new URLSearchParams({ __RequestVerificationToken: token() }) }
    : { headers: { "X-Background": "1" } };
  const headers = { ...options.headers, "X-Requested-With": "fetch" };
  const answer = await fetch(`${here}?handler=${extend ? "Extend" : "Left"}`, { ...options, headers, redirect: "error", cache: "no-store" });
  if (answer.status === 401) return null;
  if (!answer.ok) throw new Error(String(answer.status));
  return answer.json();
}

/** Asks the server, and shows what it says. */
function look({ extend = false } = {}) {
  if (asking && extend) return asking.then(() => look({ extend }));
  asking ??= ask(extend)
    .then(said => {
      if (!said) show(0, false);
      else if (said.of !== person) somebodyElse();
      else show(said.left, said.last);
      if (said && extend) tabs.postMessage("extended");
    })
    // No answer: by this clock alone.
    .catch(() => show(left(), last))
    .finally(() => { asking = null; });
  return asking;
}

function show(seconds, isLast) {
  ends = Date.now() + (seconds * 1000);
  last = isLast;
  clearTimeout(timer);
  clearTimeout(atTheEnd);
  if (seconds <= 0) return close();
  open();
  atTheEnd = setTimeout(() => {
    close();
    look();
  }, seconds * 1000);
  if (seconds > warnFor) {
    hideWarning();
    // Browsers keep no timer longer than 24 days and round long ones; a session lasts hours.
    timer = setTimeout(due, (seconds - warnFor) * 1000 + 250);
  } else warn();
}

/** Two minutes are left as far as this tab knows; others, or its own scripts, may have been busy since. */
function due() {
  const typing = Date.now() - lastTyped < typedJustNow;
  look({ extend: typing && !last });
}

// The warning: it takes no focus from a field, so no letter is lost

function warn() {
  if (!warned()) {
    what.textContent = last
      ? "A session lasts 12 hours at the most, and this one ends now. Save what you are writing; what is not saved stays on the page."
      : "Press any key to stay signed in. Nothing you typed is lost.";
    stay.textContent = last ? "Understood" : "Stay signed in";
    // Above an open dialog, inside it: everything else is out of reach.
    (document.querySelector("dialog[open]:modal") ?? document.body).append(warning);
    warning.showPopover();
    const at = document.activeElement;
    if (!at || at === document.body) stay.focus({ preventScroll: true });
    speak();
  }
  tick();
}

function tick() {
  clearTimeout(ticking);
  if (!warned()) return;
  const seconds = Math.max(0, Math.ceil(left()));
  clock.textContent = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
  if (seconds === 60 || seconds === 20) speak();
  if (seconds > 0) ticking = setTimeout(tick, 250);
}

function speak() {
  const seconds = Math.ceil(left());
  const time = seconds > 90 ? "2 minutes" : `${seconds} seconds`;
  says.textContent = `You will be signed out in ${time}. ${what.textContent}`;
}

function hideWarning() {
  clearTimeout(ticking);
  says.textContent = "";
  if (!warned()) return;
  const had = warning.contains(document.activeElement);
  warning.hidePopover();
  if (had) document.getElementById("main")?.focus({ preventScroll: true });
}

function stayHere(event) {
  if (!event.isTrusted) return;
  if (event.type !== "pointerdown") lastTyped = Date.now();
  if (!warned() || covered()) return;
  if (!last && !stay.contains(event.target)) look({ extend: true });
}
for (const type of ["keydown", "input", "pointerdown"]) document.addEventListener(type, stayHere, { capture: true });
stay.addEventListener("click", () => last ? hideWarning() : look({ extend: true }));

// The cover

function close() {
  clearTimeout(timer);
  clearTimeout(atTheEnd);
  hideWarning();
  if (covered()) return;
  document.documentElement.classList.add("session-ended");
  coverWhat.textContent = "This page is covered so that nobody else reads it. What you typed is still in it.";
  cover.showModal();
}

function open() {
  if (!covered()) return;
  document.documentElement.classList.remove("session-ended");
  cover.close();
}

function somebodyElse() {
  close();
  coverWhat.textContent = "Somebody else is signed in in this browser now. This page belongs to the person before.";
  coverHint.textContent = "It opens again when that person signs in here.";
}

cover.addEventListener("cancel", event => event.preventDefault());
cover.addEventListener("keydown", event => { if (event.key === "Escape") event.preventDefault(); });

// Other tabs, and coming back

tabs.addEventListener("message", event => {
  if (event.data === "extended" ? warned() : event.data === "signed-out" || covered()) look();
});
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState !== "visible") return;
  if (left() <= 0) close();
  if (covered() || left() <= warnFor) look();
});
addEventListener("focus", () => { if (covered()) look(); });
addEventListener("online", () => { if (covered()) look(); });
addEventListener("pageshow", event => {
  if (!event.persisted) return;
  // Out of the browser's memory, perhaps after a sign-out.
  close();
  look();
});

show(Number(meta.content), false);
// A tab that is covered opens again when its person has signed in elsewhere.
tabs.postMessage("signed-in");
