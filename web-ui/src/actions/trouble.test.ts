import { expect, test } from "vitest";
import { WorkerFailure } from "../clips/worker-call.ts";
import { HubRefusal, HubUnreachable } from "../hub/errors.ts";
import { KeyError } from "../keys/errors.ts";
import { MicrophoneError, microphoneTrouble } from "../recording/errors.ts";
import { describeSound, describeTrouble } from "./trouble.ts";

const refusal = (code: string) =>
  new HubRefusal({ type: "about:blank", status: 422, code, title: "Hub's title.", action: "Hub's action." });

test.each<[string, unknown, string, RegExp]>([
  ["the hub's own words", refusal("claim.wrong-code"), "claim.wrong-code", /^Hub's title\.$/],
  ["the sound's words for a sound", refusal("message.too-loud"), "message.too-loud", /too loud/],
  ["a hub that is away", new HubUnreachable("x"), "page.hub-unreachable", /does not answer/],
  [
    "a microphone that was refused",
    new MicrophoneError("microphone.denied"),
    "microphone.denied",
    /microphone/,
  ],
  [
    "a wrong passphrase",
    new KeyError("keys.wrong-passphrase", "x"),
    "keys.wrong-passphrase",
    /does not open/,
  ],
  ["a damaged recording", new WorkerFailure("archive.damaged", "x"), "archive.damaged", /does not open/],
  ["anything else", new Error("secret detail"), "page.failed", /^Something went wrong here\.$/],
])("%s", (_, error, code, title) => {
  const trouble = describeTrouble(error);
  expect(trouble.code).toBe(code);
  expect(trouble.title).toMatch(title);
  expect(trouble.next).not.toBe("");
  expect(JSON.stringify(trouble)).not.toContain("secret");
});

test("too quiet is told as the experience has it", () => {
  expect(describeSound("sound.too-quiet")?.title).toMatch(/hardly hear you/);
  expect(describeSound("claim.wrong-code")).toBeUndefined();
});

test.each([
  ["NotAllowedError", "microphone.denied"],
  ["NotFoundError", "microphone.missing"],
  ["NotReadableError", "microphone.busy"],
  ["SomethingError", "microphone.failed"],
])("getUserMedia's %s is %s", (name, trouble) => {
  expect(microphoneTrouble(new DOMException("x", name))).toBe(trouble);
});

test("in another language than the hub's, its code is what counts; what the page does not know stays as the hub says it", async () => {
  const { speak } = await import("../words.ts");
  const [{ words }, { words: english }, { PROBLEM_WORDS }] = await Promise.all([
    import("../words/de/words.ts"),
    import("../words/en/words.ts"),
    import("../words/de/problems.ts"),
  ]);
  speak({ language: "de", locale: "de", words, isWhole: true, problems: PROBLEM_WORDS });
  const refusal = (code: string) =>
    new HubRefusal({ type: "about:blank", status: 403, code, title: "English.", action: "Do it." });
  expect(describeTrouble(refusal("claim.wrong-code"))).toEqual({
    title: "Das ist nicht der Code.",
    next: "Den Code eintippen, den der Hub beim Start ausgegeben hat.",
    code: "claim.wrong-code",
  });
  expect(describeTrouble(refusal("sound.silence"))).toMatchObject({ title: "Wir haben nichts gehört." });
  expect(describeTrouble(refusal("dance.none"))).toEqual({
    title: "English.",
    next: "Do it.",
    code: "dance.none",
  });
  speak({ language: "en", locale: "en-GB", words: english, isWhole: true });
  expect(describeTrouble(refusal("claim.wrong-code"))).toMatchObject({ title: "English." });
});
