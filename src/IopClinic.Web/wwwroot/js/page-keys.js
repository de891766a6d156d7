// A key for a link or button of this page: <a data-key="ArrowLeft">. Off together with all single-key shortcuts.

document.addEventListener("keydown", event => {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey || event.isComposing) return;
  if (localStorage.getItem("keys") === "off" || document.querySelector("dialog[open], [popover]:popover-open")) return;
  if (event.target instanceof HTMLElement && event.target.matches("input, select, textarea, [contenteditable], [role=radio]")) return;
  const target = document.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
  if (!target) return;
  event.preventDefault();
  target.click();
});
