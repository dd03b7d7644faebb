// The contact at hand: who calls, why, what happened before, and what to do next.

import htm from "./vendor/htm.mjs";
import { h } from "./vendor/preact.mjs";
import { Icon } from "./icon.js";
import { clock, date, languageName } from "./text.js";
import { WrapUp } from "./wrap-up.js";

const html = htm.bind(h);

export function ContactPanel({ state, act, t, now }) {
  const { contact, desk } = state;
  if (contact === null) return html`<${Nobody} desk=${desk} t=${t} />`;
  const isAlerting = desk.work === "alerting";
  const isTalking = desk.work === "connected";
  return html`
    <section class=${`panel contact is-${desk.work}`} aria-labelledby="who">
      <${Stage} state=${state} t=${t} now=${now} />
      <${Who} who=${contact.who} t=${t} />
      ${(isAlerting || isTalking) && state.greeting && html`<p class="greeting">
        <span>${t("pop.say")}</span> <q lang=${contact.language}>${greeting(state)}</q></p>`}
      <${Why} state=${state} t=${t} />
      ${isTalking && html`<button class="strong stop" aria-disabled=${state.waiting.has("hangUp")}
        onClick=${() => act.hangUp(contact.contact_id)}><${Icon} name="hangUp" />${t("action.hangUp")}</button>`}
      ${desk.work === "wrap-up" && state.wrapUp && html`<${WrapUp} state=${state} act=${act} t=${t} now=${now} />`}
      <${Past} state=${state} t=${t} />
    </section>
  `;
}

function Nobody({ desk, t }) {
  return html`
    <section class="panel contact nobody">
      <${Icon} name=${desk.mode === "ready" ? "phone" : "pause"} />
      <h2>${t(`nobody.${desk.mode}`)}</h2>
      <p>${t(`nobody.${desk.mode}Long`)}</p>
    </section>
  `;
}

function greeting(state) {
  return state.greeting.replace("{centre}", state.centre).replace("{agent}", state.agent.name);
}

function Stage({ state, t, now }) {
  const { desk, contact } = state;
  if (desk.work === "alerting") {
    const whole = Math.max(1, contact.ring_until - state.offeredAt);
    return html`<div class="stage">
      <p><span class="bell"><${Icon} name="phone" /></span>${t(contact.is_callback ? "pop.callback" : "pop.ringing")}</p>
      <progress max=${whole} value=${Math.max(0, contact.ring_until - now)} aria-label=${t("pop.left")} />
      <p class="timer">${clock(contact.ring_until - now)}</p></div>`;
  }
  if (desk.work === "connected") {
    return html`<div class="stage"><p><${Icon} name="phone" />${t("pop.talking")}</p>
      <p class="timer" role="timer" aria-live="off">${clock(now - (state.connectedAt ?? now))}</p></div>`;
  }
  return html`<div class="stage"><p><${Icon} name="pen" />${t("work.wrap-up")}</p>
    ${state.ended && html`<p>${t(state.ended)}</p>`}</div>`;
}

function Who({ who, t }) {
  const [card] = who.cards;
  if (who.cards.length > 1) {
    return html`<div class="who"><h2 id="who">${t("pop.maybe")}</h2>
      <ul class="maybe">${who.cards.map((one) => html`<li key=${one.citizen_id}><bdi>${one.name}</bdi></li>`)}</ul>
      <${Number} who=${who} t=${t} /></div>`;
  }
  const name = card?.name || who.name || who.number;
  return html`<div class="who">
    <h2 id="who"><bdi>${name || t("pop.withheld")}</bdi></h2>
    ${card && html`<p class="hint">${t("pop.byNumber")}</p>`}
    ${name !== who.number && html`<${Number} who=${who} t=${t} />`}</div>`;
}

function Number({ who, t }) {
  return html`<p class="number"><bdi dir="ltr">${who.number || t("pop.withheld")}</bdi></p>`;
}

function Why({ state, t }) {
  const { contact, language, topics } = state;
  const { why } = contact;
  const topic = topics[why.topic]?.[language] ?? why.topic;
  return html`
    <dl class="why-list">
      <div class="topic"><dt>${t("pop.topic")}</dt><dd>${topic || "–"}</dd></div>
      <div class="tongue"><dt>${t("pop.language")}</dt>
        <dd>${contact.language ? languageName(language, contact.language) : "–"}</dd></div>
      <div><dt>${t("pop.waited")}</dt><dd>${clock(contact.waited_s)}</dd></div>
      <div><dt>${t("pop.dialled")}</dt><dd><bdi>${why.entry_point}</bdi>${why.entry_label && html` · <bdi>${why.entry_label}</bdi>`}</dd></div>
      <div><dt>${t("pop.queue")}</dt><dd>${why.queue || "–"}</dd></div>
      ${contact.ticket && html`<div class="ticket"><dt>${t("pop.ticket")}</dt><dd><bdi>${contact.ticket}</bdi></dd></div>`}
    </dl>
  `;
}

function Past({ state, t }) {
  const { language, topics, contact } = state;
  const cards = contact.who.cards;
  if (cards.length === 0) return html`<p class="hint past-none">${t("pop.unknown")}</p>`;
  const label = (topic) => topics[topic]?.[language] ?? topic;
  return html`<div class="past">${cards.map((card) => html`
    <section key=${card.citizen_id}>
      ${cards.length > 1 && html`<h3><bdi>${card.name}</bdi></h3>`}
      <div><h4><${Icon} name="ticket" />${t("pop.tickets")}</h4>
      ${card.open_tickets.length === 0 && html`<p class="hint">${t("pop.noTickets")}</p>`}
      <ul>${card.open_tickets.map((one) => html`<li key=${one.ticket}>
        <strong><bdi>${one.subject || label(one.topic)}</bdi></strong>
        <span><bdi>${one.ticket}</bdi> · ${label(one.topic)} · ${date(language, one.opened_at)}</span></li>`)}</ul></div>
      <div><h4><${Icon} name="clock" />${t("pop.contacts")}</h4>
      ${card.last_contacts.length === 0 && html`<p class="hint">${t("pop.noContacts")}</p>`}
      <ul>${card.last_contacts.map((one) => html`<li key=${one.contact_id}>
        <strong>${label(one.topic) || "–"}</strong>
        <span>${date(language, one.at)}${one.disposition && html` · <bdi>${t(`disposition.${one.disposition}`)}</bdi>`}</span></li>`)}</ul></div>
    </section>`)}</div>`;
}
