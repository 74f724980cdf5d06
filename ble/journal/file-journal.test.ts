import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { openJournal, openJournalIn } from "./file-journal.ts";
import { MAX_VALUE_BYTES } from "./journal.ts";
import type { JournalFile, JournalFolder } from "./journal-file.ts";

let folder: string;
let path: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "journal-"));
  path = join(folder, "journal");
});
afterEach(() => rm(folder, { recursive: true }));

test("keeps what was put, across openings", async () => {
  {
    await using journal = await openJournal(path);
    await journal.put("toy/a", { seen: 1 });
    await journal.put("toy/a", { seen: 2 });
    await journal.put("toy/b", "gone soon");
    await journal.delete("toy/b");
    expect(journal.get("toy/a")).toEqual({ seen: 2 });
  }
  await using again = await openJournal(path);
  expect(again.entries("")).toEqual([["toy/a", { seen: 2 }]]);
});

test("lists the entries of a prefix in the order of their keys", async () => {
  await using journal = await openJournal(path);
  await Promise.all(["b/2", "a/1", "b/1"].map((key) => journal.put(key, key)));
  expect(journal.entries("b/").map(([key]) => key)).toEqual(["b/1", "b/2"]);
});

test("is readable by its owner only", async () => {
  await using _journal = await openJournal(path);
  expect((await stat(path)).mode & 0o777).toBe(0o600);
});

test("drops a last line that was cut short anywhere, and keeps all before it", async () => {
  {
    await using journal = await openJournal(path);
    await journal.put("kept", 1);
    await journal.change([
      ["both", "or"],
      ["none", "of them"],
    ]);
  }
  const whole = await readFile(path);
  const firstLines = whole.lastIndexOf("\n", whole.length - 2) + 1;
  for (let length = firstLines; length < whole.length; length += 1) {
    await writeFile(path, whole.subarray(0, length));
    {
      await using journal = await openJournal(path);
      expect(journal.entries("")).toEqual([["kept", 1]]);
      await journal.put("next", length);
    }
    await using again = await openJournal(path);
    expect(again.entries("").map(([key]) => key)).toEqual(["kept", "next"]);
  }
});

test.each([
  ["nothing", ""],
  ["half a header", "pawpost-jo"],
])("starts anew on %s", async (_, text) => {
  await writeFile(path, text);
  await using journal = await openJournal(path);
  await journal.put("a", 1);
  expect(await readFile(path, "utf8")).toMatch(/^pawpost-journal 1\n[0-9a-f]{8} \[\["a",1\]\]\n$/);
});

test.each([
  ["another kind of file", () => "#!/bin/sh\necho\n"],
  ["a changed byte with lines behind it", (text: string) => text.replace('"first"', '"fIrst"')],
])("refuses %s and leaves it as it is", async (_, damage) => {
  {
    await using journal = await openJournal(path);
    await journal.put("first", 1);
    await journal.put("second", 2);
  }
  const damaged = damage(await readFile(path, "utf8"));
  await writeFile(path, damaged);
  await expect(openJournal(path)).rejects.toMatchObject({ code: "journal.damaged" });
  expect(await readFile(path, "utf8")).toBe(damaged);
});

test("does not open twice, and does open after its holder is gone", async () => {
  {
    await using _journal = await openJournal(path);
    await expect(openJournal(path)).rejects.toMatchObject({ code: "journal.in-use" });
  }
  await writeFile(`${path}.lock`, `${process.pid} 1`); // a recycled process id
  await using journal = await openJournal(path);
  await journal.put("a", 1);
});

test("refuses a value that is too long, and goes on", async () => {
  await using journal = await openJournal(path);
  const long = journal.put("long", "x".repeat(MAX_VALUE_BYTES));
  await expect(long).rejects.toMatchObject({ code: "journal.too-large" });
  await journal.put("short", 1);
  expect(journal.entries("")).toEqual([["short", 1]]);
});

test("refuses more than it may hold, and goes on when something is deleted", async () => {
  await using journal = await openJournal(path);
  const value = "x".repeat(MAX_VALUE_BYTES - 100);
  const filled = await Promise.allSettled(Array.from({ length: 40 }, (_, n) => journal.put(`k/${n}`, value)));
  expect(filled.filter(({ status }) => status === "fulfilled")).toHaveLength(32);
  await expect(journal.put("more", value)).rejects.toMatchObject({ code: "journal.full" });
  await Promise.all(journal.entries("k/").map(([key]) => journal.delete(key)));
  await journal.put("more", value);
});

test("stays short however often a value changes", async () => {
  {
    await using journal = await openJournal(path);
    const filler = "x".repeat(1_000);
    for (let n = 0; n < 500; n += 1) await journal.put("toy", { n, filler });
    expect((await stat(path)).size).toBeLessThan(150_000);
  }
  await using again = await openJournal(path);
  expect(again.get("toy")).toMatchObject({ n: 499 });
});

test("refuses to work when closed", async () => {
  const journal = await openJournal(path);
  await journal[Symbol.asyncDispose]();
  await expect(journal.put("a", 1)).rejects.toMatchObject({ code: "journal.closed" });
});

