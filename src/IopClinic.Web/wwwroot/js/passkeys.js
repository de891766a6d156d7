// Asks the device for a passkey, or for an answer by one, and sends it as the form's own field. Without this file, or on a device
// without passkeys, these forms are not shown and the password does.

const forms = [...document.querySelectorAll("form[data-passkey]")];
const offered = globalThis.PublicKeyCredential?.parseRequestOptionsFromJSON && globalThis.PublicKeyCredential.parseCreationOptionsFromJSON;
let waiting = null;

/** Sends fields with the form's token, and returns what the server says to them. */
async function post(form, handler, more = {}) {
  const fields = new URLSearchParams({ __RequestVerificationToken: form.elements.__RequestVerificationToken.value, ...more });
  const answer = await fetch(`/Account/Passkeys?handler=${handler}`, {
    method: "POST", body: fields, credentials: "same-origin", headers: { "X-Requested-With": "fetch" },
  });
  const told = await answer.json().catch(() => ({}));
  if (!answer.ok) throw new Error(told.sentence ?? told.detail ?? "The clinic did not answer. Try again in a moment.");
  return told;
}

/** What the server wants to know of the passkey. */
function question(form) {
  const key = form.querySelector("[data-passkey-key]")?.value;
  return post(form, form.dataset.passkey === "make" ? "NewOptions" : "Options", key ? { key } : {});
}

/** What the device says, as text. */
async function answerOf(form, extra = {}) {
  const asked = await question(form);
  const credential = form.dataset.passkey === "make"
    ? await navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(asked), ...extra })
    : await navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(asked), ...extra });
  return JSON.stringify(credential);
}

function say(form, sentence) {
  const trouble = form.querySelector("[data-passkey-trouble]");
  trouble.hidden = sentence === "";
  trouble.textContent = sentence;
}

const sentences = {
  NotAllowedError: "No passkey was used. Try it again, or choose another way.",
  InvalidStateError: "This device has a passkey for you already.",
  SecurityError: "Passkeys do not work at this address.",
};

/** "Chrome on Windows": a name to begin with. */
function deviceName() {
  const agent = navigator.userAgent;
  const system = ["Android", "iPhone", "iPad", "Windows", "Mac OS", "CrOS", "Linux"].find(name => agent.includes(name));
  return { "Mac OS": "Mac", CrOS: "Chromebook" }[system] ?? system ?? "Passkey";
}

function send(form, answer) {
  form.querySelector("[data-passkey-answer]").value = answer;
  form.requestSubmit();
}

for (const form of forms) {
  if (!offered) {
    form.hidden = true;
    continue;
  }
  const name = form.querySelector("[data-passkey-name]");
  if (name && !name.value) name.value = deviceName();
  form.addEventListener("submit", async event => {
    if (form.querySelector("[data-passkey-answer]").value) return;
    event.preventDefault();
    waiting?.abort();
    say(form, "");
    form.setAttribute("aria-busy", "true");
    try {
      send(form, await answerOf(form));
    } catch (trouble) {
      say(form, sentences[trouble.name] ?? trouble.message);
    } finally {
      form.removeAttribute("aria-busy");
    }
  });
}

// Where a password is asked once more (<confirm-factor>), a passkey does as well: for every such question on the page.
for (const button of document.querySelectorAll("[data-confirm-passkey]")) {
  button.hidden = !offered;
  button.addEventListener("click", async () => {
    const { form } = button;
    const place = button.closest("[data-confirm-factor]");
    say(place, "");
    button.disabled = true;
    try {
      await post(form, "Assert", { "Assert.Answer": await answerOf(form) });
      const sends = place.dataset.confirmFactor === "sends";
      for (const asked of document.querySelectorAll("[data-confirm-factor]")) {
        const said = document.createElement("p");
        said.className = "quiet small";
        said.setAttribute("role", "status");
        said.dataset.confirmed = "";
        asked.replaceWith(said);
        said.textContent = button.dataset.confirmPasskey;
      }
      if (sends) form.requestSubmit();
      else form.querySelector("button[type=submit]")?.focus();
    } catch (trouble) {
      button.disabled = false;
      say(place, sentences[trouble.name] ?? trouble.message);
    }
  });
}

// A page the browser shows again from memory keeps the answer that was spent.
addEventListener("pageshow", event => {
  if (event.persisted) forms.forEach(form => { form.querySelector("[data-passkey-answer]").value = ""; });
});

// In the list that opens under the name field, where the browser can do that.
const filling = forms.find(form => form.hasAttribute("data-passkey-fills"));
if (offered && filling && await PublicKeyCredential.isConditionalMediationAvailable?.()) {
  waiting = new AbortController();
  answerOf(filling, { mediation: "conditional", signal: waiting.signal }).then(answer => send(filling, answer), () => { });
}
