// The calendar: draws the sessions of a span, moves them by dragging and by keys, and asks what is to begin at an empty time.
// Every move goes to the server, which has the last word; what it refuses returns to its place.

const place = document.querySelector("[data-calendar]");
const { room, leader, track, patient, language } = place.dataset;
const books = place.dataset.books === "true";
const small = matchMedia("(max-width: 39.99rem)");
const refusal = document.getElementById("refused-move");
const beginning = document.getElementById("new-here");
const mover = document.querySelector("[data-move]");
const looks = {
  Week: "timeGridWeek", Day: "timeGridDay", Month: "dayGridMonth", List: "listWeek", Rooms: "resourceTimeGridDay", Leaders: "resourceTimeGridDay",
};

const two = number => String(number).padStart(2, "0");
const iso = date => `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
const clock = date => `${two(date.getHours())}:${two(date.getMinutes())}`;
const minutesOf = event => Math.round((event.end - event.start) / 60000);
const dayWords = new Intl.DateTimeFormat(language, { weekday: "short", month: "short", day: "numeric" });
const timeWords = new Intl.DateTimeFormat(language, { hour: "numeric", minute: "2-digit" });
const toast = detail => document.dispatchEvent(new CustomEvent("clinic:toast", { detail }));

let look = looks[place.dataset.view] ? place.dataset.view : "Week";
let chosen = null;
let putBack = null;
let refocus = null;

// What is asked for and drawn

const columnsOf = filter => [...document.getElementById(filter).options].filter(option => option.value).map(option => ({ id: option.value, title: option.text }));
const columns = () => look === "Rooms" ? [...columnsOf("Room").filter(column => !room || column.id === room), { id: "", title: "No room" }]
  : look === "Leaders" ? columnsOf("Leader").filter(column => !leader || column.id === leader) : [];
const columnsFor = session => look === "Rooms" ? [session.room ?? ""] : look === "Leaders" ? session.leaders : [];

async function sessionsOf({ start, end }) {
  const last = new Date(end);
  last.setDate(last.getDate() - 1);
  const query = new URLSearchParams({ handler: "Events", first: iso(start), last: iso(last) });
  for (const [name, value] of Object.entries({ room, leader, track, patient })) if (value) query.set(name, value);
  const answer = await fetch(`${mover?.action.split("?")[0] ?? location.pathname}?${query}`, { headers: { "X-Requested-With": "fetch" }, redirect: "error" });
  if (!answer.ok) throw new Error("refused");
  const { sessions, closures } = await answer.json();
  document.querySelector("[data-closed]").replaceChildren(...closures.map(closure => {
    const notice = document.createElement("div");
    notice.className = "notice tone-warn";
    notice.textContent = closure.words;
    return notice;
  }));
  const shown = look === "Month" ? monthly(sessions) : sessions;
  const closed = closures.map(closure => ({ start: closure.from, end: closure.until, display: "background", resourceIds: columns().map(column => column.id) }));
  return closed.concat(shown.map(session => ({
    id: session.id, start: session.start, end: session.end, title: session.title, editable: session.moves, resourceIds: columnsFor(session),
    classNames: ["ev", `ev-${session.tone}`], extendedProps: session,
  })));
}

/**
 * A month shows of each day as many sessions as its height has room for, and how many more there are: hundreds of sessions that are
 * drawn only to be measured and hidden take seconds.
 */
function monthly(sessions) {
  const room = Math.max(3, Math.floor(((place.clientHeight - 34) / 6 - 32) / 19));
  return [...Map.groupBy(sessions, session => session.start.slice(0, 10))].flatMap(([day, those]) => {
    if (those.length <= room) return those;
    const [shown, left] = [those.slice(0, room - 1), those.slice(room - 1)];
    return [...shown, { id: `more-${day}`, first: left[0].id, start: `${day}T23:59:00`, end: `${day}T23:59:59`, title: `+${left.length} more`, moves: false, tone: "more" }];
  });
}

const part = (classes, ...content) => {
  const made = document.createElement("span");
  made.className = classes;
  made.append(...content);
  return made;
};

/** The way into a meeting by telehealth: it opens beside the calendar, and the session does not. */
function joining(link) {
  const way = document.createElement("a");
  way.className = "ev-join";
  way.href = link;
  way.target = "_blank";
  way.rel = "noopener";
  way.textContent = "Join";
  for (const name of ["click", "pointerdown", "keydown"]) way.addEventListener(name, event => event.stopPropagation());
  return way;
}

/** Time, title and whom it is for, then where, who leads, the seats and the state: what colour says, stands there in words. */
function drawn({ event, timeText }) {
  const session = event.extendedProps;
  if (session?.first) return { domNodes: [part("ev-title", event.title), part("visually-hidden", `on ${dayWords.format(event.start)}`)] };
  if (!session?.state) return undefined;
  const facts = [session.seats, session.state].filter(Boolean).join(" · ");
  const about = look === "Rooms" ? session.by : look === "Leaders" ? session.where : `${session.where}, ${session.by}`;
  const join = session.join ? [" ", joining(session.join)] : [];
  return {
    domNodes: [
      part("ev-time numbers", timeText, ...join),
      part("ev-title", session.who ? `${session.who}, ${event.title}` : event.title),
      part("ev-facts numbers", facts),
      part("ev-about", about),
    ],
  };
}

// Said first: what is drawn asks for it before it is there.
let ec = null;
ec = EventCalendar.create(place, {
  view: small.matches ? "listDay" : looks[look],
  date: place.dataset.date,
  headerToolbar: { start: "", center: "", end: "" },
  locale: language,
  firstDay: 1,
  height: "100%",
  allDaySlot: false,
  slotDuration: "00:30",
  slotHeight: 36,
  snapDuration: "00:05",
  slotMinTime: place.dataset.opens,
  slotMaxTime: place.dataset.closes,
  flexibleSlotTimeLimits: true,
  slotEventOverlap: false,
  // How many more a day of a month has, nowhere but there.
  eventFilter: ({ event }) => look === "Month" || !event.extendedProps.first,
  // What day it is, the site says.
  highlightedDates: [place.dataset.now],
  nowIndicator: Number(place.dataset.offset) === -new Date().getTimezoneOffset(),
  filterResourcesWithEvents: false,
  resources: columns(),
  eventSources: [{ events: sessionsOf }],
  editable: books,
  eventResizableFromStart: false,
  selectable: books,
  selectMinDistance: 8,
  eventContent: drawn,
  eventClick: ({ event }) => open(event),
  eventDidMount: ({ el, event }) => {
    if (event.display === "background") return;
    el.dataset.session = event.id;
    el.tabIndex = 0;
  },
  // What has no room on a narrow event is read by resting on it.
  eventAllUpdated: () => {
    for (const el of place.querySelectorAll("[data-session]")) {
      el.title = [...el.querySelectorAll(".ec-event-body > span")].map(words => words.textContent).join("\n");
      // Not before all stand in their places, and anew when they are drawn once more: what is moved or replaced loses the focus.
      if (el.dataset.session === refocus) el.focus();
    }
  },
  eventDrop: moved,
  eventResize: moved,
  select: ({ start, end, resource }) => ask(start, Math.round((end - start) / 60000), resource?.id),
  datesSet: ({ start, end }) => {
    const last = new Date(end);
    last.setDate(last.getDate() - 1);
    const shown = ec?.getOption("date") ?? new Date(`${place.dataset.date}T00:00`);
    document.querySelector("[data-range]").textContent = look === "Month"
      ? new Intl.DateTimeFormat(language, { month: "long", year: "numeric" }).format(shown)
      : new Intl.DateTimeFormat(language, { month: "short", day: "numeric", year: "numeric" }).formatRange(start, last);
    address(iso(shown));
  },
  loading: isLoading => place.toggleAttribute("aria-busy", isLoading),
  views: {
    timeGridWeek: { dayHeaderFormat: { weekday: "short", month: "short", day: "numeric" } },
    listDay: { listDayFormat: { weekday: "long", month: "long", day: "numeric" }, listDaySideFormat: () => "" },
    listWeek: { listDayFormat: { weekday: "long", month: "long", day: "numeric" }, listDaySideFormat: () => "" },
  },
});

// EventCalendar calls itself a table whose rows hold no cells, and its events buttons, which an article cannot be. A screen reader is
// better served by articles that say all they show, in days under headings of the page's own order.
const plainly = new Set(["table", "rowgroup", "row", "cell", "columnheader", "rowheader", "list", "listitem", "button"]);
function sayPlainly() {
  for (const el of place.querySelectorAll("[role]:not(a, dialog)")) {
    if (plainly.has(el.getAttribute("role"))) el.removeAttribute("role");
  }
  for (const el of place.querySelectorAll("[aria-colindex], [aria-colspan], [aria-colcount], [aria-rowindex], [aria-rowcount]")) {
    for (const name of ["aria-colindex", "aria-colspan", "aria-colcount", "aria-rowindex", "aria-rowcount"]) el.removeAttribute(name);
  }
  // What scrolls is reached by keys, also while it is empty.
  for (const el of place.querySelectorAll(".ec-main:not([tabindex])")) {
    el.tabIndex = 0;
    el.setAttribute("role", "region");
    el.setAttribute("aria-label", "Sessions");
  }
  // The hours at the side are no part of the page of their own.
  for (const el of place.querySelectorAll("aside:not([role])")) el.setAttribute("role", "presentation");
  for (const el of place.querySelectorAll("h4:not([aria-level])")) {
    el.setAttribute("role", "heading");
    el.setAttribute("aria-level", "3");
  }
}
new MutationObserver(sayPlainly).observe(place, { subtree: true, childList: true, attributes: true, attributeFilter: ["role"] });
sayPlainly();

/** The address and what leads on carry what is shown: going back comes back to it. */
function address(date) {
  const here = new URL(location);
  here.searchParams.delete("handler");
  here.searchParams.set("date", date);
  here.searchParams.set("view", look);
  history.replaceState(null, "", here);
  for (const kept of document.querySelectorAll("[data-keeps]")) kept.value = kept.dataset.keeps === "date" ? date : look;
  const print = document.querySelector("[data-week-print]");
  const printed = new URL(print.href);
  printed.searchParams.set("date", date);
  print.href = printed.href;
}

function turn(to) {
  look = to;
  ec.setOption("resources", columns());
  ec.setOption("view", small.matches && to !== "Month" ? (to === "Week" || to === "List" ? "listWeek" : "listDay") : looks[to]);
  ec.refetchEvents();
  for (const button of document.querySelectorAll("[data-look]")) button.setAttribute("aria-pressed", String(button.dataset.look === to));
  address(iso(ec.getOption("date")));
}

const step = by => by < 0 ? ec.prev() : ec.next();
const toToday = () => ec.setOption("date", new Date(`${place.dataset.now}T00:00`));
for (const button of document.querySelectorAll("[data-look]")) button.addEventListener("click", () => turn(button.dataset.look));
for (const button of document.querySelectorAll("[data-step]")) button.addEventListener("click", () => step(Number(button.dataset.step)));
document.querySelector("[data-today]").addEventListener("click", toToday);
small.addEventListener("change", () => turn(look));
if (small.matches) turn(look);

// Opening, moving, making

function open(event) {
  const { href, first } = event.extendedProps;
  if (first) {
    refocus = first;
    ec.setOption("date", new Date(event.start));
    turn("Day");
  } else if (href) location.assign(href);
  else toast({ sentence: "This session is not yours to open.", trouble: true });
}

async function send(session, to) {
  const body = new URLSearchParams(new FormData(mover));
  body.delete("__FormKey");
  const fields = { Id: session.id, Version: session.version, From: session.date, Date: to.date, StartsAt: to.startsAt, Minutes: to.minutes, RoomId: to.room ?? "", Reason: to.reason ?? "" };
  for (const [name, value] of Object.entries(fields)) body.set(`Move.${name}`, value);
  for (const one of to.leaders) body.append("Move.Leaders", one);
  try {
    const answer = await fetch(mover.action, { method: "POST", body, headers: { "X-Requested-With": "fetch" }, redirect: "error", signal: AbortSignal.timeout(15000) });
    if (answer.ok) return await answer.json();
    if (answer.headers.get("Content-Type")?.startsWith("application/json")) return await answer.json();
    return { sentences: [answer.status === 404 ? "This session was moved or taken away meanwhile." : "That did not work. Load the page again before you go on."] };
  } catch {
    return { sentences: ["The clinic’s server did not answer, so this may not be saved. Load the page again."] };
  }
}

const placeOf = (event, session) => ({
  date: iso(event.start), startsAt: clock(event.start), minutes: minutesOf(event), room: session.room, leaders: session.leaders,
});

async function moved({ event, oldEvent, oldResource, newResource, revert }) {
  const session = event.extendedProps;
  const before = placeOf(oldEvent, session);
  const to = placeOf(event, session);
  if (newResource && look === "Rooms") to.room = newResource.id || null;
  if (newResource && look === "Leaders") to.leaders = [...new Set(session.leaders.map(one => one === oldResource.id ? newResource.id : one))];
  await propose(event, session, before, to, revert);
}

async function propose(event, session, before, to, revert) {
  const answer = await send({ id: event.id, version: session.version, date: before.date }, to);
  if (answer.sentences) {
    refused(answer, revert, session, reason => propose(event, session, before, { ...to, reason }, revert));
    return;
  }
  refocus = event.id;
  ec.refetchEvents();
  offerBack({ id: event.id, version: answer.version, date: to.date }, before, answer.sentence);
}

function offerBack(session, before, sentence) {
  const back = async () => {
    if (putBack !== back) return;
    putBack = null;
    for (const offer of document.querySelectorAll("[data-toast]:has([data-act])")) offer.remove();
    const answer = await send(session, { ...before, reason: "Put back to where it was" });
    if (answer.sentences) toast({ sentence: answer.sentences.join(" "), trouble: true });
    else toast({ sentence: `Put back. ${answer.sentence}` });
    refocus = session.id;
    ec.refetchEvents();
  };
  putBack = back;
  toast({ sentence, verb: "Put back", act: back });
}

function refused({ sentences, asksWhy = false }, revert, session, again) {
  refusal.querySelector("[data-sentences]").replaceChildren(...sentences.map(sentence => {
    const line = document.createElement("li");
    line.textContent = sentence;
    return line;
  }));
  const form = refusal.querySelector("[data-form]");
  form.hidden = !session.href;
  form.href = `${session.href}/Move`;
  // What may be all the same is moved with a reason.
  const [why, allTheSame] = [refusal.querySelector("[data-why]"), refusal.querySelector("[data-all-the-same]")];
  why.hidden = allTheSame.hidden = !asksWhy;
  why.querySelector("input").value = "";
  allTheSame.onclick = () => {
    const reason = why.querySelector("input").value.trim();
    if (reason === "") why.querySelector("input").focus();
    else refusal.close(reason);
  };
  // However else the dialog is left, the session is back where it was: nothing was saved.
  refusal.returnValue = "";
  refusal.addEventListener("close", () => {
    if (refusal.returnValue) {
      again(refusal.returnValue);
      return;
    }
    revert();
    ec.refetchEvents();
  }, { once: true });
  refusal.showModal();
}
refusal?.querySelector("[data-back]").addEventListener("click", () => refusal.close(""));

function ask(start, minutes, column) {
  const end = new Date(start.getTime() + minutes * 60000);
  beginning.querySelector("[data-when]").textContent = `${dayWords.format(start)}, ${timeWords.format(start)} – ${timeWords.format(end)}`;
  for (const link of beginning.querySelectorAll("[data-to]")) {
    const to = new URL(link.href.split("?")[0]);
    const query = { date: iso(start), start: clock(start), minutes, room: look === "Rooms" ? column : room, leader: look === "Leaders" ? column : leader, patient };
    for (const [name, value] of Object.entries(query)) if (value) to.searchParams.set(name, value);
    link.href = to.href;
  }
  beginning.addEventListener("close", () => ec.unselect(), { once: true });
  beginning.showModal();
}
function askHere() {
  const event = chosen && ec.getEventById(chosen);
  if (event && !event.extendedProps.first) return ask(event.start, minutesOf(event), event.resourceIds[0]);
  const start = new Date(event?.start ?? ec.getOption("date"));
  start.setHours(...place.dataset.opens.split(":").map(Number));
  return ask(start, 60);
}
document.querySelector("[data-new]")?.addEventListener("click", askHere);

// Keys: the sessions are walked by where they stand on screen.

const standing = () => [...place.querySelectorAll("[data-session]")].map(el => ({ el, box: el.getBoundingClientRect() })).filter(one => one.box.width > 0);

function beside(from, key) {
  const here = from.getBoundingClientRect();
  const others = standing().filter(one => one.el !== from);
  if (place.querySelector(".ec-list") || key === "ArrowUp" || key === "ArrowDown") {
    const all = standing().sort((a, b) => sameColumn(a.box, b.box) ? a.box.top - b.box.top : a.box.left - b.box.left);
    const at = all.findIndex(one => one.el === from);
    return all[at + (key === "ArrowUp" || key === "ArrowLeft" ? -1 : 1)]?.el;
  }
  const side = others.filter(one => key === "ArrowLeft" ? one.box.right <= here.left + 2 : one.box.left >= here.right - 2);
  return side.sort((a, b) => distance(a.box, here) - distance(b.box, here))[0]?.el;
}
const sameColumn = (a, b) => Math.abs(a.left - b.left) < 30;
const distance = (a, b) => Math.abs(a.left - b.left) + 3 * Math.abs(a.top - b.top);

for (const type of ["keydown", "pointerdown"]) document.addEventListener(type, () => { refocus = null; }, { capture: true });
place.addEventListener("focusin", event => { chosen = event.target.closest("[data-session]")?.dataset.session ?? chosen; });
document.addEventListener("keydown", event => {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey || event.isComposing) return;
  if (localStorage.getItem("keys") === "off" || document.querySelector("dialog[open], [popover]:popover-open")) return;
  if (event.target instanceof HTMLElement && event.target.matches("input, select, textarea, summary, [contenteditable]")) return;
  const on = event.target.closest?.("[data-session]");
  const arrow = event.key.startsWith("Arrow");
  const act = arrow && on ? () => beside(on, event.key)?.focus()
    : arrow && (event.key === "ArrowLeft" || event.key === "ArrowRight") ? () => step(event.key === "ArrowLeft" ? -1 : 1)
    : arrow ? () => standing()[0]?.el.focus()
    : event.key === "Enter" && on ? () => open(ec.getEventById(on.dataset.session))
    : event.key === "m" && on && books && !on.dataset.session.startsWith("more-") ? () => form(ec.getEventById(on.dataset.session))
    : event.key === "n" && books ? askHere
    : event.key === "z" && putBack ? putBack
    : event.key === "t" ? toToday
    : /^[1-6]$/.test(event.key) ? () => turn(Object.keys(looks)[Number(event.key) - 1])
    : null;
  if (!act) return;
  event.preventDefault();
  act();
});

function form(event) {
  const { moves, href } = event.extendedProps;
  if (moves) location.assign(`${href}/Move`);
  else toast({ sentence: "This session stays where it is: something is recorded in it, it is cancelled, or it is not yours to move.", trouble: true });
}
