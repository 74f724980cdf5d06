import { useEffect, useRef, useState } from "preact/hooks";
import type { ToyView } from "../../../hub/contract/api.ts";
import { startWalk, stopWalk } from "../actions/care-for-toy.ts";
import { usePage } from "../page-context.ts";
import { needleAngle, strengthOf, toneOf } from "../pictures/signal-strength.ts";
import { words } from "../words.ts";
import { TroubleNote } from "./trouble-note.tsx";
import { useWork } from "./use-work.ts";
import { openWalkTone, type WalkTone } from "./walk-tone.ts";

const WALK_SECONDS = 120;

/** What was measured so far; `now` is `undefined` before the first. */
interface Walk {
  readonly now: number | null | undefined;
  readonly best: number | null;
  readonly worst: number | null;
}
const NOTHING_YET: Walk = { now: undefined, best: null, worst: null };

/** A needle to glance at and a tone that leaves the eyes free. Begins at once: somebody pressed a button for it. */
export function WalkTest({ toy, onClose }: { toy: ToyView; onClose: () => void }) {
  const page = usePage();
  const work = useWork();
  const [walk, setWalk] = useState<Walk>(NOTHING_YET);
  const [isOn, setOn] = useState(true);
  const [left, setLeft] = useState(WALK_SECONDS);
  const [isSounding, setSounding] = useState(true);
  const tone = useRef<WalkTone>(undefined);
  const isHeard = useRef(isSounding);
  isHeard.current = isSounding;
  const heading = useRef<HTMLHeadingElement>(null);

  const begin = () => {
    setWalk(NOTHING_YET);
    setLeft(WALK_SECONDS);
    setOn(true);
    work.run(() => startWalk(page, toy));
  };
  useEffect(() => {
    heading.current?.focus();
    tone.current = openWalkTone();
    begin();
    return () => {
      tone.current?.[Symbol.dispose]();
      void stopWalk(page, toy).catch(() => undefined); // It ends by itself.
    };
  }, [page, toy.id]);
  useEffect(
    () =>
      page.toyNews.subscribe((news) => {
        if (news?.kind !== "walk" || news.toy !== toy.id) return;
        if (news.over) return setOn(false);
        setWalk((before) => takeIn(before, news.rssi));
        if (isHeard.current) tone.current?.beep(toneOf(news.rssi));
      }),
    [page, toy.id],
  );
  useEffect(() => {
    if (!isOn) return;
    const ends = Date.now() + WALK_SECONDS * 1_000;
    const timer = setInterval(() => {
      const seconds = Math.max(0, Math.round((ends - Date.now()) / 1_000));
      setLeft(seconds);
      if (seconds === 0) setOn(false);
    }, 1_000);
    return () => clearInterval(timer);
  }, [isOn]);

  const { walk: said } = words.care;
  const now = walk.now === undefined ? said.waiting : words.strengths[strengthOf(walk.now)];
  return (
    <div class="note walk">
      <h3 ref={heading} tabIndex={-1}>
        {said.title(toy.name)}
      </h3>
      <p class="small">{said.lead}</p>
      {work.trouble !== undefined && <TroubleNote trouble={work.trouble} />}
      <Needle rssi={isOn ? (walk.now ?? null) : null} />
      <p class="reading" role="status">
        {isOn ? now : said.ended}
      </p>
      {isOn && walk.now != null && (
        <p class="small soft" aria-hidden="true">
          {`${walk.now} dBm`}
        </p>
      )}
      {!isOn && walk.best !== null && (
        <p class="small">
          {said.range(words.strengths[strengthOf(walk.best)], words.strengths[strengthOf(walk.worst)])}
        </p>
      )}
      {isOn && <p class="small soft">{said.left(left)}</p>}
      <label class="tick">
        <input
          type="checkbox"
          checked={isSounding}
          onChange={(event) => setSounding(event.currentTarget.checked)}
        />
        <span>{said.sound}</span>
      </label>
      <div class="row">
        {!isOn && (
          <button type="button" onClick={begin}>
            {said.again}
          </button>
        )}
        <button type="button" class="main" onClick={onClose}>
          {said.stop}
        </button>
      </div>
    </div>
  );
}

/** Once nothing was heard, nothing is the worst. */
function takeIn(before: Walk, rssi: number | null): Walk {
  const isFirst = before.now === undefined;
  const best = rssi === null ? before.best : Math.max(before.best ?? rssi, rssi);
  const worst = isFirst ? rssi : before.worst === null || rssi === null ? null : Math.min(before.worst, rssi);
  return { now: rssi, best, worst };
}

/** A picture only: the word below it says the same. */
function Needle({ rssi }: { rssi: number | null }) {
  return (
    <svg class="needle" viewBox="0 0 200 112" aria-hidden="true" focusable="false">
      <path class="scale weak" d={arc(-80, -30)} />
      <path class="scale good" d={arc(-28, 20)} />
      <path class="scale strong" d={arc(22, 80)} />
      <g class="hand" style={{ transform: `rotate(${needleAngle(rssi)}deg)` }}>
        <path d="M97 100 L100 24 L103 100 z" />
      </g>
      <circle class="hub" cx="100" cy="100" r="8" />
    </svg>
  );
}

const RADIUS = 86;
function arc(from: number, to: number): string {
  const at = (degrees: number) => {
    const turned = (degrees * Math.PI) / 180;
    return `${Math.round(100 + RADIUS * Math.sin(turned))} ${Math.round(100 - RADIUS * Math.cos(turned))}`;
  };
  return `M${at(from)}A${RADIUS} ${RADIUS} 0 0 1 ${at(to)}`;
}
