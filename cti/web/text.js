// Texts of the page in six languages, dates and durations.

export const LANGUAGES = ["es", "it", "eu", "ca", "gl", "en"];
export const NAMES = {
  es: "Español",
  it: "Italiano",
  eu: "Euskara",
  ca: "Català",
  gl: "Galego",
  en: "English",
};
const KEPT = "desk-language";
const loaded = new Map();

export async function load(code) {
  if (!LANGUAGES.includes(code)) throw new Error(`no texts in ${code}`);
  if (!loaded.has(code)) {
    const answer = await fetch(`text/${code}.json`);
    loaded.set(code, await answer.json());
  }
  return loaded.get(code);
}

export function preferred() {
  const wishes = [localStorage.getItem(KEPT), ...navigator.languages];
  const found = wishes.map((wish) => wish?.slice(0, 2)).find((wish) => LANGUAGES.includes(wish));
  return found ?? LANGUAGES[0];
}

export function remember(code) {
  localStorage.setItem(KEPT, code);
}

// The text with {names} filled in; without a text, the last part of its key.
export function say(text, key, values = {}) {
  const found = text[key] ?? key.slice(key.indexOf(".") + 1);
  return found.replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");
}

export function clock(seconds) {
  const whole = Math.max(0, Math.round(seconds));
  const [hours, minutes] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60];
  const two = (value) => String(value).padStart(2, "0");
  return hours ? `${hours}:${two(minutes)}:${two(whole % 60)}` : `${minutes}:${two(whole % 60)}`;
}

export function date(language, seconds) {
  const shape = { day: "numeric", month: "short", year: "numeric" };
  const known = Intl.DateTimeFormat.supportedLocalesOf([language]);
  const day = new Date(seconds * 1000);
  // Some browsers come without Basque month names; there the Basque order of figures.
  if (known.length === 0) return day.toLocaleDateString("sv").replaceAll("-", "/");
  return new Intl.DateTimeFormat(known, shape).format(day);
}

export function languageName(language, code) {
  const own = NAMES[code] ?? code;
  // Some browsers come without Basque names and would say them in a language of their own.
  if (Intl.DisplayNames.supportedLocalesOf([language]).length === 0) return own;
  try {
    return new Intl.DisplayNames([language], { type: "language", fallback: "none" }).of(code) ?? own;
  } catch {
    return own;
  }
}
