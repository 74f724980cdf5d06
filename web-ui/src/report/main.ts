/** The form at `/.well-known/security-contact`: no session, no store, no word of the family's page. */
import { doWork } from "../../../hub/contract/report-work.ts";
import { chooseLanguage } from "../words/choose-language.ts";
import { problemWords } from "../words/hub-problems.ts";
import { LANGUAGE_TAGS, LANGUAGES, loadProblems } from "../words/languages.ts";
import { sendReport } from "./send-report.ts";

/** A stranger's browser keeps nothing from here: its own languages count. */
const { language, locale } = chooseLanguage(LANGUAGE_TAGS, undefined, navigator.languages);
const { direction, loadReport } = LANGUAGES[language];

async function show(): Promise<void> {
  const [{ REPORT_WORDS: words }, problems] = await Promise.all([loadReport(), loadProblems(language)]);
  document.documentElement.lang = language;
  document.documentElement.dir = direction;
  document.title = words.page.title;
  for (const [word, text] of Object.entries(words.page)) {
    const place = document.querySelector(`[data-word="${word}"]`);
    if (place !== null) place.textContent = text;
  }

  const form = document.querySelector<HTMLFormElement>("#form");
  const text = document.querySelector<HTMLTextAreaElement>("#text");
  const send = document.querySelector<HTMLButtonElement>("#send");
  const state = document.querySelector("#state");

  if (form !== null && text !== null && send !== null && state !== null) {
    const say = (text: string) => {
      state.textContent = text;
    };
    if (!globalThis.isSecureContext) {
      say(words.notSecure);
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
          new Date(Date.now() + milliseconds).toLocaleTimeString(locale, {
            hour: "2-digit",
            minute: "2-digit",
          }),
        words,
        sayProblem: (code: string) => problemWords(problems, code),
        say,
      };
      void sendReport(text.value, around).then((isThere) => {
        text.readOnly = isThere;
        send.disabled = isThere;
      });
    });
  }
}

void show();
