// The editor of a treatment plan by keyboard: lines are added, moved, indented and taken over from the offers without leaving the page.
// Without this file the same buttons ask the server. It comes before autosave.js, which sends what is written.

const form = document.querySelector("form[data-plan-editor]");
const list = form.querySelector("[data-rows]");
const levels = ["Problem", "Goal", "Objective", "Intervention"];

const rows = () => [...list.children];
const levelOf = row => levels.indexOf(row.dataset.level);
const textOf = row => row.querySelector("[data-text]");
const fieldOf = (row, name) => row.querySelector(`[name$=".${name}"]`);

/** Numbers the fields in the order in which the lines stand: the server reads them so. */
function number() {
  rows().forEach((row, index) => {
    for (const node of row.querySelectorAll("[name], [id], [for], [aria-describedby]")) {
      for (const name of ["name", "id", "for", "aria-describedby"]) {
        const value = node.getAttribute(name);
        if (value) node.setAttribute(name, value.replace(/(Lines[[_])\d+/g, `$1${index}`));
      }
    }
  });
}

function changed(row) {
  number();
  (row ? textOf(row) : form.querySelector("[data-whole]")).dispatchEvent(new Event("input", { bubbles: true }));
}

function setLevel(row, level) {
  const name = levels[level];
  row.dataset.level = name;
  row.querySelector("[data-level-field]").value = name;
  row.querySelector("[data-kind]").textContent = name;
  row.querySelector("label").firstChild.textContent = name;
  for (const part of row.querySelectorAll("[data-part]")) part.hidden = part.disabled = part.dataset.part !== name;
}

function made(level, values = {}) {
  const row = form.querySelector(`template[data-blank="${levels[level]}"]`).content.firstElementChild.cloneNode(true);
  const key = values.Key ?? crypto.randomUUID();
  fieldOf(row, "Key").value = key;
  row.id = `line-${key}`;
  for (const button of row.querySelectorAll("[name=act]")) button.value = `${button.value.split(".")[0]}.${key}`;
  for (const [name, value] of Object.entries(values)) {
    const field = name === "Key" || name === "Level" ? null : fieldOf(row, name);
    if (!field) continue;
    if (field.tagName === "SELECT" && ![...field.options].some(option => option.value === `${value}`)) continue;
    field.value = value;
  }
  state(row);
  return row;
}

/** A line with everything that stands under it. */
function block(row) {
  const all = [row];
  for (let next = row.nextElementSibling; next && levelOf(next) > levelOf(row); next = next.nextElementSibling) all.push(next);
  return all;
}

function add(level, after) {
  const row = made(level);
  if (after) after.after(row);
  else list.append(row);
  number();
  textOf(row).focus();
  return row;
}

function drop(row) {
  const next = row.previousElementSibling ?? row.nextElementSibling;
  row.remove();
  changed(next);
  if (next) textOf(next).focus();
}

function move(row, up) {
  const own = block(row);
  if (up) {
    let before = row.previousElementSibling;
    while (before && levelOf(before) > levelOf(row)) before = before.previousElementSibling;
    if (!before) return;
    if (levelOf(before) < levelOf(row)) {
      // It becomes the last of the one before its own.
      let above = before.previousElementSibling;
      while (above && levelOf(above) >= levelOf(row)) above = above.previousElementSibling;
      if (!above) return;
    }
    before.before(...own);
  } else {
    const next = own.at(-1).nextElementSibling;
    if (!next) return;
    (levelOf(next) === levelOf(row) ? block(next).at(-1) : next).after(...own);
  }
  changed(row);
  textOf(row).focus();
}

function indent(row, step) {
  const level = levelOf(row) + step;
  if (level < 0 || level >= levels.length) return;
  setLevel(row, level);
  changed(row);
  textOf(row).focus();
}

/** Lines that are offered: under the problem that they are for, else under the one at hand, else at the end. */
function take(lines, under) {
  for (const row of rows()) if (!textOf(row).value.trim() && row !== document.activeElement.closest("[data-row]")) row.remove();
  const first = levels.indexOf(lines[0].Level);
  let problem = first === 0 ? null : rows().find(row => levelOf(row) === 0 && under.includes(fieldOf(row, "RestsOn").value));
  if (!problem && first > 0) problem = rows().filter(row => levelOf(row) === 0).at(-1);
  let last = problem ? block(problem).at(-1) : rows().at(-1);
  const place = row => {
    if (last) last.after(row);
    else list.append(row);
    last = row;
    return row;
  };
  let goal = null;
  if (first === 2) {
    let above = last;
    while (above && levelOf(above) > 1) above = above.previousElementSibling;
    if (!above || levelOf(above) !== 1) goal = place(made(1));
  }
  const all = lines.map(line => place(made(levels.indexOf(line.Level), line)));
  changed(all[0]);
  return goal ?? all[0];
}

/** When and why belongs to an objective that is over. */
function state(row) {
  const status = row.querySelector("[data-state]")?.value;
  if (!status) return;
  row.dataset.status = status;
  const ended = fieldOf(row, "EndedOn");
  if (status !== "Active" && !ended.value) ended.value = new Date().toLocaleDateString("sv");
}

const acts = {
  up: row => move(row, true),
  down: row => move(row, false),
  in: row => indent(row, 1),
  out: row => indent(row, -1),
  drop,
};

form.addEventListener("click", event => {
  const button = event.target.closest("[name=act]");
  if (!button) return;
  event.preventDefault();
  const [act, what] = button.value.split(".");
  if (act === "new") add(levels.indexOf(what), null);
  else if (act === "offer") {
    const after = button.closest("li").nextElementSibling ?? button.closest("li").previousElementSibling;
    if (button.dataset.field) {
      const text = form.querySelector(`[data-whole="${button.dataset.field}"]`);
      text.value = text.value.trim() ? `${text.value.trimEnd()}\n${button.dataset.text}` : button.dataset.text;
      text.dispatchEvent(new Event("input", { bubbles: true }));
    } else take(JSON.parse(button.dataset.lines), button.dataset.under.split(" "));
    // The next offer is one key away; what was taken over stands in the plan.
    const section = button.closest("[data-offers]");
    button.closest("li").remove();
    const next = after?.querySelector("button");
    if (next) next.focus();
    else {
      const other = section.nextElementSibling?.querySelector("button");
      section.remove();
      (other ?? textOf(rows().at(-1)) ?? form.querySelector("[data-go-on]")).focus();
    }
  } else acts[act](button.closest("[data-row]"));
});

form.addEventListener("change", event => {
  if (event.target.matches("[data-state]")) state(event.target.closest("[data-row]"));
});

list.addEventListener("keydown", event => {
  const text = event.target;
  if (!text.matches("[data-text]") || event.isComposing) return;
  const row = text.closest("[data-row]");
  const arrow = { ArrowUp: "up", ArrowDown: "down", ArrowLeft: "out", ArrowRight: "in" }[event.key];
  if (event.altKey && arrow) {
    if (event.shiftKey) acts[arrow](row);
    else if (arrow === "up" || arrow === "down") textOf((arrow === "up" ? row.previousElementSibling : row.nextElementSibling) ?? row).focus();
    else return;
  } else if (event.key === "Enter" && !event.shiftKey && !event.ctrlKey && !event.metaKey && !event.altKey) {
    if (text.value.trim()) add(Math.min(levelOf(row) + 1, levels.length - 1), row);
    else indent(row, -1);
  } else if (event.key === "Backspace" && !text.value && rows().length > 1 && row.querySelector("[value^='drop.']")) drop(row);
  else return;
  event.preventDefault();
});

form.addEventListener("autosaved", ({ detail: { remarks, mix, weekly } }) => {
  const say = (place, said) => place.replaceChildren(...said.map(({ sentence, isHint }) => {
    const item = document.createElement("li");
    item.className = isHint ? "remark-hint" : "remark-obstacle";
    item.textContent = sentence;
    return item;
  }));
  say(form.querySelector("[data-remarks-whole]"), remarks.filter(remark => !remark.key));
  for (const row of rows()) say(row.querySelector("[data-remarks]"), remarks.filter(remark => remark.key === fieldOf(row, "Key").value));
  form.querySelector("[data-weekly]").textContent = weekly;
  form.querySelector("[data-mix]").replaceChildren(...mix.map(words => Object.assign(document.createElement("li"), { textContent: words })));
});

for (const row of rows()) state(row);
if (rows().length === 0 && !form.querySelector(".plan-offer")) add(0, null);
else if (location.hash.startsWith("#line-")) textOf(document.querySelector(location.hash) ?? rows()[0])?.focus();
