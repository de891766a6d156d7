// Choosing a service suggests its usual minutes, until somebody writes their own.

const usual = new Map([...document.querySelectorAll("[data-usual] data")].map(entry => [entry.dataset.for, entry.value]));
for (const service of document.querySelectorAll("[data-suggests]")) {
  const minutes = document.getElementById(service.dataset.suggests);
  if (!minutes) continue;
  let suggested = usual.get(service.value) ?? "";
  service.addEventListener("change", () => {
    const ours = minutes.value === "" || minutes.value === suggested;
    suggested = usual.get(service.value) ?? "";
    if (ours) minutes.value = suggested;
  });
}
