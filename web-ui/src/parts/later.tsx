import type { ComponentChild } from "preact";
import { useEffect, useState } from "preact/hooks";
import { speakAll } from "../speak-language.ts";
import { styleAll } from "../style-all.ts";
import { TroubleNote } from "./trouble-note.tsx";
import { useWork } from "./use-work.ts";

/** What few visits need, with the keys' code that it brings: fetched when it is opened. @param load is called once */
export function Later({ load }: { load: () => Promise<() => ComponentChild> }) {
  const work = useWork();
  const [part, setPart] = useState<{ readonly show: () => ComponentChild }>();
  useEffect(
    () =>
      work.run(async () => {
        const [show] = await Promise.all([load(), speakAll(), styleAll()]);
        setPart({ show });
      }),
    [],
  );
  if (work.trouble !== undefined) return <TroubleNote trouble={work.trouble} />;
  return <>{part?.show()}</>;
}
