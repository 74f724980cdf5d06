/** A keepsake by the page's own verbs over a hub of the rig, opened by the tools that a family has: unzip and sha256sum. */
import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, onTestFinished, test } from "vitest";
import { codeOr } from "../../test/support/code-of.ts";
import {
  addGuardian,
  claimFamily,
  idOf,
  inRig,
  type Member,
  pageElsewhere,
  sendFrom,
} from "../../test/support/family.ts";
import { type Clip, hum, prepareClip, randomId } from "../../test/support/guardian.ts";
import { type HubRig, makeHubRig } from "../../test/support/hub-rig.ts";
import "../../test/support/speak-english.ts";
import { listOf } from "../../test/support/store-rig.ts";
import { makeTempDir } from "../../test/support/temp-dir.ts";
import { makeKeepsake } from "../../web-ui/src/actions/make-keepsake.ts";
import { withStepUp } from "../../web-ui/src/actions/step-up.ts";
import { alertList } from "../contract/alerts.ts";
import type { MessageView, ToyView } from "../contract/api.ts";
import { type KeepsakeRequest, keepsakeStarted, keepsakeSubject } from "../contract/keepsake.ts";
import { minutes } from "../domain/duration.ts";

const CHILD = '<script>alert("child")</script> & “Kit” 🐻 ‏ילד';
let rig: HubRig;
let mum: Member;
let toy: ToyView;
let clip: Clip;
let messages: MessageView[];

beforeEach(async () => {
  rig = await makeHubRig();
  mum = await claimFamily(inRig(rig), '<img src=x onerror="alert(1)">');
  toy = await rig.addToy("Bear", { id: randomId(), name: CHILD });
  clip = await prepareClip(hum(1, 1), 16_000);
  messages = [];
  for (let nth = 0; nth < 3; nth++) {
    messages.push(await sendFrom(mum, clip, toy));
    await rig.clock.advance(minutes(24 * 60));
  }
});
afterEach(() => rig[Symbol.asyncDispose]());

const codeOf = codeOr("done");
const wish = (change: Partial<KeepsakeRequest> = {}): KeepsakeRequest => ({
  child: toy.child,
  from: null,
  until: null,
  starred: false,
  ...change,
});
const begin = ({ page }: Member, change: Partial<KeepsakeRequest> = {}) =>
  page.client.call("POST", "/keepsakes", { json: wish(change), schema: keepsakeStarted });
const beginSurely = (member: Member, change: Partial<KeepsakeRequest> = {}) =>
  withStepUp(member.page, () => begin(member, change));
const idsOf = async (begun: ReturnType<typeof begin>) => (await begun).clips.map(({ id }) => id);
const fetchClip = ({ page }: Member, id: string) => page.client.bytes(`/messages/${id}/archive/keepsake`);
const ids = () => messages.map(({ id }) => id);
const ledger = async () => listOf(rig.house.ledger.entries());

describe("what it takes", () => {
  test("is one entry that names all of them, before the first leaves, and every guardian is told", async () => {
    const dad = await addGuardian(inRig(rig), mum, "Dad");
    const before = (await ledger()).length;
    expect(await idsOf(beginSurely(mum))).toEqual(ids());
    for (const id of ids()) await fetchClip(mum, id);
    const entries = (await ledger()).slice(before).filter(({ kind }) => kind !== "stepped-up");
    expect(entries).toMatchObject([
      { kind: "keepsake-began", person: idOf(mum), device: mum.page.device.publicKey },
    ]);
    expect(entries[0]?.subject).toBe(await keepsakeSubject(ids()));
    expect(entries[0]?.subject?.length).toBeLessThanOrEqual(64);
    for (const { page } of [mum, dad]) {
      const { alerts } = await page.client.call("GET", "/alerts", { schema: alertList });
      expect(alerts.filter(({ unseen }) => unseen > 0).map((alert) => alert.class)).toContain(
        "keepsake-made",
      );
    }
  });

  test("is the clips of the days that were asked for, or those with a star", async () => {
    const [first, second, third] = messages as [MessageView, MessageView, MessageView];
    expect(await idsOf(beginSurely(mum, { from: second.createdAt }))).toEqual([second.id, third.id]);
    expect(await idsOf(beginSurely(mum, { until: second.createdAt }))).toEqual([first.id]);
    await mum.page.client.call("PUT", `/messages/${third.id}/kept`, { json: { kept: true } });
    expect(await idsOf(beginSurely(mum, { starred: true }))).toEqual([third.id]);
    expect(await codeOf(begin(mum, { until: first.createdAt }))).toBe("keepsake.nothing");
    expect(await codeOf(begin(mum, { child: randomId() }))).toBe("child.unknown");
  });

  test("leaves out what was taken back before the child could hear it", async () => {
    await mum.page.client.call("POST", `/messages/${messages[1]?.id}/cancel`);
    await rig.settle();
    expect(await idsOf(beginSurely(mum))).toEqual([messages[0]?.id, messages[2]?.id]);
  });
});

