/**
 * T-84 and T-82, from outside. Starting anew makes another first guardian and puts everybody else out, so nobody may set it off who is not at
 * the machine and holds a toy: not the network, not the code alone, not a paw alone, not another device than the one that showed the
 * code, and each code once. And nobody is put out in silence: a guardian who can still look is told before, and their browsers and the
 * toys' guard believe nothing of a hub that began another family.
 */
import { join } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import { RosterKeeper } from "../../ble/bridge/roster-keeper.ts";
import { alertList } from "../../hub/contract/alerts.ts";
import { API, sessionInfo } from "../../hub/contract/api.ts";
import { COMMAND_LINE } from "../../hub/contract/command-line.ts";
import { formerKeys, formerList } from "../../hub/contract/former.ts";
import { verifyRoster } from "../../hub/contract/roster.ts";
import { makeAnewCode } from "../../scripts/cli/start-anew.ts";
import { haltAtOtherFamily } from "../../web-ui/src/actions/other-family.ts";
import { makeFirstGuardian } from "../../web-ui/src/keys/first-guardian.ts";
import type { Page } from "../../web-ui/src/page-state.ts";
import { AttackedHub } from "../support/attacked-hub.ts";
import { makeFamily } from "../support/bridge-rig.ts";
import { codeOr } from "../support/code-of.ts";
import { asGuardian, atHub, claimFamily, inRig, type Member } from "../support/family.ts";
import { quickHash } from "../support/guardian.ts";
import { type HubRig, makeHubRig } from "../support/hub-rig.ts";
import { memoryJournal } from "../support/memory-journal.ts";
import { openPaperPage, sessionOn } from "../support/paper-page.ts";
import { makePatchedCopy, type Patch } from "../support/patched-copy.ts";
import { PlayedBle } from "../support/played-ble.ts";
import { makeRecordingLog } from "../support/quiet-log.ts";
import { readLedger } from "../support/read-ledger.ts";
import { TAKES_BARRIER_OUT } from "./further-barrier.ts";
import { takenOut } from "./sizes.ts";

const owned: AsyncDisposable[] = [];
afterEach(async () => {
  for (const one of owned.splice(0).reverse()) await one[Symbol.asyncDispose]();
});

const codeOf = codeOr("in");

/** A family, and what an attacker has around it. */
interface Home {
  readonly mum: Member;
  /** As who is at the machine has it made. */
  makeCode(): Promise<string>;
  /** Somebody at home presses the bear's blue hand; resolves when the hub has heard of it. */
  press(): Promise<void>;
  newPage(): Promise<Page>;
  /** @returns the status */
  post(path: string): Promise<number>;
}

/** The hub as a process of its own. */
async function openHome(): Promise<Home> {
  const hub = await AttackedHub.start({ cheapHash: true });
  owned.push(hub);
  const mum = await claimFamily(atHub(hub));
  const ble = await PlayedBle.open(hub.stack);
  owned.push(ble);
  const guardian = await asGuardian(mum);
  await ble.claimedBy(guardian, "Bear", "Kim");
  return {
    mum,
    makeCode: () => makeAnewCode(join(hub.stack.runFolder.path, COMMAND_LINE.socket)),
    press: () => ble.pressPaw(),
    newPage: () => openPaperPage(atHub(hub).browser(), () => hub.now()),
    post: async (path) => (await hub.ask({ method: "POST", path })).status,
  };
}

/** The same in this process, made of a copy of the source where there are patches. */
async function openCopy(patches: readonly Patch[] = []): Promise<Home> {
  if (patches.length === 0) return inThisProcess(await makeHubRig());
  const copy = await makePatchedCopy(patches);
  owned.push(copy);
  const parts = {
    // Errors are told apart by their class: whoever throws them and who words them are of one copy.
    ...(await copy.load<Pick<Parts, "buildApp">>("hub/api/build-app.ts")),
    ...(await copy.load<Pick<Parts, "openAccess">>("hub/access/open-access.ts")),
    ...(await copy.load<Pick<Parts, "ALL_ROUTES">>("hub/api/routes/all-routes.ts")),
  };
  return inThisProcess(await makeHubRig({ parts }));
}

