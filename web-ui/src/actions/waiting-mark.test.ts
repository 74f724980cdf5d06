import { expect, test } from "vitest";
import { isMarked, mark } from "./waiting-mark.ts";

/** As `document.cookie`: each write is one cookie, each read is all of them. */
function openJar(first: readonly string[] = []) {
  const cookies = new Map(first.map((one) => one.split("=") as [string, string]));
  return {
    get cookie() {
      return [...cookies].map(([name, value]) => `${name}=${value}`).join("; ");
    },
    set cookie(text: string) {
      const [pair = "", ...rules] = text.split("; ");
      const [name = "", value = ""] = pair.split("=");
      if (rules.includes("Max-Age=0")) cookies.delete(name);
      else cookies.set(name, value);
    },
  };
}

test("stands for as long as something waits, and beside other cookies", () => {
  const jar = openJar(["other=1"]);
  expect(isMarked(jar)).toBe(false);
  mark(jar, true);
  expect(isMarked(jar)).toBe(true);
  mark(jar, false);
  expect(isMarked(jar)).toBe(false);
  expect(jar.cookie).toBe("other=1");
});

test("another cookie that ends like it is none", () => {
  expect(isMarked(openJar(["not-pawpost-waiting=1"]))).toBe(false);
});
