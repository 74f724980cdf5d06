import fc from "fast-check";
import { expect, test } from "vitest";
import { journalStream, messageId } from "./journal-stream.ts";
import { openLog } from "./open-log.ts";

function logged(run: (log: ReturnType<typeof openLog>) => void, fails = false) {
  const entries: string[] = [];
  let fallback = "";
  const otherwise = {
    write(text: string) {
      fallback += text;
    },
  };
  const to = journalStream(9, otherwise, (fd, entry) => {
    if (fails) throw new Error("ENOBUFS");
    entries.push(`${fd}\n${entry}`);
  });
  run(openLog({ process: "hub", level: "debug", to }));
  return { entries, fallback };
}

test("a line is an entry of the journal, with a field for each fact", () => {
  const { entries } = logged((log) =>
    log.warn("store open", { code: "store.io", afterKill: true, tries: 3 }),
  );
  expect(entries).toEqual([
    [
      "9",
      "MESSAGE=store open code=store.io afterKill=true tries=3",
      `MESSAGE_ID=${messageId("store open")}`,
      "PRIORITY=4",
      "SYSLOG_IDENTIFIER=pawpost-hub",
      "PAWPOST_CODE=store.io",
      "PAWPOST_AFTER_KILL=true",
      "PAWPOST_TRIES=3",
      "",
    ].join("\n"),
  ]);
});

test.each([
  ["debug", 7],
  ["info", 6],
  ["warn", 4],
  ["error", 3],
] as const)("%s has the priority %i", (level, priority) => {
  const [entry] = logged((log) => log[level]("said")).entries;
  expect(entry).toContain(`\nPRIORITY=${priority}\n`);
});

test("a phrase has an id of its own, the same everywhere, as the journal wants it", () => {
  expect(messageId("store open")).toBe("1e612041346d83f0a0189f75460c1cdf");
  expect(messageId("store shut")).not.toBe(messageId("store open"));
  expect(messageId("store shut")).toMatch(/^[0-9a-f]{12}8[0-9a-f]{3}[89ab][0-9a-f]{15}$/);
});

test("what the journal does not take is said as before", () => {
  const { entries, fallback } = logged((log) => log.error("full", { code: "x" }), true);
  expect(entries).toEqual([]);
  expect(JSON.parse(fallback)).toMatchObject({ phrase: "full", facts: { code: "x" } });
});

test("no phrase and no fact begins a field of its own choosing", () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), fc.string(), (phrase, key, value) => {
      const [entry = ""] = logged((log) =>
        log.info(`${phrase}\nUSER=x`, { [`${key}\nUSER`]: `${value}\nUSER=x`, code: "a\nb" }),
      ).entries;
      for (const line of entry.trimEnd().split("\n").slice(1))
        expect(line).toMatch(/^(?:MESSAGE|MESSAGE_ID|PRIORITY|SYSLOG_IDENTIFIER|PAWPOST_[A-Z0-9_]*)=/);
    }),
  );
});