async function inThisProcess(rig: HubRig): Promise<Home> {
  owned.push(rig);
  const mum = await claimFamily(inRig(rig));
  const toy = await rig.addToy();
  const newPage = () => openPaperPage(rig.browser(), () => rig.clock.now());
  return {
    mum,
    makeCode: () => rig.access.startingAnew.makeCode(),
    async press() {
      rig.toys.says({ kind: "paw", toy: toy.id, paw: "play" });
      await rig.settle();
    },
    newPage,
    post: async (path) => (await rig.browser()(path, { method: "POST" })).status,
  };
}
type Parts = Pick<typeof import("../../hub/api/build-app.ts"), "buildApp"> &
  Pick<typeof import("../../hub/access/open-access.ts"), "openAccess"> &
  Pick<typeof import("../../hub/api/routes/all-routes.ts"), "ALL_ROUTES">;

const show = (page: Page, code: string) => page.client.call("POST", "/anew/code", { json: { code } });
/** Good papers for another family, from this device. */
async function begin(page: Page): Promise<string> {
  const { hub } = await page.client.card();
  const device = { key: page.device.publicKey, label: "Test" };
  const wish = { hub, name: "Mallory", passphrase: "four words that nobody has", device };
  for (const number of [2, 3]) {
    const { request: json } = await makeFirstGuardian(wish, quickHash, number);
    const code = await codeOf(page.client.call("POST", "/anew", { json, schema: sessionInfo }));
    if (code !== "claim.not-consistent") return code;
  }
  return "claim.not-consistent";
}
/** Every way but the right one. Each begins where the one before has changed nothing. */
async function attack(home: Home) {
  const [stranger, other] = [await home.newPage(), await home.newPage()];
  // Over the network nobody has a code made, not even who is signed in.
  const paths = [COMMAND_LINE.startAnew, `${API}${COMMAND_LINE.startAnew}`, `${API}/anew/start`];
  const overTheNetwork = await Promise.all(paths.map((path) => home.post(path)));
  const bySession = await codeOf(home.mum.page.client.call("POST", COMMAND_LINE.startAnew));
  const nothing = await begin(stranger);
  const code = await home.makeCode();
  const wrong = `${code.slice(0, -1)}${code.endsWith("0") ? "1" : "0"}`;
  // The paw alone: somebody at home plays with the bear while a stranger waits for it.
  const guessed = await codeOf(show(stranger, wrong));
  await home.press();
  const pawAlone = await begin(stranger);
  // The code alone.
  const shown = await codeOf(show(stranger, code));
  const codeAlone = await begin(stranger);
  // The paw was pressed for the device that showed the code, and for no other.
  await home.press();
  const otherDevice = await begin(other);
  const people = async () => (await home.newPage()).client.card();
  const before = sessionOn(home.mum.page).roster.fingerprint;
  const stillTheirs = (await people()).family === before;
  return {
    stranger,
    shown,
    overTheNetwork,
    bySession,
    nothing,
    guessed,
    pawAlone,
    codeAlone,
    otherDevice,
    stillTheirs,
  };
}
const REFUSED = {
  overTheNetwork: [404, 404, 404],
  bySession: "http.not-found",
  nothing: "anew.wrong-code",
  guessed: "anew.wrong-code",
  shown: "in",
  pawAlone: "anew.wrong-code",
  codeAlone: "anew.no-paw",
  otherDevice: "anew.wrong-code",
  stillTheirs: true,
};

