// The websocket to the server: login, requests with numbers, coming back after a loss.
//
// Owns the connection only. Pauses grow from 0.5 to 5 s with jitter, so that a whole floor does
// not return in the same instant (F48).

const STAY_AWAY = new Set(["login failed", "login late", "logged out", "taken over"]);
const CODES = { 4401: "login failed", 4408: "login late", 4409: "taken over" };
const PING_MS = 10_000;
const ANSWER_MS = 6_000;

export class Socket {
  constructor(listener) {
    this.listener = listener;
    this.number = 0;
    this.ws = null;
    this.pause = 500;
    this.retry = 0;
    this.pinged = 0;
  }

  open(token) {
    this.token = token;
    this.why = "";
    clearTimeout(this.retry);
    this.ws?.close();
    const scheme = location.protocol === "https:" ? "wss:" : "ws:";
    const ws = new WebSocket(`${scheme}//${location.host}/desk/socket`);
    this.ws = ws;
    ws.onopen = () => ws.send(this.frame("login", { token }).text);
    ws.onmessage = (event) => this.take(ws, event.data);
    ws.onclose = (event) => this.closed(ws, event);
  }

  // The number of the request, or null when there is no connection.
  ask(type, values = {}) {
    if (this.ws?.readyState !== WebSocket.OPEN) return null;
    const { number, text } = this.frame(type, values);
    this.ws.send(text);
    return number;
  }

  frame(type, values) {
    const number = ++this.number;
    return { number, text: JSON.stringify({ v: 1, id: number, type, ...values }) };
  }

  take(ws, text) {
    if (ws !== this.ws) return;
    const frame = JSON.parse(text);
    if (frame.type === "bye") this.why = frame.why;
    if (frame.type === "welcome") {
      this.pause = 500;
      this.listener.line(true);
      this.watch(ws);
    }
    if (frame.type === "done" && frame.id === this.ping) this.ping = null;
    else this.listener.frame(frame);
  }

  // A connection can die without a word: ask now and then, and do not wait for ever.
  watch(ws) {
    clearTimeout(this.pinged);
    this.pinged = setTimeout(() => {
      if (ws !== this.ws) return;
      this.ping = this.ask("ping");
      this.pinged = setTimeout(() => {
        if (ws !== this.ws) return;
        if (this.ping === null) this.watch(ws);
        else ws.close();
      }, ANSWER_MS);
    }, PING_MS);
  }

  closed(ws, event) {
    if (ws !== this.ws) return;
    clearTimeout(this.pinged);
    this.ws = null;
    const why = this.why || CODES[event.code] || "";
    if (STAY_AWAY.has(why)) {
      this.listener.away(why);
      return;
    }
    this.listener.line(false);
    this.retry = setTimeout(() => this.open(this.token), this.pause * (0.5 + Math.random()));
    this.pause = Math.min(5000, this.pause * 2);
  }
}