describe("who may have it", () => {
  test("nobody without showing anew who they are", async () => {
    await rig.clock.advance(minutes(6));
    expect(await codeOf(begin(mum))).toBe("session.step-up-needed");
    expect(await codeOf(fetchClip(mum, messages[0]?.id ?? ""))).toBe("keepsake.not-begun");
  });

  test("that session, those clips, for an hour or until it says that it is done", async () => {
    const [first = "", second = ""] = ids();
    const phone = await pageElsewhere(inRig(rig), mum);
    await beginSurely(mum, { until: messages[1]?.createdAt ?? null });
    expect((await fetchClip(mum, first)).byteLength).toBeGreaterThan(1_000);
    expect(await codeOf(fetchClip(mum, second))).toBe("keepsake.not-begun");
    expect(await codeOf(fetchClip(phone, first))).toBe("keepsake.not-begun");
    await rig.clock.advance(minutes(61));
    expect(await codeOf(fetchClip(mum, first))).toBe("keepsake.not-begun");
    await beginSurely(mum);
    await mum.page.client.call("DELETE", "/keepsakes");
    expect(await codeOf(fetchClip(mum, first))).toBe("keepsake.not-begun");
  });
});

describe("the folder", () => {
  async function unpacked() {
    const dir = await makeTempDir();
    onTestFinished(() => dir[Symbol.asyncDispose]());
    await makeKeepsake(mum.page, wish(), CHILD);
    const made = mum.page.keepsake.value;
    if (made?.result?.blob === undefined) throw new Error(`no file: ${made?.state} ${made?.trouble?.title}`);
    const zip = join(dir.path, made.result.name);
    await writeFile(zip, Buffer.from(await made.result.blob.arrayBuffer()));
    execFileSync("unzip", ["-q", zip, "-d", dir.path]);
    const folder = join(dir.path, made.result.name.replace(/\.zip$/, ""));
    return { made, folder, html: readFileSync(join(folder, "index.html"), "utf8") };
  }

  test("is whole by the family’s own tools: unzip takes it, sha256sum finds every file as it was", async () => {
    const { made, folder } = await unpacked();
    expect(made).toMatchObject({ state: "done", total: 3, done: 3, unreadable: 0 });
    expect(made.result?.name).toMatch(/^pawpost-script-alert-child-script-Kit-\d{4}-\d\d-\d\d\.zip$/);
    const checked = execFileSync("sha256sum", ["-c", "--strict", "checksums.txt"], {
      cwd: folder,
      encoding: "utf8",
    });
    expect(checked.match(/: OK$/gm)).toHaveLength(4);
    const sounds = readdirSync(join(folder, "audio")).toSorted();
    expect(sounds).toHaveLength(3);
    expect(readFileSync(join(folder, "audio", sounds[0] ?? ""))).toEqual(Buffer.from(clip.wav));
    // Each bears its id: what the ledger's entry names can be held against the folder.
    const named = sounds.map((sound) => sound.slice("2026-03-04_19-42_".length, -".wav".length));
    const entry = (await ledger()).find(({ kind }) => kind === "keepsake-began");
    expect(await keepsakeSubject(named)).toBe(entry?.subject);
    // As docs/keepsake.md has it.
    const [command = ""] = /(?<=```text\n)[^`]+/.exec(readFileSync("docs/keepsake.md", "utf8")) ?? [];
    const hash = execFileSync("sh", ["-c", command], { cwd: folder, encoding: "utf8" });
    expect(`3 ${hash.trim().replace(/=+$/, "")}`).toBe(entry?.subject);
  });

  test("has a page of its own in which every name is text, and nothing is fetched or run", async () => {
    const { html } = await unpacked();
    expect(html).not.toMatch(/<script|<img|onerror="|https?:|javascript:/);
    expect(html).toContain("&lt;img src=x onerror=&quot;alert(1)&quot;&gt;");
    expect(html).toContain("&lt;script&gt;alert(&quot;child&quot;)&lt;/script&gt; &amp; “Kit” 🐻 ‏ילד");
    expect(html.match(/<audio controls preload="none" src="audio\/[\w.-]+\.wav"/g)).toHaveLength(3);
    expect(html.match(/<h2>/g)).toHaveLength(3);
    expect(html).toContain("default-src 'none'; media-src 'self' file:; style-src 'sha256-");
  });

  test("goes on without a clip that does not open, and says so", async () => {
    const [, second] = messages;
    const real = rig.house.archive.get.bind(rig.house.archive);
    const damaged = async (id: string) => {
      const sealed = await real(id);
      if (id === second?.id && sealed !== undefined) sealed[sealed.length - 1] = (sealed.at(-1) ?? 0) ^ 1;
      return sealed;
    };
    Object.assign(rig.house, { archive: { ...rig.house.archive, get: damaged } });
    const { made, html } = await unpacked();
    expect(made).toMatchObject({ done: 2, unreadable: 1 });
    expect(html).toContain("1 recording did not open, and was left out.");
  });

  test("stopped in the middle, leaves nothing, and the hub hands out no more", async () => {
    let most = 0;
    const stop = mum.page.keepsake.subscribe((now) => {
      most = Math.max(most, now?.done ?? 0);
      if (now?.done === 1) now.stop();
    });
    onTestFinished(stop);
    await makeKeepsake(mum.page, wish(), CHILD);
    expect(most).toBe(1);
    expect(mum.page.keepsake.value).toBeUndefined();
    await expect.poll(() => codeOf(fetchClip(mum, messages[0]?.id ?? ""))).toBe("keepsake.not-begun");
  });
});
