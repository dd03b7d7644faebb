// What the desk knows: the fold of the server's frames. Pure, no clock, no page.

import { clock } from "./text.js";

export function initial() {
  return {
    phase: "login", // login, connecting, open, away
    why: "", // why the server said goodbye
    line: "open", // open or lost
    language: "es",
    text: {},
    agent: null,
    centre: "",
    desk: null, // mode, reason, work, phone, since, served
    reasons: [],
    topics: {},
    counts: { waiting: 0, oldest_since: null },
    contact: null, // the pop of the contact at hand
    connectedAt: null,
    offeredAt: 0,
    wrapUp: null,
    ended: "", // how the conversation ended
    last: null, // the contact before, wrap-up may follow
    pick: "", // disposition chosen but not sent
    offset: 0, // server clock minus ours, seconds
    notice: null, // what went wrong or ended, for the eyes
    spoken: null, // the newest announcement
    greeting: "",
    supervision: null, // queues and skills; a supervisor's desk only
    asked: "", // queue that is to be closed or opened, not confirmed yet
    skilled: { agent: "", levels: {} }, // whose skills are being edited, and what was typed
    waiting: new Set(), // actions that wait for their answer
  };
}

export function fold(state, frame, now) {
  const step = STEPS[frame.type];
  const known = step ? step(state, frame) : state;
  return frame.at ? { ...known, offset: frame.at - now } : known;
}

export function onRefusal(state, frame) {
  return { ...state, notice: { key: `refused.${frame.code}`, detail: frame.detail, isBad: true } };
}

const STEPS = {
  welcome(state, frame) {
    const next = {
      ...state,
      phase: "open",
      line: "open",
      why: "",
      agent: frame.agent,
      centre: frame.centre,
      reasons: frame.reasons,
      topics: frame.topics,
      counts: frame.counts,
      desk: frame.state,
      supervision: null, // a supervisor is told it next
      contact: frame.contact,
      last: frame.contact,
      offeredAt: frame.state.since,
      connectedAt: frame.connected_at,
      wrapUp: frame.wrap_up,
      notice: null,
    };
    const isAlerting = frame.state.work === "alerting" && frame.contact;
    const isNew = isAlerting && state.contact?.offer_id !== frame.contact.offer_id;
    return isNew ? { ...next, spoken: offer(frame.contact) } : next;
  },
  pop(state, frame) {
    return {
      ...state,
      contact: frame,
      last: frame,
      offeredAt: frame.at,
      connectedAt: null,
      wrapUp: null,
      ended: "",
      pick: "",
      notice: null,
      spoken: offer(frame),
    };
  },
  pop_update(state, frame) {
    const update = (contact) =>
      contact?.contact_id === frame.contact_id
        ? { ...contact, who: frame.who, ticket: frame.ticket }
        : contact;
    return { ...state, contact: update(state.contact), last: update(state.last) };
  },
  offer_ended(state, frame) {
    if (state.contact?.contact_id !== frame.contact_id) return state;
    const key = `offer.${frame.reason}`;
    return { ...state, contact: null, notice: { key }, spoken: { key, values: {} } };
  },
  connected(state, frame) {
    const contact = state.contact?.contact_id === frame.contact_id ? state.contact : state.last;
    return { ...state, contact, connectedAt: frame.at, spoken: { key: "said.connected", values: {} } };
  },
  contact_ended(state, frame) {
    const key = frame.who === "citizen" ? "ended.citizen" : "ended.other";
    return { ...state, ended: key, spoken: { key, values: {} } };
  },
  wrap_up(state, frame) {
    const contact = state.last?.contact_id === frame.contact_id ? state.last : state.contact;
    if (state.wrapUp?.contact_id !== frame.contact_id) {
      return { ...state, contact, wrapUp: frame, pick: "", notice: null };
    }
    // Told again because it lasts longer: what was chosen until then stays.
    const values = { time: clock(frame.until - frame.at) };
    const spoken = { key: "said.extended", values };
    return { ...state, contact, wrapUp: { ...frame, isExtended: true }, notice: null, spoken };
  },
  agent_state(state, frame) {
    const isIdle = frame.work === "idle";
    const isNewMode = state.desk && (state.desk.mode !== frame.mode || state.desk.reason !== frame.reason);
    return {
      ...state,
      desk: frame,
      contact: isIdle ? null : state.contact,
      wrapUp: frame.work === "wrap-up" ? state.wrapUp : null,
      connectedAt: isIdle ? null : state.connectedAt,
      spoken: isNewMode && isIdle ? mode(frame) : state.spoken,
    };
  },
  counts: (state, frame) => ({ ...state, counts: frame }),
  supervision(state, frame) {
    const spoken = state.supervision ? change(state.supervision, frame) : null;
    const { agent } = state.skilled;
    const isMeant = spoken?.agent && spoken.agent === agent;
    const skilled = isMeant ? { agent, levels: {} } : state.skilled; // what was typed has come true
    return { ...state, supervision: frame, skilled, spoken: spoken ?? state.spoken };
  },
};

// What to say of the difference between two pictures; null: nothing.
function change(before, now) {
  const queue = now.queues.find((one, place) => one.is_open !== before.queues[place]?.is_open);
  if (queue) {
    const key = queue.is_open ? "said.opened" : "said.closed";
    return { key, values: { queue: queue.name } };
  }
  const skills = (one) => JSON.stringify(one?.skills);
  const agent = now.agents.find((one, place) => skills(one) !== skills(before.agents[place]));
  return agent ? { key: "said.skills", values: { agent: agent.name }, agent: agent.agent_id } : null;
}

function offer(pop) {
  const card = pop.who.cards.length === 1 ? pop.who.cards[0].name : "";
  const who = card || pop.who.name || pop.who.number;
  return { key: who ? "said.offer" : "said.offerUnknown", values: { who, topic: pop.why.topic }, isUrgent: true };
}

function mode(frame) {
  return { key: `mode.${frame.mode}`, values: {} };
}
