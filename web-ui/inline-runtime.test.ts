import { expect, test } from "vitest";
import { asExpression, withInlined } from "./inline-runtime.ts";

const RUNTIME = "var e=(one)=>one+1,t=(two)=>e(two)*10;export{t as n,e};\n";

async function evaluated(code: string): Promise<unknown> {
  const module = await import(`data:text/javascript,${encodeURIComponent(code)}`);
  return module.value;
}

test.each([
  ["under another name", 'import{n as a}from"./rolldown-runtime-AAAAAAAA.js";export const value=a(4);', 50],
  ["under its own", 'import{e}from"./rolldown-runtime-AAAAAAAA.js";export const value=e(4);', 5],
  ["both", 'import{n as e,e as t}from"./rolldown-runtime-AAAAAAAA.js";export const value=e(4)+t(0);', 51],
])("a file has what it took from the shared one, %s", async (_, code, value) => {
  const inlined = withInlined(code, "./rolldown-runtime-AAAAAAAA.js", asExpression(RUNTIME));
  expect(inlined).not.toContain("import");
  expect(await evaluated(inlined)).toBe(value);
});

test("what another file says stays as it is", () => {
  const code = 'import{n as a}from"./start-AAAAAAAA.js";export const value=a(4);';
  expect(withInlined(code, "./rolldown-runtime-AAAAAAAA.js", asExpression(RUNTIME))).toBe(code);
});

test.each([
  ["exports nothing", "var e=1;"],
  ["needs another", 'import{a}from"./other.js";export{a};'],
])("does not go on with one that %s", (_, code) =>
  expect(() => asExpression(code)).toThrow("written otherwise by now"),
);
