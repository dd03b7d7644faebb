// The work after the contact: choose what came of it, then finish.

import htm from "./vendor/htm.mjs";
import { h } from "./vendor/preact.mjs";
import { Icon } from "./icon.js";
import { clock } from "./text.js";

const html = htm.bind(h);

export function WrapUp({ state, act, t, now }) {
  const { wrapUp, pick, waiting } = state;
  const isBusy = waiting.has("finish");
  const submit = (event) => {
    event.preventDefault();
    const choice = new FormData(event.target).get("disposition")?.trim();
    if (choice && !isBusy) act.finish(wrapUp.contact_id, choice);
  };
  const left = wrapUp.until - now;
  const isSpent = wrapUp.extension_s <= 0 || waiting.has("extend");
  // A button once pressed stays, so that the keyboard is not thrown out of the form.
  const hasExtension = wrapUp.extension_s > 0 || wrapUp.isExtended;
  return html`
    <form class="wrap-up" onSubmit=${submit}>
      <fieldset>
        <legend>${t("wrapUp.title")}</legend>
        ${wrapUp.dispositions.length === 0
          ? html`<input name="disposition" aria-label=${t("wrapUp.title")} required maxlength="200"
              value=${pick} onInput=${(event) => act.choose(event.target.value)} />`
          : wrapUp.dispositions.map((code) => html`<label key=${code} class="choice">
              <input type="radio" name="disposition" value=${code} required checked=${pick === code}
                onChange=${() => act.choose(code)} />
              <span>${t(`disposition.${code}`)}</span></label>`)}
      </fieldset>
      <div class="finish">
        <button class="strong go" aria-disabled=${isBusy}><${Icon} name="check" />${t("action.finish")}</button>
        ${hasExtension && html`<button type="button" aria-disabled=${isSpent}
          onClick=${() => isSpent || act.extend(wrapUp.contact_id)}>
          <${Icon} name="clock" />${t("action.extend")}</button>`}
        <p>${t("wrapUp.left")} <span class="timer" role="timer" aria-live="off">${clock(left)}</span></p>
      </div>
    </form>
  `;
}