const DOOR = "hub/access/starting-anew.ts";
describe("starting anew", () => {
  test("takes the machine's code and a paw, on one device, once", async () => {
    const home = await openHome();
    const { stranger, ...seen } = await attack(home);
    expect(seen).toEqual(REFUSED);
    // Whoever can still look was told before anything happened.
    const { alerts } = await home.mum.page.client.call("GET", "/alerts", { schema: alertList });
    expect(alerts).toContainEqual(expect.objectContaining({ class: "anew-asked", unseen: 1 }));
    expect(await begin(stranger)).toBe("in");
    expect(await begin(stranger)).toBe("anew.wrong-code");
    expect(await codeOf(home.mum.page.client.call("GET", "/state"))).toBe("session.none");
  });

  test.each<[string, Patch, object]>(
    takenOut([
      [
        "the question for the right code",
        { file: DOOR, find: "now === undefined || !now.code.matches(typed)", replace: "now === undefined" },
        { guessed: "in", pawAlone: "in", stillTheirs: false },
      ],
      [
        "the question for a code at all",
        {
          file: DOOR,
          find: "    if (current()?.device !== device)\n",
          replace: "    if (current()?.device === null)\n",
        },
        { nothing: "anew.no-paw", otherDevice: "anew.no-paw" },
      ],
      [
        "the question for a paw",
        { file: DOOR, find: "if (!presence.isShown({ id: device }))", replace: "if (device === undefined)" },
        { codeAlone: "in", stillTheirs: false },
      ],
      [
        "a socket of its own for who is at the machine",
        {
          file: "hub/api/routes/anew-routes.ts",
          find: "export const ANEW_ROUTES: readonly Route[] = [",
          replace:
            'export const ANEW_ROUTES: readonly Route[] = [\n  { method: "POST", path: "/start-anew", policy: "anybody", summary: "",' +
            ' body: { kind: "none" }, answer: { kind: "nothing" }, handle: async (call) => (await call.access.startingAnew.makeCode(), { kind: "nothing" }) },',
        },
        { bySession: "in" },
      ],
    ]),
  )("without %s gets further", TAKES_BARRIER_OUT, async (_, patch, further) => {
    expect(await attack(await openCopy([patch]))).toMatchObject(further);
  });

  test(
    "a code that was used is used up; where it is not, it begins another family each time",
    TAKES_BARRIER_OUT,
    async () => {
      const patch = { file: DOOR, find: "        open = undefined;\n", replace: "" };
      const { stranger } = await attack(await openCopy([patch]));
      expect([await begin(stranger), await begin(stranger)]).toEqual(["in", "in"]);
    },
  );

  test("a code is not guessed: after five tries each wait is longer", async () => {
    const home = await openCopy();
    const page = await home.newPage();
    const code = await home.makeCode();
    const answers = [];
    for (let guess = 0; guess < 8; guess += 1) answers.push(await codeOf(show(page, "0000-0000-0000")));
    expect(answers).toEqual([...Array(5).fill("anew.wrong-code"), ...Array(3).fill("sign-in.too-many")]);
    expect(await codeOf(show(page, code))).toBe("sign-in.too-many");
  });
});

/** What the old family's side makes of a hub that began another one. */
async function anotherFamily() {
  const home = await openCopy();
  const page = await home.newPage();
  await show(page, await home.makeCode());
  await home.press();
  const { hub } = await page.client.card();
  const device = { key: page.device.publicKey, label: "Test" };
  const wish = { hub, name: "Mallory", passphrase: "four words that nobody has", device };
  const { request: json } = await makeFirstGuardian(wish, quickHash, 2);
  const info = await page.client.call("POST", "/anew", { json, schema: sessionInfo });
  return { home, info, page };
}

/** A guardian of now who found nothing, and would have something to guess at. */
async function askForOldBoxes(home: Home): Promise<string> {
  const page = await home.newPage();
  await show(page, await home.makeCode());
  await home.press();
  const { hub } = await page.client.card();
  const device = { key: page.device.publicKey, label: "Test" };
  const passphrase = "four words that nobody has";
  const { request: json } = await makeFirstGuardian({ hub, name: "Nan", passphrase, device }, quickHash, 2);
  const info = await page.client.call("POST", "/anew", { json, schema: sessionInfo });
  page.client.bind({ nonce: info.nonce, ath: info.ath });
  const byPassphrase = { by: "passphrase", auth: json.auth };
  await page.client.call("POST", "/session/step-up", { json: byPassphrase });
  const { guardians } = await page.client.call("GET", "/former", { schema: formerList });
  return codeOf(
    page.client.call("POST", `/former/${guardians[0]?.id}/keys`, { json: byPassphrase, schema: formerKeys }),
  );
}

