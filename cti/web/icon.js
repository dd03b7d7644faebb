// Signs beside words: a state is never told by colour alone.

import htm from "./vendor/htm.mjs";
import { h } from "./vendor/preact.mjs";

const html = htm.bind(h);

const SHAPES = {
  check: "M4 12.5l5 5L20 6.5",
  pause: "M8 5v14M16 5v14",
  phone: "M5 4h4l2 5-2.5 1.5a11 11 0 0 0 5 5L15 13l5 2v4a2 2 0 0 1-2 2A15 15 0 0 1 3 6a2 2 0 0 1 2-2z",
  pen: "M4 20l1-4L16 5l3 3L8 19zM13 8l3 3",
  person: "M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM4 21a8 8 0 0 1 16 0",
  dot: "M12 8a4 4 0 1 0 .01 0z",
  ring: "M12 5a7 7 0 1 0 .01 0z",
  leave: "M10 4H5v16h5M14 8l4 4-4 4M18 12H9",
  warning: "M12 3l10 18H2zM12 10v5M12 18v.5",
  note: "M12 4a8 8 0 1 0 .01 0zM12 11v5M12 7.5V8",
  hangUp: "M3 13a13 13 0 0 1 18 0l-2 4-4-1.5V12a13 13 0 0 0-6 0v3.5L5 17z",
  ticket: "M4 7h16v3a2 2 0 0 0 0 4v3H4v-3a2 2 0 0 0 0-4zM13 7v10",
  clock: "M12 4a8 8 0 1 0 .01 0zM12 8v4l3 2",
};

export function Icon({ name }) {
  return html`<svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
    <path d=${SHAPES[name]} /></svg>`;
}
