// Quick phrases: a semicolon and a key in a note become the phrase, with the patient's name and pronouns filled in. What is still
// to say stands in [brackets], and Tab goes from one to the next.

const pronouns = {
  "she/her": { they: "she", them: "her", their: "her" },
  "he/him": { they: "he", them: "him", their: "his" },
};
const blank = /\[[^\][]*\]/g;

let offered = null; // fetched with the first semicolon, and anew with each page
let open = null; // { field, list, found, at, key, from, to }

async function phrases() {
  offered ??= fetch("/Phrases?handler=List", { headers: { "X-Requested-With": "fetch" } })
    .then(answer => (answer.ok ? answer.json() : []))
    .catch(() => []);
  const all = await offered;
  if (all.length === 0) offered = null; // the next semicolon asks again
  return all;
}

/** The semicolon and key that end where the cursor is. */
function typed(field) {
  return field.selectionStart === field.selectionEnd && /(?:^|[\s(])(;[a-z0-9-]*)$/i.exec(field.value.slice(0, field.selectionStart))?.[1];
}

function filled(text, field) {
  const row = field.closest("[data-row]");
  const name = row?.querySelector(".roll-name a")?.textContent.trim().split(" ")[0] ?? "the group";
  const said = row?.querySelector(".roll-name .quiet")?.textContent.trim().toLowerCase();
  const words = { they: "they", them: "them", their: "their", ...pronouns[said], name, topic: document.querySelector("[data-topic]")?.value || "[topic]" };
  return text.replace(/\{(\w+)\}/g, (whole, key) => {
    const word = words[key.toLowerCase()];
    return word === undefined ? whole : /^[A-Z]/.test(key) ? word[0].toUpperCase() + word.slice(1) : word;
  });
}

function close() {
  if (!open) return;
  open.list.remove();
  for (const attribute of ["aria-controls", "aria-activedescendant"]) open.field.removeAttribute(attribute);
  open = null;
}

async function offer(field) {
  const key = typed(field);
  if (!key) return close();
  const all = await phrases();
  if (typed(field) !== key || document.activeElement !== field) return;
  const asked = key.slice(1).toLowerCase();
  const own = field.matches("[data-note]") && field.placeholder.includes("\n") ? [{ key: "prompts", text: field.placeholder }] : [];
  const found = [...all, ...own]
    .filter(one => one.key.startsWith(asked) || (asked.length > 1 && one.text.toLowerCase().includes(asked)))
    .sort((one, other) => Number(other.key.startsWith(asked)) - Number(one.key.startsWith(asked)))
    .slice(0, 8);
  close();
  if (found.length === 0) return;
  const list = document.createElement("ul");
  list.className = "phrases";
  list.id = "phrases";
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", "Quick phrases");
  found.forEach((one, index) => {
    const item = document.createElement("li");
    item.id = `phrase-${index}`;
    item.setAttribute("role", "option");
    const name = document.createElement("kbd");
    name.textContent = `;${one.key}`;
    const words = document.createElement("span");
    words.textContent = one.text;
    item.append(name, words);
    // Before the field loses the focus.
    item.addEventListener("mousedown", event => {
      event.preventDefault();
      choose(index);
    });
    list.append(item);
  });
  field.after(list);
  field.setAttribute("aria-controls", "phrases");
  open = { field, list, found, at: 0, key, from: field.selectionStart - key.length, to: field.selectionStart };
  mark(0);
}

function mark(at) {
  open.at = (at + open.found.length) % open.found.length;
  [...open.list.children].forEach((item, index) => item.setAttribute("aria-selected", String(index === open.at)));
  open.list.children[open.at].scrollIntoView({ block: "nearest" });
  open.field.setAttribute("aria-activedescendant", `phrase-${open.at}`);
}

function choose(at) {
  const { field, found, from, to } = open;
  close();
  const text = filled(found[at].text, field);
  field.setRangeText(text, from, to, "end");
  const first = [...text.matchAll(blank)][0];
  if (first) field.setSelectionRange(from + first.index, from + first.index + first[0].length);
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

/** The next bracket behind the cursor is selected; where there is none, Tab does what it always does. */
function next(event, field) {
  const place = [...field.value.matchAll(blank)].find(found => found.index >= field.selectionEnd);
  if (!place) return;
  event.preventDefault();
  field.setSelectionRange(place.index, place.index + place[0].length);
}

const takes = field => field.matches?.("[data-roll] textarea");

document.addEventListener("input", event => {
  if (takes(event.target)) offer(event.target);
});

document.addEventListener("keydown", event => {
  if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey || !takes(event.target)) return;
  if (!open || open.field !== event.target) {
    if (event.key === "Tab" && !event.shiftKey) next(event, event.target);
    return;
  }
  const act = {
    ArrowDown: () => mark(open.at + 1),
    ArrowUp: () => mark(open.at - 1),
    Enter: () => choose(open.at),
    Tab: () => choose(open.at),
    Escape: close,
  }[event.key];
  if (!act) return;
  event.preventDefault();
  event.stopPropagation();
  act();
}, true);

// The cursor went elsewhere: what is offered belongs to the key that it left.
document.addEventListener("selectionchange", () => {
  if (open && typed(open.field) !== open.key) close();
});

document.addEventListener("focusout", event => {
  if (open?.field === event.target) close();
});
