// A field in which a code is picked from what the server finds: arrows, Enter, Escape, or a click. Without this file the code is written.

const rest = 120; // ms after the last key until the server is asked
let timer = 0;

const listOf = field => document.getElementById(field.getAttribute("aria-controls"));
const optionsOf = field => [...(listOf(field)?.querySelectorAll("[data-value]") ?? [])];

function close(field) {
  clearTimeout(timer);
  listOf(field)?.setAttribute("hidden", "");
  field.setAttribute("aria-expanded", "false");
  field.removeAttribute("aria-activedescendant");
}

function open(field) {
  let list = listOf(field);
  if (!list) {
    list = document.createElement("ul");
    list.id = `${field.id}-picks`;
    list.className = "picks";
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", "Codes that fit");
    field.after(list);
    field.setAttribute("aria-controls", list.id);
    // The field keeps the focus, so that its leaving means leaving.
    list.addEventListener("pointerdown", event => event.preventDefault());
    list.addEventListener("click", event => {
      const option = event.target.closest("[data-value]");
      if (option) pick(field, option);
    });
  }
  return list;
}

async function find(field) {
  const asked = field.value.trim();
  if (!asked) return close(field);
  const list = open(field);
  await htmx.ajax("GET", `${field.dataset.picks}&field=${encodeURIComponent(field.id)}&q=${encodeURIComponent(asked.slice(0, 100))}`, { target: list, swap: "innerHTML" });
  if (document.activeElement !== field || field.value.trim() !== asked) return;
  field.dataset.found = asked;
  list.removeAttribute("hidden");
  field.setAttribute("aria-expanded", "true");
  mark(field, optionsOf(field)[0]);
}

function mark(field, option) {
  for (const other of optionsOf(field)) other.setAttribute("aria-selected", String(other === option));
  if (!option) return field.removeAttribute("aria-activedescendant");
  field.setAttribute("aria-activedescendant", option.id);
  option.scrollIntoView({ block: "nearest" });
}

function pick(field, option) {
  field.value = option.dataset.value;
  close(field);
  // Whoever saves while it is written hears of it; it is not asked about again.
  field.dispatchEvent(new CustomEvent("change", { bubbles: true }));
}

document.addEventListener("input", event => {
  if (!event.target.matches("[data-picks]")) return;
  clearTimeout(timer);
  timer = setTimeout(() => find(event.target), rest);
});
document.addEventListener("focusout", event => {
  if (event.target.matches("[data-picks]")) close(event.target);
});
document.addEventListener("keydown", event => {
  const field = event.target;
  if (!(field instanceof Element) || !field.matches("[data-picks]") || event.isComposing) return;
  const isOpen = field.getAttribute("aria-expanded") === "true";
  const options = optionsOf(field);
  const at = options.findIndex(option => option.getAttribute("aria-selected") === "true");
  if (event.key === "ArrowDown" && !isOpen) find(field);
  else if (!isOpen) return;
  // The list still answers what was typed before: nobody picks from that.
  else if (event.key === "Enter" && field.dataset.found !== field.value.trim()) find(field);
  else if (event.key === "ArrowDown") mark(field, options[Math.min(at + 1, options.length - 1)]);
  else if (event.key === "ArrowUp") mark(field, options[Math.max(at - 1, 0)]);
  else if (event.key === "Enter" && !event.ctrlKey && !event.metaKey && options[at]) pick(field, options[at]);
  else if (event.key === "Escape") close(field);
  else return;
  event.preventDefault();
  event.stopPropagation();
}, true);
