/** The form at `/.well-known/security-contact`: no session, no store, no word of the family's page. */
import { doWork } from "../../../hub/contract/report-work.ts";
import { REPORT_WORDS } from "./report-words.ts";
import { sendReport } from "./send-report.ts";

const form = document.querySelector<HTMLFormElement>("#form");
const text = document.querySelector<HTMLTextAreaElement>("#text");
const send = document.querySelector<HTMLButtonElement>("#send");
const state = document.querySelector("#state");

if (form !== null && text !== null && send !== null && state !== null) {
  const say = (words: string) => {
    state.textContent = words;
  };
  if (!globalThis.isSecureContext) {
    say(REPORT_WORDS.notSecure);
    send.disabled = true;
  }
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (send.disabled) return;
    send.disabled = true;
    text.readOnly = true;
    const around = {
      fetch: (path: string, init: RequestInit) => fetch(path, init),
      work: (task: string, onRound: (done: number) => void) => doWork(task, onRound),
      pause: (milliseconds: number) =>
        new Promise<void>((done) => {
          setTimeout(done, milliseconds);
        }),
      random: () => Math.random(),
      timeIn: (milliseconds: number) =>
        new Date(Date.now() + milliseconds).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" }),
      say,
    };
    void sendReport(text.value, around).then((isThere) => {
      text.readOnly = isThere;
      send.disabled = isThere;
    });
  });
}
