// A supervisor's part: close and open queues, set the skills of an agent. Nobody else gets its frame.

import htm from "./vendor/htm.mjs";
import { h } from "./vendor/preact.mjs";
import { Icon } from "./icon.js";
import { languageName } from "./text.js";

const html = htm.bind(h);

export function SupervisorPanel({ state, act, t }) {
  const { supervision } = state;
  return html`
    <section class="panel oversee" aria-labelledby="oversee-head">
      <h2 id="oversee-head">${t("oversee.title")}</h2>
      <div>
        <h3 id="queues-head">${t("oversee.queues")}</h3>
        <ul aria-labelledby="queues-head">
          ${supervision.queues.map((queue) => html`
            <${Queue} key=${queue.name} queue=${queue} state=${state} act=${act} t=${t} />`)}
        </ul>
      </div>
      <${Skills} state=${state} act=${act} t=${t} />
    </section>
  `;
}

function Queue({ queue, state, act, t }) {
  const isAsked = state.asked === queue.name;
  const isOff = state.line === "lost" || state.waiting.has("queue");
  const closed = queue.is_cleared ? t("oversee.cleared") : t("oversee.closed");
  const canChange = queue.can_close || !queue.is_open;
  return html`
    <li class=${queue.is_open ? "" : "shut"}>
      <p><strong>${queue.name}</strong>
        <span class="word"><${Icon} name=${queue.is_open ? "check" : "pause"} />${queue.is_open ? t("oversee.open") : closed}</span>
        ${canChange && html`<button id=${`ask-${queue.name}`} aria-expanded=${isAsked}
          onClick=${() => act.askQueue(isAsked ? "" : queue.name)}>
          ${queue.is_open ? t("oversee.close") : t("oversee.reopen")}<span class="unseen"> ${queue.name}</span></button>`}</p>
      ${!canChange && html`<p class="hint">${t("oversee.noWayOut")}</p>`}
      ${isAsked && html`<${Confirmation} queue=${queue} act=${act} t=${t} isOff=${isOff} />`}
    </li>
  `;
}

function Confirmation({ queue, act, t, isOff }) {
  const press = (action) => () => isOff || action();
  const question = t(queue.is_open ? "oversee.askClose" : "oversee.askOpen", { queue: queue.name });
  return html`
    <div class="confirm" role="group" aria-label=${question}>
      <p>${question}</p>
      ${queue.is_open
        ? html`
          <button class="stop" aria-disabled=${isOff} onClick=${press(() => act.closeQueue(queue.name, false))}>
            ${t("oversee.closeServe")}</button>
          <button class="stop" aria-disabled=${isOff} onClick=${press(() => act.closeQueue(queue.name, true))}>
            ${t("oversee.closeClear")}</button>`
        : html`
          <button class="go" aria-disabled=${isOff} onClick=${press(() => act.openQueue(queue.name))}>
            ${t("oversee.openNow")}</button>`}
      <button onClick=${() => act.askQueue("")}>${t("oversee.cancel")}</button>
    </div>
  `;
}

function Skills({ state, act, t }) {
  const { supervision, skilled } = state;
  const agent = supervision.agents.find((one) => one.agent_id === skilled.agent);
  return html`
    <form onSubmit=${(event) => {
      event.preventDefault();
      if (agent && state.line === "open") act.setSkills(agent.agent_id, changed(agent, skilled.levels));
    }}>
      <h3>${t("oversee.skills")}</h3>
      <label>${t("oversee.agent")}
        <select value=${skilled.agent} onChange=${(event) => act.chooseAgent(event.target.value)}>
          <option value="">${t("oversee.choose")}</option>
          ${supervision.agents.map((one) => html`<option key=${one.agent_id} value=${one.agent_id}
            selected=${one.agent_id === skilled.agent}>${one.name}</option>`)}
        </select></label>
      ${agent && html`
        <p class="hint" id="levels-hint">${t("oversee.levels")}</p>
        <div class="levels">
          ${supervision.skills.map((skill) => html`<label key=${skill}>
            <span>${skillName(state, skill)}</span>
            <input type="number" min="0" max="10" step="1" inputmode="numeric" required
              aria-describedby="levels-hint" name=${skill}
              value=${skilled.levels[skill] ?? agent.skills[skill] ?? 0}
              onInput=${(event) => act.level(skill, event.target.value)} /></label>`)}
        </div>
        <button class="strong" aria-disabled=${state.line === "lost" || state.waiting.has("skills")}>
          <${Icon} name="check" />${t("oversee.save")}</button>`}
    </form>
  `;
}

// The skills as they are to be: what was typed in place of what is; 0 takes a skill away.
function changed(agent, levels) {
  const all = Object.entries({ ...agent.skills, ...levels }).map(([skill, level]) => [skill, Number(level)]);
  return Object.fromEntries(all.filter(([, level]) => level > 0));
}

function skillName({ topics, language }, skill) {
  const label = topics[skill]?.[language];
  if (label) return label;
  return /^[a-z]{2}$/.test(skill) ? languageName(language, skill) : skill;
}
