/** Starting anew at a page, by whoever has the code from the hub's machine and a toy's paw. */
import { startAnew } from "../../web-ui/src/actions/start-anew.ts";
import type { Page } from "../../web-ui/src/page-state.ts";
import type { Home, Member } from "./family.ts";
import { randomId } from "./guardian.ts";
import { openPaperPage, sessionOn, showAlways } from "./paper-page.ts";

interface AtTheHub {
  /** What `pawpost start-anew` prints. */
  readonly code: string;
  /** Resolves when the hub has heard of it. */
  press(): Promise<void>;
}

/** @param page a browser that nobody used yet when left out */
export async function startAnewAt(
  home: Home,
  { code, press }: AtTheHub,
  { name = "Nan", page }: { readonly name?: string; readonly page?: Page } = {},
): Promise<Member> {
  const passphrase = `${randomId()} and ${randomId()}`;
  const on = page ?? (await openPaperPage(home.browser(), () => home.now()));
  await startAnew(
    on,
    { code, name, passphrase },
    { timer: { pause: press }, signal: new AbortController().signal, onPaw: () => undefined },
  );
  sessionOn(on); // no paw in time: nobody is
  showAlways(on, passphrase);
  return { name, passphrase, page: on };
}
