// Adds lines to a safety plan where they are asked for. Without this file the buttons ask the server for the same.

const form = document.querySelector("form[data-plan]");
const count = () => form.querySelectorAll("input[type=hidden][name$='.Step']").length;

/** The first empty line of a step; a new one behind the last where all are taken. */
function lineOf(step) {
  const lines = [...step.querySelectorAll(".plan-line")];
  const free = lines.find(line => [...line.querySelectorAll("input:not([type=hidden])")].every(input => input.value.trim() === ""));
  if (free) return free;
  const last = lines.at(-1);
  const line = last.cloneNode(true);
  const index = count();
  for (const node of line.querySelectorAll("[name], [id], [for], [aria-describedby]")) {
    for (const name of ["name", "id", "for"]) {
      const value = node.getAttribute(name);
      if (value) node.setAttribute(name, value.replace(/(Lines[[_])\d+/, `$1${index}`));
    }
    node.removeAttribute("aria-describedby");
    node.removeAttribute("aria-invalid");
  }
  for (const refused of line.querySelectorAll(".field-error")) refused.remove();
  for (const input of line.querySelectorAll("input:not([type=hidden])")) input.value = "";
  for (const label of line.querySelectorAll("label")) label.textContent = label.textContent.replace(/\d+/, `${lines.length + 1}`);
  last.after(line);
  return line;
}

form.addEventListener("click", event => {
  const button = event.target.closest("[data-add-line]");
  if (!button) return;
  event.preventDefault();
  const [text, phone] = lineOf(button.closest("[data-step]")).querySelectorAll("input:not([type=hidden])");
  if (button.dataset.addLine) {
    text.value = button.dataset.addLine;
    if (phone) phone.value = button.dataset.phone ?? "";
    button.remove();
    text.dispatchEvent(new Event("input", { bubbles: true }));
  }
  text.focus();
});
