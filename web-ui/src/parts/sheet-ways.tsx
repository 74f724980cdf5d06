import type { AgeIdentity } from "../../../hub/archive/identity.ts";
import { openAnew } from "../actions/open-keys.ts";
import { makeSheet, type SheetSlot, sheetsOn } from "../actions/recovery.ts";
import { removeSlot } from "../actions/slots.ts";
import { sayMoment } from "../moments.ts";
import { usePage } from "../page-context.ts";
import { words } from "../words.ts";
import { SureForm } from "./sure-form.tsx";
import type { WaysProps } from "./ways-props.ts";

interface SheetWaysProps extends WaysProps {
  readonly onMade: (sheet: { readonly id: SheetSlot["id"]; readonly identity: AgeIdentity }) => void;
  readonly onTest: (slot: SheetSlot) => void;
}

/** The recovery sheets, and what can be done with one. */
export function SheetWays({ asked, onAsk, onDone, onMade, onTest }: SheetWaysProps) {
  const page = usePage();
  const slots = sheetsOn(page);
  return (
    <section class="ways">
      <h2>{words.recovery.title}</h2>
      <p class="small soft">{words.recovery.lead}</p>
      {slots.length === 0 && <p class="small">{words.recovery.none}</p>}
      <ul class="messages" hidden={slots.length === 0}>
        {slots.map((slot) => (
          <li class="message sheet" key={slot.id}>
            <p class="who">{nameOf(slot)}</p>
            <p class="small soft">{sayTest(slot)}</p>
            {asked !== slot.id && (
              <div class="row">
                <button
                  type="button"
                  aria-label={words.verbOf(verb(slot), nameOf(slot))}
                  onClick={() => onTest(slot)}
                >
                  {verb(slot)}
                </button>
                <button
                  type="button"
                  class="quiet"
                  aria-label={words.verbOf(words.recovery.remove, nameOf(slot))}
                  onClick={() => onAsk(slot.id)}
                >
                  {words.recovery.remove}
                </button>
              </div>
            )}
            {asked === slot.id && (
              <SureForm
                title={words.recovery.sureRemove(nameOf(slot))}
                what={words.recovery.whatRemove}
                needsKeys
                submit={words.recovery.remove}
                busy={words.recovery.removing}
                onSure={async (way) => removeSlot(page, ...(await openAnew(page, way)), slot.id)}
                onDone={() => onDone(words.recovery.removed)}
                onCancel={() => onAsk(undefined)}
              />
            )}
          </li>
        ))}
      </ul>
      {asked === "make-sheet" ? (
        <SureForm
          title={words.recovery.sureMake}
          what={words.recovery.whatMake}
          needsKeys
          submit={words.recovery.make}
          busy={words.recovery.making}
          onSure={async (way) => onMade(await makeSheet(page, ...(await openAnew(page, way))))}
          onDone={() => undefined}
          onCancel={() => onAsk(undefined)}
        />
      ) : (
        <button type="button" onClick={() => onAsk("make-sheet")}>
          {words.recovery.make}
        </button>
      )}
    </section>
  );
}

const verb = ({ testedAt }: SheetSlot): string =>
  testedAt === null ? words.recovery.test : words.recovery.testAgain;
const nameOf = ({ madeAt }: SheetSlot): string =>
  madeAt === null ? words.recovery.someSheet : words.recovery.sheet(sayMoment(madeAt, Date.now()));
const sayTest = ({ testedAt }: SheetSlot): string =>
  testedAt === null ? words.recovery.untested : words.recovery.tested(sayMoment(testedAt, Date.now()));
