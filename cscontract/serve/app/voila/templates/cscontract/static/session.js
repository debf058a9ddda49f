// An answer that is old says so: it is greyed and told in words, and the panel is opened anew as it was.
//
// A move is answered once the kernel is done with it and has sent something for it. A move without an
// answer, a line that is down, a kernel that is gone: each makes what is shown an old answer.
(() => {
"use strict";
const KEPT = `cscontract ${location.pathname}`;
const LATE = 1500;  // milliseconds after which an answer that has not come is told,
const DOWN = 700;  // a line that is down,
const SLOW = 90_000;  // and a panel that is not shown
const UNKNOWN = [401, 403];  // what a server says that does not know this reader
const HELD = ["down", "ended", "address", "away"];
const DEAD = ["dead", "restarting", "autorestarting", "terminating"];
const moves = new Map();  // message → what was moved to which values, when, whether something came for it
const asked = [];  // what is to be done once the panel has answered
let manager, session, down, over = false, away = false, heard = true, ready = false, opened = false;

// what is kept in this page alone: the panel's own text, and the moves that were not answered

function kept() {
  try { return JSON.parse(sessionStorage.getItem(KEPT)); } catch { return null; }
}

function keep() {
  if (!ready) return;
  const moved = [...moves.values()].filter(({name}) => name).map(({name, values}) => [name, values]);
  try { sessionStorage.setItem(KEPT, JSON.stringify({state: session.get("value"), moved})); } catch {}
}

// the models of the panel's controls, by the class that each has to itself
async function named() {
  const {state} = await manager.get_state();
  const names = Object.entries(state).map(([id, each]) => [nameOf(each.state._dom_classes), id]);
  return new Map(names.filter(([name]) => name));
}

const nameOf = (classes) => (classes ?? []).findLast((each) => each.startsWith("csc-"));

async function restore(before) {
  const names = await named();
  session = await manager.get_model(names.get("csc-session"));
  session.on("change:value", () => { speak(JSON.parse(session.get("value")).language); keep(); });
  session.on("msg:custom", ({told}) => {
    asked.splice(0).forEach((answered) => answered());
    if (told) tellOnce(told);
  });
  const given = (text) => JSON.parse(text).given;
  if (before && before.state !== session.get("value")) await ask({kept: before.state});
  if (before && given(before.state) === given(session.get("value")))
    for (const [name, values] of before.moved) push(await manager.get_model(names.get(name)), values);
  ready = true;
  keep();
}

function push(model, values) {
  model.set(values);
  model.save_changes();
}

// what is sent, and what comes

function ask(content) {
  return new Promise((answered) => {
    asked.push(answered);
    try { session.send(content); } catch { end(); }
  });
}

async function hear() {
  if (!session) return;
  const since = performance.now();
  heard = false;
  await ask({ask: true});
  heard = true;
  for (const [id, move] of moves) if (move.at < since) settle(id, move);
  judge();
}

// a move that was lost on its way is made again; a click is not: it may have been heard
function settle(id, {model, name, values, own}) {
  moves.delete(id);
  if (name) {
    model._handle_status({content: {execution_state: "idle"}});  // its widget no longer waits
    push(model, values);
  } else if (!own) tellOnce(page.notices.again[language()]);
}

async function sent({header, content}) {
  const {method, state} = content.data ?? {};
  if (!["update", "custom"].includes(method)) return;
  const move = {at: performance.now(), values: state ?? {}, own: content.comm_id === session?.model_id};
  moves.set(header.msg_id, move);
  move.model = await manager.get_model(content.comm_id);
  if (state) move.name = nameOf(move.model.get("_dom_classes")) ?? "other";
}

function came({header, parent_header, content}) {
  const move = moves.get(parent_header.msg_id);
  if (!move) return;
  if (header.msg_type === "comm_msg") move.touched = true;
  if (header.msg_type !== "status" || content.execution_state !== "idle") return;
  moves.delete(parent_header.msg_id);
  if (!move.touched) move.own ? end() : hear();
  judge();
}

// what the controls show now, where they wait for an answer: more than was sent
function note() {
  if (!heard) return;
  for (const move of moves.values())
    if (move.model) for (const key of Object.keys(move.values)) move.values[key] = move.model.get(key);
}

// the line, and whether there is still a kernel at its end

function line() {
  const {connectionStatus, status} = manager.kernel;
  note();
  if (DEAD.includes(status)) return end();
  if (connectionStatus === "connected") {
    if (down) hear();
    down = undefined;
  } else down ??= performance.now();
  judge();
}

let looked = 0;
async function look() {
  const now = performance.now();
  const waits = [...moves.values()].some(({at, touched}) => !touched && now - at > 2 * LATE);
  if (over || now - looked < 1000 || !(down || waits)) return;
  looked = Infinity;
  const answer = await find();
  const idle = answer?.ok && (down || (await answer.json()).execution_state === "idle");
  if (idle) manager.kernel.reconnect().catch(() => {});
  looked = performance.now() + (idle ? 5000 : 0);
  away &&= !answer;
  if ([404, ...UNKNOWN].includes(answer?.status)) end(answer);
}

function find() {
  const config = document.getElementById("jupyter-config-data");
  const {baseUrl, kernelId} = JSON.parse(config?.textContent ?? '{"baseUrl": "/", "kernelId": "none"}');
  const how = {signal: AbortSignal.timeout(4000), cache: "no-store"};
  return fetch(`${baseUrl}api/kernels/${kernelId}`, how).catch(() => null);
}

function end(answer) {
  over = UNKNOWN.includes(answer?.status) ? "address" : "ended";
  judge();
}

// what is told

function judge() {
  const now = performance.now();
  const since = Math.min(...[...moves.values()].map(({at}) => at));
  if (over) tell(away ? "away" : over);
  else if (down && now - down > DOWN) tell(away ? "away" : "down");
  else if (now - since > LATE) tell("waiting");
  else if (!down && heard) tell("");
}

const bar = document.createElement("div");
const [notice, told] = [0, 1].map(() => bar.appendChild(document.createElement("div")));
bar.id = "csc-notices";
for (const box of [notice, told]) box.setAttribute("role", "alert");
document.body.prepend(bar);

// what is shown is old, and why; nothing where it is not
function tell(what) {
  if (notice.dataset.told === what) return;
  notice.dataset.told = what;
  document.body.classList.toggle("csc-stale", what !== "");
  document.body.classList.toggle("csc-held", HELD.includes(what));
  keep();
  if (what) say(notice, page.notices[what][language()], "open", reopen);
  else notice.replaceChildren();
}

function say(box, text, label, act) {
  const words = document.createElement("span"), button = document.createElement("button");
  words.textContent = text;
  button.textContent = page.notices[label][language()];
  button.addEventListener("click", act);
  box.replaceChildren(words, button);
}

const tellOnce = (text) => say(told, text, "close", () => told.replaceChildren());

async function reopen() {
  keep();
  const answer = await find();
  away = !answer;
  if (answer && !UNKNOWN.includes(answer.status)) location.reload();
  else if (answer) end(answer);
  else if (opened) judge();
  else tell("away");
}

// moves that would go nowhere are not taken
for (const kind of ["pointerdown", "mousedown", "touchstart", "click", "keydown", "beforeinput"])
  document.addEventListener(kind, (event) => {
    if (!document.body.matches(".csc-held") || event.key === "Tab") return;
    if (!event.target.closest?.(".csc-panel")) return;
    event.preventDefault();
    event.stopImmediatePropagation();
  }, {capture: true, passive: false});

// from the beginning on

async function begin() {
  manager = await window.jupyterapp.widgetManagerPromise.promise;
  const {kernel} = manager;
  kernel.anyMessage.connect((_, {msg, direction}) => (direction === "send" ? sent(msg) : came(msg)));
  kernel.statusChanged.connect(line);
  kernel.connectionStatusChanged.connect(line);
  line();
}

const OPENED = ".csc-panel, #rendered_cells [role=alert]";
let begun = false;
function open() {
  if (window.jupyterapp && !begun) { begun = true; begin(); }
  const failed = document.querySelector("#rendered_cells .jp-RenderedText")
    || [...document.querySelectorAll("#rendered_cells .jupyter-widgets")]
      .some((each) => each.textContent.startsWith("Error displaying widget"));
  const cut = document.readyState !== "loading" && !page.whole;
  if (manager && document.querySelector(OPENED)) {
    opened = true;
    if (document.querySelector(".csc-panel")) restore(kept());
  } else if (failed || cut || performance.now() > SLOW) tell("failed");
}

setInterval(() => {
  if (!opened) open();
  else if (manager) { note(); judge(); look(); }
}, 250);
for (const kind of ["online", "pageshow", "visibilitychange"])
  window.addEventListener(kind, () => { if (ready && !down && !over && !document.hidden) hear(); });
window.addEventListener("pagehide", keep);
})();
