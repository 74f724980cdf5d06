import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { makePassphrase } from "../../test/support/passphrase.ts";
import { judgePassphrase } from "./judge-passphrase.ts";
import { isAcceptable } from "./passphrase-verdict.ts";

const kindOf = (text: string, ownWords: readonly string[] = []) => judgePassphrase(text, ownWords).kind;

test.each([
  ["", { kind: "empty" }],
  ["elf letters", { kind: "too-short", missing: 1 }],
  ["x".repeat(129), { kind: "too-long" }],
  ["aaaaaaaaaaaaaaaa", { kind: "too-simple" }],
  ["abcabcabcabcabc", { kind: "too-simple" }],
  ["abcdefghijklmnop", { kind: "too-simple" }],
  ["1234567890123", { kind: "common" }],
  ["qwertzuiopasdf", { kind: "too-simple" }],
  ["zxcvbnm,./asdfghj", { kind: "too-simple" }],
  ["password123456", { kind: "common" }],
  ["password teddy 123456", { kind: "known-words" }],
  ["mOtHeRfUcKeR", { kind: "common" }],
  ["b4sk3tb@ll!2019", { kind: "common" }],
  ["Teddy Teddy Teddy", { kind: "common" }],
  ["two otters", { kind: "too-short", missing: 2 }],
  ["two otters and a kettle", { kind: "strong" }],
  ["grüne Möwen!", { kind: "strong" }],
])("judges %j as %j", (text, verdict) => expect(judgePassphrase(text)).toEqual(verdict));

test("what is made at random is taken", () => {
  for (let run = 0; run < 20; run += 1) expect(kindOf(makePassphrase())).toBe("strong");
});

describe("counts letters", () => {
  test("not UTF-16 units, or the parts of one picture", () => {
    expect(judgePassphrase("👍👍👍👍👍👍")).toEqual({ kind: "too-short", missing: 6 });
    expect(judgePassphrase("👩‍👧‍👦👩‍👧‍👦")).toEqual({ kind: "too-short", missing: 10 });
  });
  test("the same in each of the forms that an umlaut can take", () => {
    expect(judgePassphrase("a\u0308".repeat(11))).toEqual({ kind: "too-short", missing: 1 });
    const [whole, parts] = ["grüne Möwen fliegen".normalize("NFC"), "grüne Möwen fliegen".normalize("NFD")];
    expect(parts).not.toBe(whole);
    expect(judgePassphrase(parts)).toEqual(judgePassphrase(whole));
  });
  test("wide letters as narrow ones, as they are hashed", () => {
    expect(kindOf("ｐａｗｐｏｓｔ２０１９ｔｅｄｄｙ")).toBe("known-words");
  });
  test("128 at most, whatever they are made of", () => {
    expect(kindOf("ab👍".repeat(42))).not.toBe("too-long");
    expect(kindOf(`x${"\u0301".repeat(128)}`)).toBe("too-long");
  });
});