describe("old recordings", () => {
  test("give nobody a box to guess at who has not shown an old way in", async () => {
    expect(await askForOldBoxes(await openCopy())).toBe("former.refused");
  });

  test("where nothing is asked for, they do", TAKES_BARRIER_OUT, async () => {
    const patch = {
      file: "hub/access/former-door.ts",
      find: "if (!(await ways.fits(session, found.person, shown)))",
      replace: "if (shown === undefined)",
    };
    expect(await askForOldBoxes(await openCopy([patch]))).toBe("in");
  });
});

describe("nobody is put out in silence", () => {
  test("the old browser says so at the door, and the history has it in words that stay", async () => {
    const { home, info, page } = await anotherFamily();
    const halted = await haltAtOtherFamily(home.mum.page, await page.client.card());
    expect(halted).toBe(true);
    expect(home.mum.page.phase.value).toMatchObject({ kind: "started-anew" });
    page.client.bind({ nonce: info.nonce, ath: info.ath });
    const entries = await readLedger(page.client, info.hub);
    expect(entries.map(({ kind }) => kind).filter((kind) => /anew/.test(kind))).toEqual([
      "anew-asked",
      "started-anew",
    ]);
    expect(entries.find(({ kind }) => kind === "claimed")?.number).toBe(1);
  });

  test("a browser that compares nothing at the door goes on", TAKES_BARRIER_OUT, async () => {
    await using copy = await makePatchedCopy(
      [
        {
          file: "web-ui/src/actions/other-family.ts",
          find: "known !== undefined && family !== null && family !== known.fingerprint",
          replace: "known !== undefined && family === known.head && family === null",
        },
      ],
      ["web-ui"],
    );
    const { haltAtOtherFamily: halt } = await copy.load<{ haltAtOtherFamily: typeof haltAtOtherFamily }>(
      "web-ui/src/actions/other-family.ts",
    );
    const { home, page } = await anotherFamily();
    expect(await halt(home.mum.page, await page.client.card())).toBe(false);
  });

  /** @returns whether the toys' guard believes another family of the same hub after a paw pinned the first */
  async function offerToGuard(Keeper: typeof RosterKeeper = RosterKeeper) {
    const [family, other] = [await makeFamily(), await makeFamily()];
    const log = makeRecordingLog();
    const keeper = await Keeper.open(memoryJournal(), log);
    const offer = ({ entries }: typeof family) => keeper.take({ from: 0, total: entries.length, entries });
    await offer(family);
    await keeper.pin(() => []);
    await offer(other);
    return {
      believes: keeper.pinned?.fingerprint === (await verifyRoster(other.entries)).fingerprint,
      refusesPaws: keeper.isOfAnotherFamily,
    };
  }

  test("the toys' guard believes another family only when it was told so at the machine", async () => {
    expect(await offerToGuard()).toEqual({ believes: false, refusesPaws: true });
  });

  test("a guard that does not ask who was first believes it", TAKES_BARRIER_OUT, async () => {
    await using copy = await makePatchedCopy(
      [
        {
          file: "hub/contract/roster.ts",
          find: "  if (roster.fingerprint !== pin.fingerprint)\n",
          replace: "  if (roster.hashes.length > 0) return;\n  if (roster.fingerprint !== pin.fingerprint)\n",
        },
      ],
      ["ble"],
    );
    const { RosterKeeper: Keeper } = await copy.load<{ RosterKeeper: typeof RosterKeeper }>(
      "ble/bridge/roster-keeper.ts",
    );
    expect(await offerToGuard(Keeper)).toEqual({ believes: true, refusesPaws: false });
  });
});
