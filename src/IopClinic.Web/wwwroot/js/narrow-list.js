// Typing narrows the list below at once; what is ticked stays in sight. The button beside the box asks the server, which knows more.

const plain = text => text.normalize("NFD").replace(/\p{Mn}/gu, "").toLowerCase();

for (const box of document.querySelectorAll("[data-narrows]")) {
  const list = document.getElementById(box.dataset.narrows);
  if (!list) continue;
  const rows = [...list.tBodies[0].rows];
  const chosen = box.form.querySelector("[data-chosen]");

  const narrow = () => {
    const wanted = plain(box.value.trim());
    for (const row of rows) row.hidden = !row.querySelector("input").checked && !plain(row.textContent).includes(wanted);
  };
  const count = () => {
    const ticked = rows.filter(row => row.querySelector("input").checked).length;
    if (chosen) chosen.textContent = ticked === 0 ? "" : `${ticked} chosen`;
  };
  box.addEventListener("input", narrow);
  list.addEventListener("change", count);
  box.addEventListener("keydown", event => {
    // Enter in the search box finds; it does not enroll whoever is ticked so far.
    if (event.key !== "Enter") return;
    event.preventDefault();
    rows.find(row => !row.hidden)?.querySelector("input").focus();
  });
  count();
}
