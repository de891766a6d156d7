// Arrow keys go from one row's link to the next in a list; Enter opens it as any link. The list works without this file.

document.addEventListener("keydown", event => {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!step || !(event.target instanceof Element)) return;
  const links = [...document.querySelectorAll("[data-rows] [data-row]")];
  const at = links.indexOf(event.target);
  // From the search box the first arrow enters the list.
  if (at < 0 && !(step === 1 && event.target.matches("input[type=search]"))) return;
  const next = at < 0 ? links[0] : links[at + step];
  if (!next) return;
  event.preventDefault();
  next.focus();
});
