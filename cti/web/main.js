// The desk page: brings socket, store and view together.
//
// Owns the token of this tab and what is announced to screen readers. The token comes from the
// form or from the address (#token=…), leaves the address at once and stays in this tab only.

import { fold, initial, onRefusal } from "./store.js";
import { Socket } from "./socket.js";
import { load, preferred, remember, say } from "./text.js";
import { show } from "./view.js";

const TOKEN = "desk-token";

let state = initial();
let waiting = new Map(); // request number → name of the action, until answered

const socket = new Socket({
  frame: onFrame,
  line(isOpen) {
    if (!isOpen) waiting = new Map();
    change({ line: isOpen ? "open" : "lost", waiting: names() });
  },
  away: onAway,
});

const act = {
  logIn(token) {
    sessionStorage.setItem(TOKEN, token);
    change({ phase: "connecting", why: "" });
    socket.open(token);
  },
  ready: () => ask("ready", "ready"),
  notReady: (reason) => ask("notReady", "not_ready", { reason }),
  hangUp: (contact_id) => ask("hangUp", "hang_up", { contact_id }),
  finish: (contact_id, disposition) =>
    ask("finish", "finish_wrap_up", { contact_id, disposition }),
  extend: (contact_id) => ask("extend", "extend_wrap_up", { contact_id }),
  logOut: () => ask("logOut", "log_out"),
  again: () => act.logIn(sessionStorage.getItem(TOKEN) ?? ""),
  choose: (pick) => change({ pick }),
  dismiss: () => change({ notice: null }),
  askQueue(queue) {
    const before = state.asked;
    change({ asked: queue });
    if (!queue) document.getElementById(`ask-${before}`)?.focus();
  },
  closeQueue: (queue, clears) => confirm("close_queue", { queue, clears }),
  openQueue: (queue) => confirm("open_queue", { queue }),
  chooseAgent: (agent) => change({ skilled: { agent, levels: {} } }),
  level: (skill, level) =>
    change({ skilled: { ...state.skilled, levels: { ...state.skilled.levels, [skill]: level } } }),
  setSkills: (agent_id, skills) => ask("skills", "set_skills", { agent_id, skills }),
  async language(code) {
    remember(code);
    await useLanguage(code);
  },
};

function confirm(type, values) {
  ask("queue", type, values);
  act.askQueue("");
}

function ask(action, type, values = {}) {
  if ([...waiting.values()].includes(action)) return;
  const number = socket.ask(type, values);
  if (number === null) return;
  waiting.set(number, action);
  change({ waiting: names(), notice: null });
}

function onFrame(frame) {
  const before = state;
  if (frame.type === "done" || frame.type === "refused") waiting.delete(frame.id);
  let next = fold(state, frame, Date.now() / 1000);
  if (frame.type === "refused") next = onRefusal(next, frame);
  state = { ...next, waiting: names() };
  render();
  announce(before, state);
}

function onAway(why) {
  if (why === "login failed" || why === "logged out") sessionStorage.removeItem(TOKEN);
  const isLogin = why === "login failed" || why === "logged out";
  const { language, text } = state;
  state = { ...initial(), language, text, phase: isLogin ? "login" : "away", why };
  render();
}

function announce(before, now) {
  if (now.spoken === before.spoken || now.spoken === null) return;
  const place = now.spoken.isUrgent ? "urgent" : "quiet";
  const values = { ...now.spoken.values };
  if (values.topic) values.topic = now.topics[values.topic]?.[now.language] ?? values.topic;
  document.getElementById(place).textContent = say(now.text, now.spoken.key, values);
}

const names = () => new Set(waiting.values());

function change(values) {
  state = { ...state, ...values };
  render();
}

async function useLanguage(code) {
  const text = await load(code);
  document.documentElement.lang = code;
  change({ language: code, text });
}

let citizenLanguage = "";

async function greetIn(language) {
  // The standard greeting is said in the citizen's language (E42), whatever the desk speaks.
  citizenLanguage = language;
  const text = await load(language).catch(() => null);
  if (citizenLanguage === language) change({ greeting: text?.["greeting"] ?? "" });
}

function render() {
  const language = state.contact?.language ?? "";
  if (language && language !== citizenLanguage) greetIn(language);
  show(state, act);
}

function tokenFromAddress() {
  const match = /^#token=(.+)$/.exec(location.hash);
  if (match === null) return null;
  history.replaceState(null, "", location.pathname + location.search);
  return decodeURIComponent(match[1]);
}

const given = tokenFromAddress();
await useLanguage(preferred());
const token = given ?? sessionStorage.getItem(TOKEN);
if (token) act.logIn(token);
window.addEventListener("hashchange", () => {
  const late = tokenFromAddress();
  if (late) act.logIn(late);
});
setInterval(() => {
  if (state.phase === "open") render(); // the timers
}, 1000);
