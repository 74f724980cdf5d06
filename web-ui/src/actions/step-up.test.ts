import { expect, test } from "vitest";
import { openPaperPage } from "../../../test/support/paper-page.ts";
import { HubRefusal } from "../hub/errors.ts";
import type { OpenedSlot } from "../keys/open-slot.ts";
import { answerStepUp, NotNow, stepUp, withStepUp } from "./step-up.ts";

const newPage = () => openPaperPage(async () => new Response(), Date.now);
const refusal = (code: string) =>
  new HubRefusal({ type: "about:blank", status: 403, code, title: "", action: "" });
/** Nobody looks into it here. */
const opened = {} as OpenedSlot;
const turn = () => new Promise((resolve) => setTimeout(resolve));

test("what is not refused asks nobody", async () => {
  const page = await newPage();
  expect(await withStepUp(page, async () => 7)).toBe(7);
  expect(page.stepUpAsked.value).toBeUndefined();
});

test("what is refused for want of a step-up asks, and is done again once there is one", async () => {
  const page = await newPage();
  let calls = 0;
  const done = withStepUp(page, async () => {
    calls += 1;
    if (calls === 1) throw refusal("session.step-up-needed");
    return "done";
  });
  await turn();
  expect([calls, page.stepUpAsked.value]).toEqual([1, expect.anything()]);
  answerStepUp(page, opened);
  expect([await done, calls, page.stepUpAsked.value]).toEqual(["done", 2, undefined]);
});

test("refused again, or for another reason, it asks no more", async () => {
  const page = await newPage();
  const always = withStepUp(page, () => Promise.reject(refusal("session.step-up-needed")));
  await turn();
  answerStepUp(page, opened);
  await expect(always).rejects.toMatchObject({ code: "session.step-up-needed" });
  await expect(withStepUp(page, () => Promise.reject(refusal("message.unknown")))).rejects.toMatchObject({
    code: "message.unknown",
  });
  expect(page.stepUpAsked.value).toBeUndefined();
});

test("two at once are one question; whoever thinks better of it has done neither", async () => {
  const page = await newPage();
  const [one, other] = [stepUp(page), stepUp(page)];
  answerStepUp(page, opened);
  expect([await one, await other]).toEqual([opened, opened]);
  const third = stepUp(page);
  answerStepUp(page, undefined);
  await expect(third).rejects.toBeInstanceOf(NotNow);
  answerStepUp(page, undefined); // a dialog that goes away says so again
});
