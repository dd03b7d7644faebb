// The page: frame around the panels, login, goodbye.

import htm from "./vendor/htm.mjs";
import { h, render } from "./vendor/preact.mjs";
import { ContactPanel } from "./contact-panel.js";
import { Icon } from "./icon.js";
import { StatePanel } from "./state-panel.js";
import { SupervisorPanel } from "./supervisor-panel.js";
import { LANGUAGES, NAMES, clock, say } from "./text.js";

const html = htm.bind(h);

export function show(state, act) {
  const t = (key, values) => say(state.text, key, values);
  document.title = title(state, t);
  const root = document.getElementById("desk");
  const focused = document.activeElement;
  render(html`<${Page} state=${state} act=${act} t=${t} />`, root);
  // A button that vanished under the finger must not throw the keyboard back to the top.
  if (focused !== document.body && !focused.isConnected) {
    root.querySelector("[data-refuge]")?.focus();
  }
}

function title(state, t) {
  const work = state.desk?.work;
  if (state.phase !== "open") return t("title");
  if (work === "alerting") return `● ${t("work.alerting")}`;
  return work === "idle" ? t(`mode.${state.desk.mode}`) : t(`work.${work}`);
}

function Page({ state, act, t }) {
  if (state.phase === "login" || state.phase === "connecting") {
    return html`<${Login} state=${state} act=${act} t=${t} />`;
  }
  if (state.phase === "away") return html`<${Away} state=${state} act=${act} t=${t} />`;
  return html`<${Desk} state=${state} act=${act} t=${t} />`;
}

function Desk({ state, act, t }) {
  const now = Date.now() / 1000 + state.offset;
  return html`
    <header class="bar">
      <p class="brand"><img src="icon.svg" alt="" width="32" height="32" />
        <span><strong>${state.centre}</strong><span>${t("title")}</span></span></p>
      <p class="agent"><${Icon} name="person" /><bdi>${state.agent.name}</bdi></p>
      <p class=${`line ${state.line}`}><${Icon} name=${state.line === "open" ? "dot" : "ring"} />
        ${t(state.line === "open" ? "line.open" : "line.lost")}</p>
      <${LanguageChoice} state=${state} act=${act} t=${t} />
      <button class="quiet" onClick=${act.logOut}><${Icon} name="leave" />${t("action.logOut")}</button>
    </header>
    <main class=${`floor ${state.contact ? "with-contact" : ""}`}>
      <h1 class="unseen">${t("title")}</h1>
      <${Notices} state=${state} act=${act} t=${t} />
      <div class="side">
        <${StatePanel} state=${state} act=${act} t=${t} now=${now} />
        <${CountsPanel} state=${state} t=${t} now=${now} />
      </div>
      <${ContactPanel} state=${state} act=${act} t=${t} now=${now} />
      ${state.supervision && html`<${SupervisorPanel} state=${state} act=${act} t=${t} />`}
    </main>
  `;
}

function Notices({ state, act, t }) {
  const { notice, line, desk } = state;
  return html`
    ${line === "lost" && html`<p class="notice bad" role="alert"><${Icon} name="warning" />${t("line.lostLong")}</p>`}
    ${desk.phone !== "reachable" && html`<p class="notice warn" role="status">
      <${Icon} name="warning" />${t(`phone.${desk.phone}`)}</p>`}
    ${notice && html`<p class=${`notice ${notice.isBad ? "bad" : ""}`} role=${notice.isBad ? "alert" : null}>
      <${Icon} name=${notice.isBad ? "warning" : "note"} />
      <span>${t(notice.key)}${notice.detail && html` <span class="detail" lang="en">${notice.detail}</span>`}</span>
      <button class="quiet" onClick=${act.dismiss}>${t("action.close")}</button></p>`}
  `;
}

function CountsPanel({ state, t, now }) {
  const { waiting, oldest_since } = state.counts;
  return html`
    <section class="panel counts" aria-labelledby="counts-head">
      <h2 id="counts-head">${t("counts.title")}</h2>
      <dl>
        <div><dt>${t("counts.waiting")}</dt><dd data-count="waiting">${waiting}</dd></div>
        <div><dt>${t("counts.oldest")}</dt>
          <dd>${oldest_since === null ? "–" : clock(now - oldest_since)}</dd></div>
        <div><dt>${t("counts.served")}</dt><dd>${state.desk.served}</dd></div>
      </dl>
    </section>
  `;
}

function LanguageChoice({ state, act, t }) {
  return html`
    <label class="language"><span class="unseen">${t("language.choose")}</span>
      <select value=${state.language} onChange=${(event) => act.language(event.target.value)}>
        ${LANGUAGES.map((code) => html`
          <option value=${code} lang=${code} selected=${code === state.language}>${NAMES[code]}</option>`)}
      </select></label>
  `;
}

function Login({ state, act, t }) {
  const isBusy = state.phase === "connecting" && state.line !== "lost";
  const submit = (event) => {
    event.preventDefault();
    const token = new FormData(event.target).get("token").trim();
    if (token) act.logIn(token);
  };
  const isBad = state.why === "login failed";
  return html`
    <main class="door">
      <form class="panel" onSubmit=${submit}>
        <img src="icon.svg" alt="" width="48" height="48" />
        <h1>${t("login.title")}</h1>
        ${state.why && html`<p class=${`notice ${isBad ? "bad" : ""}`} role="alert">
          <${Icon} name=${isBad ? "warning" : "note"} />${t(`bye.${state.why}`)}</p>`}
        ${state.line === "lost" && html`<p class="notice bad" role="alert">
          <${Icon} name="warning" />${t("login.noServer")}</p>`}
        <label for="token">${t("login.token")}</label>
        <input id="token" name="token" type="password" autocomplete="off" spellcheck="false"
          required aria-describedby="token-hint" />
        <p id="token-hint" class="hint">${t("login.hint")}</p>
        <button class="strong" aria-disabled=${isBusy}>${isBusy ? t("login.busy") : t("login.go")}</button>
        <${LanguageChoice} state=${state} act=${act} t=${t} />
      </form>
    </main>
  `;
}

function Away({ state, act, t }) {
  return html`
    <main class="door">
      <div class="panel">
        <img src="icon.svg" alt="" width="48" height="48" />
        <h1>${t("bye.title")}</h1>
        <p role="alert">${t(`bye.${state.why}`)}</p>
        <button class="strong" onClick=${act.again}>${t("bye.again")}</button>
      </div>
    </main>
  `;
}
