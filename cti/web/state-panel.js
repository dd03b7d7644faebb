// What the agent chose and does, and the buttons that change it.

import htm from "./vendor/htm.mjs";
import { h } from "./vendor/preact.mjs";
import { Icon } from "./icon.js";
import { clock } from "./text.js";

const html = htm.bind(h);

const WORK_ICONS = { alerting: "phone", connected: "phone", "wrap-up": "pen" };

export function StatePanel({ state, act, t, now }) {
  const { desk } = state;
  const isIdle = desk.work === "idle";
  const look = isIdle ? desk.mode : desk.work;
  const icon = WORK_ICONS[desk.work] ?? (desk.mode === "ready" ? "check" : "pause");
  const title = isIdle ? t(`mode.${desk.mode}`) : t(`work.${desk.work}`);
  return html`
    <section class=${`panel state is-${look.replace(" ", "-")}`} aria-labelledby="state-head">
      <h2 id="state-head" tabindex="-1" data-refuge>
        <${Icon} name=${icon} /><span class="unseen">${t("state.title")}: </span>${title}</h2>
      <p class="why">${isIdle ? reason(desk, t) : then(desk, t)}</p>
      <p class="timer" role="timer" aria-live="off">${clock(now - desk.since)}</p>
      <${Modes} state=${state} act=${act} t=${t} isIdle=${isIdle} />
    </section>
  `;
}

function reason(desk, t) {
  return desk.mode === "not ready" ? t(`reason.${desk.reason}`) : t(`hint.${desk.mode}`);
}

function then(desk, t) {
  const mode = t(`mode.${desk.mode}`);
  return desk.mode === "not ready"
    ? t("state.thenReason", { mode, reason: t(`reason.${desk.reason}`) })
    : t("state.then", { mode });
}

function Modes({ state, act, t, isIdle }) {
  const { desk, reasons, waiting, line } = state;
  const isOff = line === "lost" || waiting.has("ready") || waiting.has("notReady");
  const press = (action) => () => isOff || action();
  return html`
    ${desk.mode !== "ready" && html`<button class="strong go" aria-disabled=${isOff}
      onClick=${press(act.ready)}><${Icon} name="check" />${t("action.ready")}</button>`}
    <fieldset class="reasons">
      <legend>${t(isIdle ? "action.notReady" : "action.notReadyThen")}</legend>
      ${reasons.map((code) => html`<button key=${code} aria-disabled=${isOff}
        aria-pressed=${desk.mode === "not ready" && desk.reason === code}
        onClick=${press(() => act.notReady(code))}>${t(`reason.${code}`)}</button>`)}
    </fieldset>
  `;
}
