/** Makes a keepsake (`hub/contract/keepsake.ts`): clips are fetched, opened and packed here, and nowhere else. May be stopped anywhere. */
import { type KeepsakeClip, type KeepsakeRequest, keepsakeStarted } from "../../../hub/contract/keepsake.ts";
import { HubRefusal } from "../hub/errors.ts";
import { type KeepsakeFile, keepsakeFiles } from "../keepsake/keepsake-files.ts";
import { folderName, soundFile } from "../keepsake/keepsake-names.ts";
import { packKeepsake } from "../keepsake/pack-keepsake.ts";
import { type KeepsakeEntry, renderKeepsake } from "../keepsake/render-keepsake.ts";
import { pickPlace, writeKeepsake } from "../keepsake/write-keepsake.ts";
import { sayClock, sayDate, sayLength, spellLength } from "../moments.ts";
import { nameIn } from "../names.ts";
import type { Page } from "../page-state.ts";
import { spokenLanguage, words } from "../words.ts";
import { leave } from "./enter.ts";
import { fetchPeople } from "./fetch-people.ts";
import { isUnreadable } from "./is-unreadable.ts";
import { NotNow, withStepUp } from "./step-up.ts";
import { describeTrouble, type Trouble } from "./trouble.ts";
import { unlockAll } from "./unlock-all.ts";

export interface Keepsake {
  readonly child: string;
  readonly state: "running" | "done" | "failed";
  /** 0 until they are counted. */
  readonly total: number;
  readonly done: number;
  /** Clips that do not open: damaged, or sealed to a vault whose key nobody here has. */
  readonly unreadable: number;
  readonly trouble: Trouble | undefined;
  /** Once it is whole: what the folder is called; with a `blob` it is packed, and yet to be saved. */
  readonly result: { readonly name: string; readonly blob?: Blob } | undefined;
  stop(): void;
}

const CHECK = "sha256sum -c checksums.txt";
/** Clips under way at once: one is on the line while another is in the worker. */
const AT_ONCE = 3;

/**
 * Fills `page.keepsake`.
 * @param child what the child is called
 */
export async function makeKeepsake(page: Page, wish: KeepsakeRequest, child: string): Promise<void> {
  if (page.keepsake.value?.state === "running") return;
  const stopping = new AbortController();
  const { signal } = stopping;
  page.keepsake.value = {
    child,
    state: "running",
    total: 0,
    done: 0,
    unreadable: 0,
    trouble: undefined,
    result: undefined,
    stop: () => stopping.abort(new NotNow()),
  };
  try {
    // Before all else: the press that led here is forgotten soon.
    const place = await pickPlace();
    await unlockAll(page);
    await fetchPeople(page);
    const begin = () =>
      page.client.call("POST", "/keepsakes", { json: wish, schema: keepsakeStarted, signal });
    const { clips } = await withStepUp(page, begin);
    change(page, { total: clips.length });
    const result = await make(page, clips, child, place, signal);
    change(page, { state: "done", result });
  } catch (error) {
    if (error instanceof HubRefusal && error.problem.status === 401) {
      page.keepsake.value = undefined;
      return leave(page, true, error.problem.by);
    }
    const isStopped = signal.aborted || error instanceof NotNow;
    if (isStopped) page.keepsake.value = undefined;
    else change(page, { state: "failed", trouble: describeTrouble(error) });
  } finally {
    // It runs out by itself; what is over before that is better over.
    void page.client.call("DELETE", "/keepsakes").catch(() => undefined);
  }
}

async function make(
  page: Page,
  clips: readonly KeepsakeClip[],
  child: string,
  place: FileSystemDirectoryHandle | undefined,
  signal: AbortSignal,
): Promise<Keepsake["result"]> {
  const now = new Date();
  const entries: { readonly day: string; readonly entry: KeepsakeEntry }[] = [];
  let left = 0;
  async function* sounds(): AsyncGenerator<KeepsakeFile> {
    for await (const [clip, opened] of inOrder(clips, (one) => openClip(page, one, signal))) {
      signal.throwIfAborted();
      const at = new Date(clip.createdAt);
      const file = soundFile(at, clip.id);
      if (opened === undefined) left += 1;
      else {
        entries.push({
          day: sayDate(clip.createdAt),
          entry: entryOf(page, clip, opened.about.title, child, file),
        });
        yield { name: file, bytes: opened.wav, at };
      }
      change(page, { done: entries.length, unreadable: left });
    }
  }
  const folder = folderName(child, now);
  const renderPage = () => renderKeepsake(pageOf(entries, child, left, now));
  async function* files() {
    for await (const file of keepsakeFiles(sounds(), renderPage, now)) {
      yield file;
      signal.throwIfAborted();
    }
  }
  if (place !== undefined) return { name: await writeKeepsake(place, folder, files()) };
  return { blob: await packKeepsake(folder, files()), name: `${folder}.zip` };
}

