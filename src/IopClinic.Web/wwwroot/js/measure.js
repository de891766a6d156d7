// A questionnaire by keyboard, and its answers on the server while they are entered. Without this file it is a plain form that saves
// on its buttons and shows every question.

const form = document.getElementById("measure");
const state = form.querySelector("[data-save-state]");
const questions = [...form.querySelectorAll("[data-item]")];
const singleKeysOn = () => !document.documentElement.hasAttribute("data-keys-off");
const afterAnswer = 350; // ms
const retryAfter = 5000;
const giveUpAfter = 8000; // a request that hangs is no save
let timer = 0;
let changed = false;
let sending = 0;
let left = false;

async function send(leaving = false) {
  clearTimeout(timer);
  timer = 0;
  if (!changed || left || (sending > 0 && !leaving)) return;
  changed = false;
  sending++;
  state.textContent = "Saving…";
  try {
    const answer = await fetch(form.dataset.autosave, {
      method: "POST", body: new FormData(form), keepalive: leaving, signal: leaving ? null : AbortSignal.timeout(giveUpAfter),
      headers: { "X-Requested-With": "fetch" }, redirect: "error",
    });
    if (!answer.ok) throw new Error("refused");
    const said = await answer.json();
    state.textContent = `Saved at ${said.at}`;
    for (const question of questions) question.classList.toggle("question-skipped", said.skipped.includes(question.dataset.item));
  } catch {
    changed = true;
    state.textContent = "Not saved yet. Your answers stay on this page.";
    timer = setTimeout(send, retryAfter);
  } finally {
    sending--;
  }
  // What was answered while this was on its way.
  if (changed && timer === 0) send();
}

function next(question) {
  const after = questions.slice(questions.indexOf(question) + 1).find(other => !other.classList.contains("question-skipped"));
  const target = after?.querySelector("input[type=radio]:checked") ?? after?.querySelector("input[type=radio]")
    ?? form.querySelector(".actions button");
  target.focus();
  target.closest("[data-item]")?.scrollIntoView({ block: "center" });
}

form.addEventListener("change", () => {
  changed = true;
  clearTimeout(timer);
  timer = setTimeout(send, afterAnswer);
});

form.addEventListener("keydown", event => {
  const question = event.target.closest("[data-item]");
  if (!question || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "Enter") {
    event.preventDefault();
    next(question);
  } else if (/^[1-9]$/.test(event.key) && singleKeysOn()) {
    const chosen = question.querySelectorAll("input[type=radio]")[event.key - 1];
    if (!chosen) return;
    event.preventDefault();
    chosen.click();
    next(question);
  }
});

form.addEventListener("submit", () => { left = true; clearTimeout(timer); });
addEventListener("pagehide", () => send(true));
// Back again, from the page that the form went to.
addEventListener("pageshow", () => { left = false; });
document.addEventListener("visibilitychange", () => { if (document.visibilityState === "hidden") send(true); });
