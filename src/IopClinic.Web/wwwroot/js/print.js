// The print button: the browser's own dialog, since a page cannot print without script.
for (const button of document.querySelectorAll("[data-prints]")) button.addEventListener("click", () => print());