/** What `load` brings of each, in their order; a few are under way at once. */
async function* inOrder<T, R>(
  items: readonly T[],
  load: (item: T) => Promise<R>,
): AsyncGenerator<readonly [T, R]> {
  const loading: Promise<R>[] = [];
  const loadNext = (at: number) => {
    const item = items[at];
    if (item === undefined) return;
    const loaded = load(item);
    loaded.catch(() => undefined); // whoever comes to it hears of it
    loading[at] = loaded;
  };
  for (let at = 0; at < AT_ONCE; at += 1) loadNext(at);
  for (const [at, item] of items.entries()) {
    const loaded = await loading[at];
    delete loading[at];
    loadNext(at + AT_ONCE);
    yield [item, loaded as R] as const;
  }
}

/** @returns `undefined` when it does not open, or is none that was asked for: the others go on */
async function openClip(page: Page, { id }: KeepsakeClip, signal: AbortSignal) {
  try {
    const sealed = await page.client.bytes(`/messages/${id}/archive/keepsake`, signal);
    const opened = await page.clips.call("sound", { sealed, keys: [...page.vaults.value.values()] });
    return opened.about.id === id ? opened : undefined;
  } catch (error) {
    if (isUnreadable(error) || isErased(error)) return undefined;
    throw error;
  }
}

/** Since it was counted. */
const ERASED: readonly string[] = ["message.unknown", "message.not-here"];
const isErased = (error: unknown) => error instanceof HubRefusal && ERASED.includes(error.code);

function entryOf(page: Page, clip: KeepsakeClip, title: string, child: string, file: string): KeepsakeEntry {
  const { keepsakePage } = words;
  const author =
    clip.direction === "from-toy"
      ? child
      : ((clip.author === null ? undefined : nameOf(page, clip.author)) ?? keepsakePage.somebody);
  const clock = sayClock(Date.parse(clip.createdAt));
  return {
    file,
    who: clip.direction === "from-toy" ? keepsakePage.said(child) : keepsakePage.from(author),
    title,
    clock,
    length: sayLength(clip.milliseconds),
    label: keepsakePage.play(author, clock, spellLength(clip.milliseconds)),
  };
}

/** By name, also of who makes it: the folder is for others to open. */
function nameOf(page: Page, person: string): string | undefined {
  const own = page.session.value?.info.person;
  return own?.id === person ? own.name : nameIn(page.people.value, person);
}

function pageOf(
  entries: readonly { readonly day: string; readonly entry: KeepsakeEntry }[],
  child: string,
  left: number,
  now: Date,
) {
  const { keepsakePage } = words;
  const days: { name: string; entries: KeepsakeEntry[] }[] = [];
  for (const { day, entry } of entries) {
    const last = days.at(-1);
    if (last?.name === day) last.entries.push(entry);
    else days.push({ name: day, entries: [entry] });
  }
  const today = sayDate(now.toISOString());
  const first = days[0]?.name ?? today;
  const last = days.at(-1)?.name ?? today;
  return {
    language: spokenLanguage(),
    title: keepsakePage.title(child),
    lead:
      first === last
        ? keepsakePage.ofDay(entries.length, first)
        : keepsakePage.ofDays(entries.length, first, last),
    days,
    notes: [...(left > 0 ? [keepsakePage.leftOut(left)] : []), keepsakePage.made(today)],
    check: { how: keepsakePage.check, command: CHECK },
  };
}

function change(page: Page, facts: Partial<Keepsake>): void {
  const now = page.keepsake.value;
  if (now !== undefined) page.keepsake.value = { ...now, ...facts };
}
