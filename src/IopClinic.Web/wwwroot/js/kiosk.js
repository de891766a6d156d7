// A questionnaire in a patient's hands: a page is left only once its answers are on the server, so that a lost network loses nothing.
// Without this file each button saves and goes on.

const form = document.getElementById("measure");
const state = form.querySelector("[data-save-state]");
let sure = false;
let asking = false;

// Before anybody else hears of it: what is not sent is not marked as sent.
document.addEventListener("submit", async event => {
  if (event.target !== form || sure) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  if (asking) return;
  asking = true;
  state.textContent = "Saving…";
  try {
    const answer = await fetch(form.dataset.autosave, {
      method: "POST", body: new FormData(form), headers: { "X-Requested-With": "fetch" }, redirect: "error",
    });
    // Refused, or over: the page that comes back says what is to be done.
    if (answer.status >= 500) throw new Error("away");
    sure = true;
    form.requestSubmit(event.submitter);
  } catch {
    state.textContent = "No connection. Your answers stay on this page: try again in a moment.";
  } finally {
    asking = false;
  }
}, true);
addEventListener("pageshow", () => { sure = false; });
