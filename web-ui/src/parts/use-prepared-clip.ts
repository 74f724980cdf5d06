import { useEffect, useRef, useState } from "preact/hooks";
import { describeTrouble, type Trouble } from "../actions/trouble.ts";
import { UnfitSound } from "../clips/errors.ts";
import type { PreparedClip } from "../clips/prepared-clip.ts";
import { usePage } from "../page-context.ts";
import type { RawSound } from "../recording/raw-sound.ts";

interface BeingPrepared {
  /** `undefined` while it is worked on, and where it cannot be sent. */
  readonly clip: PreparedClip | undefined;
  readonly trouble: Trouble | undefined;
  /** For a sound that is only too quiet; else `undefined`. */
  readonly takeItQuiet: (() => void) | undefined;
}

const CHANGES_MIND_MS = 300;

/** A recording on its way to the toy's format, in the page's worker. */
export function usePreparedClip(sound: RawSound): BeingPrepared {
  const { clips } = usePage();
  const [clip, setClip] = useState<PreparedClip>();
  const [trouble, setTrouble] = useState<Trouble>();
  const [evenIfQuiet, setEvenIfQuiet] = useState(false);
  const isFirst = useRef(true);
  useEffect(() => {
    let isGone = false;
    const prepare = () =>
      clips.call("prepare", { ...sound, evenIfQuiet }).then(
        (prepared) => {
          if (isGone) return;
          if (prepared.kind === "ok") setClip(prepared.clip);
          else setTrouble(describeTrouble(new UnfitSound(prepared.code)));
        },
        (error: unknown) => isGone || setTrouble(describeTrouble(error)),
      );
    setClip(undefined);
    setTrouble(undefined);
    // Whoever cuts presses more than once.
    const waiting = setTimeout(() => void prepare(), isFirst.current ? 0 : CHANGES_MIND_MS);
    isFirst.current = false;
    return () => {
      isGone = true;
      clearTimeout(waiting);
    };
  }, [clips, sound, evenIfQuiet]);
  const takeItQuiet = () => {
    setTrouble(undefined);
    setEvenIfQuiet(true);
  };
  return { clip, trouble, takeItQuiet: trouble?.code === "sound.too-quiet" ? takeItQuiet : undefined };
}
