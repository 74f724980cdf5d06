import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import { bundledProgram } from "./bundled-program.ts";
import { packModule } from "./pack-module.ts";
import { joined, type Names, type PackedModule, runPack } from "./pack-runtime.ts";
import { makePatchedCopy } from "./patched-copy.ts";

const packed = async (sources: Readonly<Record<string, string>>) => {
  const rows = Object.entries(sources).map(async ([path, source]) => [
    path,
    new Function(`return ${(await packModule(path, source)).text}`)() as PackedModule,
  ]);
  return Object.fromEntries(await Promise.all(rows)) as Record<string, PackedModule>;
};
const run = async (sources: Readonly<Record<string, string>>, libraries: Record<string, Names> = {}) =>
  runPack(
    {
      modules: await packed(sources),
      libraries: Object.fromEntries(Object.entries(libraries).map(([name, of]) => [name, async () => of])),
    },
    "file:///home/",
    "a/main.ts",
  );

describe("modules that lie in one file", () => {
  it("see each other's names as they become, each run once, in the order of their imports", async () => {
    const { seen, kept, all } = await run({
      "a/main.ts": `import { count, more } from "./count.ts"; import * as all from "../b/all.ts"; export { all };
        export const seen: number[] = [count]; more(); seen.push(count); export const kept = all.told();`,
      "a/count.ts": "export let count = 1; export const more = (): void => { count += 1; };",
      "b/all.ts": `export * from "../a/count.ts"; import { count } from "../a/count.ts"; export const told = () => \`was \${count}\`;`,
    });
    expect([seen, kept]).toEqual([[1, 2], "was 2"]);
    expect(Object.keys(all as Names).toSorted()).toEqual(["count", "more", "told"]);
    expect((all as Names).count).toBe(2);
  });

  it("may go round in a circle, as far as nobody wants what is not there yet", async () => {
    const { both } = await run({
      "a/main.ts": `import { one } from "./one.ts"; export const both = one();`,
      "a/one.ts": `import { two } from "./two.ts"; export const one = () => two(); export const name = "one";`,
      "a/two.ts": `import { name } from "./one.ts"; export const two = () => \`two of \${name}\`;`,
    });
    expect(both).toBe("two of one");
  });

  it("know where they would lie, and which of them is the program", async () => {
    const { own, other, later } = await run({
      "a/main.ts": `export { url as other } from "./b.ts"; export const own = [import.meta.url, import.meta.main];
        export const later = (await import("./c.ts")).default;`,
      "a/b.ts": "export const url = [import.meta.url, import.meta.main];",
      "a/c.ts": `export default "later";`,
    });
    expect(own).toEqual(["file:///home/a/main.ts", true]);
    expect(other).toEqual(["file:///home/a/b.ts", false]);
    expect(later).toBe("later");
  });

  it("have libraries and Node's own from outside", async () => {
    const { told } = await run(
      {
        "a/main.ts": `import { sep } from "node:path"; import lib, { word } from "lib"; export const told = [sep, lib, word];`,
      },
      { lib: { default: "whole", word: "part" } },
    );
    expect(told).toEqual(["/", "whole", "part"]);
  });

  it("fail with the error of the one that failed, and when one is missing", async () => {
    await expect(
      run({ "a/main.ts": `import "./b.ts";`, "a/b.ts": `throw new Error("of b");` }),
    ).rejects.toThrow("of b");
    await expect(run({ "a/main.ts": `import "../b.ts";` })).rejects.toThrow("b.ts is not in the pack");
  });

  it.each([
    ["hub/api/", "../store/x.ts", "hub/store/x.ts"],
    ["hub/", "./x.ts", "hub/x.ts"],
    ["", "./x.ts", "x.ts"],
  ])("%s%s is %s", (folder, specifier, path) => expect(joined(folder, specifier)).toBe(path));
});

describe("a program", () => {
  const hear = async (program: string) => {
    const end = promisify(execFile)(process.execPath, [program], { env: {} });
    return JSON.parse(
      await end.then(
        () => "{}",
        ({ stdout }: { stdout: string }) => stdout,
      ),
    ) as { message?: string };
  };
  const PATCH = {
    file: "hub/failure-of.ts",
    find: "export function failureOf(error: unknown)",
    replace:
      "export function failureOf(_: unknown) { return { failed: 'patched' }; }\nfunction unused(error: unknown)",
  };

  it("of the source is a bundle that does the same", async () => {
    const bundle = await bundledProgram("hub/main.ts");
    expect(bundle).toMatch(/\/hub\/main\.js$/);
    expect(await hear(bundle)).toEqual(await hear("hub/main.ts"));
  });

  it("of a copy has what was patched there", async () => {
    await using copy = await makePatchedCopy([PATCH]);
    const pack = await bundledProgram(copy.path("hub/main.ts"));
    expect(pack).not.toBe(copy.path("hub/main.ts"));
    expect(await hear(pack)).toEqual(await hear(copy.path("hub/main.ts")));
    expect(await hear(pack)).toEqual({ failed: "patched" });
  });

  it("that imports what no program does is run as it is", async () => {
    const replace = `import "../test/support/seeded.ts";\n${PATCH.find}`;
    await using copy = await makePatchedCopy([{ ...PATCH, replace }]);
    expect(await bundledProgram(copy.path("hub/main.ts"))).toBe(copy.path("hub/main.ts"));
  });

  it("that is none of ours, too", async () => {
    expect(await bundledProgram("/bin/true")).toBe("/bin/true");
    expect(await bundledProgram("scripts/cli/relay.ts")).toBe("scripts/cli/relay.ts");
  });
});
