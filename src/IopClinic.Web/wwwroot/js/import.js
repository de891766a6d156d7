// Says how far an upload has come and that the clinic is at work after it, and stops files that are too large before they travel.
// Without this file the form is sent as it is, and the page waits for the report.

const importing = event => event.target instanceof Element ? event.target.closest("[data-import]") : null;
let sending = false;

function show(form, words, percent) {
  const bar = form.querySelector("progress");
  form.querySelector("[data-working]").hidden = words === null;
  if (words !== null) form.querySelector("[data-working-words]").textContent = words;
  if (percent === null) bar.removeAttribute("value");
  else bar.value = percent;
}

document.addEventListener("htmx:beforeRequest", event => {
  const form = importing(event);
  if (!form) return;
  const files = [...form.querySelector("input[type=file]").files];
  const { most, mostTogether, mostWords } = form.dataset;
  const large = files.find(file => file.size > Number(most));
  const together = files.reduce((sum, file) => sum + file.size, 0);
  const sentence = large ? `${large.name} is larger than ${mostWords}. Split it and import the parts.`
    : together > Number(mostTogether) - 1048576 ? "These files are too large together. Send fewer at once."
    : null;
  if (sentence) {
    event.preventDefault();
    document.dispatchEvent(new CustomEvent("clinic:toast", { detail: { sentence, trouble: true } }));
    return;
  }
  sending = true;
  form.setAttribute("aria-busy", "true");
  show(form, "Sending …", 0);
});

// The same event tells how the answer comes back; only the way out is shown.
document.addEventListener("htmx:xhr:progress", event => {
  const form = importing(event);
  const { lengthComputable, loaded, total } = event.detail;
  if (!form || !sending || !lengthComputable) return;
  sending = loaded < total;
  if (sending) show(form, "Sending …", Math.floor(100 * loaded / total));
  else show(form, "Received. Reading the files and taking the patients in; keep this page open.", null);
});

document.addEventListener("htmx:afterRequest", event => {
  const form = importing(event);
  if (!form) return;
  sending = false;
  form.removeAttribute("aria-busy");
  show(form, null, 0);
});

document.addEventListener("htmx:afterSettle", () => {
  const answer = document.querySelector("#import #report, #import .form-errors");
  answer?.focus();
  answer?.scrollIntoView({ block: "center" });
});