describe("gives nothing for what everybody at home knows", () => {
  const family = ["Wilhelmina Quast", "Theodor", "Möhrchen", "Jo", "美咲"];

  test.each([
    "Wilhelmina Theodor 2019",
    "Quast-Theodor-24.12.2019",
    "wilhelmina.quast.theodor",
    "W1LH3LM1N4 & th30d0r",
    "W i l h e l m i n a   T h e o d o r",
    "Wwwilhelminaaa Theeeodor",
    "animlehliW rodoehT",
    "Moehrchen + Theodor 17",
    "mohrchen_theodor_241219",
    "Theodor's teddy bear 2017",
    "Jo + Theodor + Wilhelmina",
    "美咲美咲美咲美咲2019年Theodor",
    "Pawpost CloudPets 2015!",
    "our plush toys 12/24/2015",
  ])("%s", (text) => expect(kindOf(text, family)).toBe("known-words"));

  test("zxcvbn alone, or without the names, would take the first of them", () =>
    expect(kindOf("Wilhelmina Theodor 2019")).toBe("good"));

  test("judges what is left", () => {
    const rest = "kettle under the viaduct";
    expect(kindOf(`${rest} Theodor 2019`, family)).toBe("strong");
    expect(kindOf("Theodor 2019 sunshine", family)).toBe("common");
    expect(kindOf("Theodor 2019 kettle", family)).toBe("known-words");
  });

  test("a name of two letters counts only where it stands alone", () => {
    expect(kindOf("banjo jockey major", ["Jo"])).toBe(kindOf("banjo jockey major"));
  });

  test("a passphrase of six names and nothing else is made of names, however long", () => {
    const names = ["Ottokar", "Philippa", "Quentin", "Rosalind", "Sigismund", "Tabitha"];
    expect(kindOf(`${names.join(" ")} ${makePassphrase()}`, names)).toBe("known-words");
    expect(kindOf(`Ottokar ${makePassphrase()}`, names)).toBe("strong");
  });

  test("a name in the middle of a word does not make it better", () => {
    const text = "understanding chair";
    expect(kindOf(text, ["der"])).toBe(kindOf(text));
  });
});

describe("one more of the family's words", () => {
  const RANK = { good: 1, strong: 2 } as Readonly<Record<string, number>>;
  const rank = (text: string, ownWords: readonly string[]) => RANK[kindOf(text, ownWords)] ?? 0;
  const pieces = [
    "Mia",
    "Theodor",
    "der",
    "stand",
    "lantern",
    "2019",
    "kettle",
    "-",
    " ",
    "x7",
    "Öl",
    "bear",
  ];
  const texts = fc
    .oneof(
      { weight: 3, arbitrary: fc.array(fc.constantFrom(...pieces), { minLength: 3, maxLength: 6 }) },
      { weight: 1, arbitrary: fc.array(fc.string({ unit: "grapheme", maxLength: 6 }), { maxLength: 4 }) },
    )
    .map((parts) => parts.join(""));
  /** Names, and pieces of the very text: what would tear a word apart. */
  const wordsFor = (text: string) =>
    fc.array(
      fc.oneof(
        fc.constantFrom(...pieces),
        fc
          .tuple(fc.nat(text.length), fc.integer({ min: 1, max: 8 }))
          .map(([at, length]) => text.slice(at, at + length)),
      ),
      { minLength: 1, maxLength: 4 },
    );

  test("never makes a passphrase better", () => {
    let accepted = 0;
    let lowered = 0;
    fc.assert(
      fc.property(
        texts.chain((text) => fc.tuple(fc.constant(text), wordsFor(text))),
        ([text, [more = "", ...words]]) => {
          const [before, after] = [rank(text, words), rank(text, [...words, more])];
          if (before > 0) accepted += 1;
          if (after < before) lowered += 1;
          return after <= before;
        },
      ),
      { numRuns: 200 },
    );
    expect(accepted).toBeGreaterThan(20);
    expect(lowered).toBeGreaterThan(5);
  });
});

test("is acceptable or not", () => {
  expect(isAcceptable({ kind: "good" })).toBe(true);
  expect(isAcceptable({ kind: "strong" })).toBe(true);
  expect(isAcceptable({ kind: "too-simple" })).toBe(false);
  expect(isAcceptable({ kind: "loading" })).toBe(false);
});

test("answers soon, also to what was made to take long", () => {
  judgePassphrase(makePassphrase());
  for (const text of ["p@55w0rd!$|1l0ve", "kX9#vQ2$mL7@", "4@8(3691!0$5+7%2", "|)()//\\\\^^"]) {
    const long = Array.from({ length: 128 }, (_, at) => text[at % text.length]).join("");
    const start = process.cpuUsage();
    judgePassphrase(`x${long.slice(1)}`);
    expect(process.cpuUsage(start).user, text).toBeLessThan(2_000_000);
  }
});