describe("on a disk with faults", () => {
  interface Disk {
    room: number;
    fault: "write" | "sync" | "create" | "adopt" | undefined;
    readonly files: Map<"journal" | "copy", Buffer>;
  }

  /** A folder in memory with `room` bytes, whose last write before it is full goes half through. */
  function folderOn(disk: Disk): JournalFolder {
    const fail = (code: string) => Object.assign(new Error(code), { code });
    const file = (name: "journal" | "copy"): JournalFile => {
      let content = disk.files.get(name) ?? Buffer.alloc(0);
      const save = (bytes: Buffer) => {
        content = bytes;
        disk.files.set(name, bytes);
      };
      return {
        read: async () => content,
        async write(bytes, position) {
          const fits = Math.min(bytes.byteLength, disk.room - position);
          save(Buffer.concat([content.subarray(0, position), bytes.subarray(0, Math.max(0, fits))]));
          if (disk.fault === "write") throw fail("EIO");
          if (fits < bytes.byteLength) throw fail("ENOSPC");
        },
        async sync() {
          if (disk.fault === "sync") throw fail("EIO");
        },
        truncate: async (length) => void save(content.subarray(0, length)),
        close: async () => undefined,
      };
    };
    return {
      open: async () => file("journal"),
      async create() {
        if (disk.fault === "create") throw fail("ENOSPC");
        disk.files.delete("copy");
        return file("copy");
      },
      async adopt() {
        disk.files.set("journal", disk.files.get("copy") ?? Buffer.alloc(0));
        if (disk.fault === "adopt") throw fail("EIO");
      },
      discard: async () => void disk.files.delete("copy"),
    };
  }

  const emptyDisk = (room = 10_000_000): Disk => ({ room, fault: undefined, files: new Map() });
  const reopened = async (disk: Disk) =>
    (await openJournalIn(folderOn({ ...disk, fault: undefined }))).entries("");

  test("says that it is full, keeps what it acknowledged, and works again with room", async () => {
    const disk = emptyDisk(60);
    await using journal = await openJournalIn(folderOn(disk));
    await journal.put("a", 1);
    await expect(journal.put("b", "too much for it")).rejects.toMatchObject({ code: "journal.full" });
    expect(await reopened(disk)).toEqual([["a", 1]]);
    disk.room = 1_000;
    await journal.put("b", "too much for it");
    expect(await reopened(disk)).toHaveLength(2);
  });

  test("goes on after a write that failed", async () => {
    const disk = emptyDisk();
    await using journal = await openJournalIn(folderOn(disk));
    disk.fault = "write";
    await expect(journal.put("a", 1)).rejects.toMatchObject({ code: "journal.failed" });
    disk.fault = undefined;
    await journal.put("b", 2);
    expect(await reopened(disk)).toEqual([["b", 2]]);
  });

  test("takes nothing more after a sync that failed: what the disk holds is unknown", async () => {
    const disk = emptyDisk();
    await using journal = await openJournalIn(folderOn(disk));
    disk.fault = "sync";
    await expect(journal.put("a", 1)).rejects.toMatchObject({ code: "journal.failed" });
    disk.fault = undefined;
    await expect(journal.put("b", 2)).rejects.toMatchObject({ code: "journal.failed" });
    expect(journal.get("a")).toBeUndefined();
  });

  test.each([["create"], ["adopt"]] as const)("loses nothing when shortening fails at %s", async (fault) => {
    const disk = emptyDisk();
    await using journal = await openJournalIn(folderOn(disk));
    disk.fault = fault;
    const acknowledged = new Set<string>();
    for (let n = 0; n < 100; n += 1) {
      const put = journal.put(`k/${n % 10}`, "x".repeat(2_000)).then(() => acknowledged.add(`k/${n % 10}`));
      await put.catch((error: unknown) => expect(error).toMatchObject({ code: "journal.failed" }));
    }
    expect(acknowledged.size).toBe(10);
    expect((await reopened(disk)).map(([key]) => key)).toEqual([...acknowledged].sort());
  });
});

describe("killed in the middle of writes", () => {
  /** Puts counters without end and says each one it was acknowledged. */
  const WRITER = `
    import { openJournal } from ${JSON.stringify(new URL("./file-journal.ts", import.meta.url).href)};
    const journal = await openJournal(process.argv[1]);
    const filler = "x".repeat(700);
    const write = async (key, from) => {
      for (let n = from; ; n += 1) {
        await journal.put(key, { n, filler });
        process.stdout.write(key + " " + n + "\\n");
      }
    };
    const last = (key) => (journal.get(key)?.n ?? -1) + 1;
    await Promise.all(["a", "b", "c"].map((key) => write(key, last(key))));
  `;

  async function killAfter(lines: number): Promise<Map<string, number>> {
    const writer: ChildProcess = spawn(process.execPath, ["--input-type=module", "-e", WRITER, path], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    let text = "";
    writer.stdout?.on("data", (chunk: Buffer) => {
      text += chunk.toString();
      if (text.split("\n").length > lines) writer.kill("SIGKILL");
    });
    await once(writer, "close");
    const told = text.split("\n").slice(0, -1);
    return new Map(told.map((line) => [line.slice(0, 1), Number(line.slice(2))]));
  }

  test("has every value that was acknowledged, round after round", async () => {
    for (const lines of [1, 20, 90, 200, 230]) {
      const acknowledged = await killAfter(lines);
      await using journal = await openJournal(path);
      for (const [key, n] of acknowledged) {
        expect((journal.get(key) as { n: number }).n, `round of ${lines}, ${key}`).toBeGreaterThanOrEqual(n);
      }
    }
  });
});
