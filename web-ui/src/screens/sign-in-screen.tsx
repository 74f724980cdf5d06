import { useState } from "preact/hooks";
import { showDistrust } from "../actions/show-distrust.ts";
import { usePage } from "../page-context.ts";
import { Bear } from "../parts/bear.tsx";
import { LanguageChoice } from "../parts/language-choice.tsx";
import { Later } from "../parts/later.tsx";
import { PassphraseField } from "../parts/passphrase-field.tsx";
import { ScreenTitle } from "../parts/screen-title.tsx";
import { TextField } from "../parts/text-field.tsx";
import { TroubleNote } from "../parts/trouble-note.tsx";
import { useWork } from "../parts/use-work.ts";
import { WaitingNote } from "../parts/waiting-note.tsx";
import { words } from "../words.ts";

/** Another browser, or the same one after its session ended. */
export function SignInScreen({
  hasEnded,
  endedBy,
  isOtherHub,
}: {
  hasEnded: boolean;
  endedBy: string | undefined;
  isOtherHub: boolean;
}) {
  const page = usePage();
  const work = useWork((error) => showDistrust(page, error));
  const [name, setName] = useState("");
  const [passphrase, setPassphrase] = useState("");
  const [tried, setTried] = useState<"passkey" | "passphrase">();
  const [isLost, setLost] = useState(false);
  const [hasLink, setHasLink] = useState(false);
  const isReady = name.trim() !== "" && passphrase !== "";
  const handOver = (
    <Later
      load={async () => {
        const { HandOverForm } = await import("../parts/hand-over-form.tsx");
        return () => <HandOverForm />;
      }}
    />
  );

  const isTouching = work.isBusy && tried === "passkey";
  const trouble = work.trouble !== undefined && <TroubleNote trouble={work.trouble} />;

  if (isLost) {
    return (
      <Later
        load={async () => {
          const { LostPassphraseScreen } = await import("./lost-passphrase-screen.tsx");
          return () => <LostPassphraseScreen name={name} onBack={() => setLost(false)} />;
        }}
      />
    );
  }
  return (
    <main class="door">
      <Bear />
      <header>
        <ScreenTitle title={words.signIn.title} />
        <WaitingNote />
        {hasEnded && (
          <p class="soft" role="alert">
            {endedBy === undefined ? words.signIn.ended : words.signIn.endedBy(endedBy)}
          </p>
        )}
      </header>
      {isOtherHub && (
        <p class="note" role="alert">
          {words.signIn.otherHub}
        </p>
      )}
      {page.handOver.value !== undefined && handOver}
      {page.authenticator.isThere && (
        <>
          <button
            type="button"
            class="calm wide"
            disabled={work.isBusy}
            aria-busy={isTouching}
            onClick={() => {
              setTried("passkey");
              work.run(async () => {
                const { signInWithPasskey } = await import("../actions/passkeys.ts");
                await signInWithPasskey(page);
              });
            }}
          >
            {isTouching ? words.passkeyWay.waiting : words.passkeyWay.use}
          </button>
          {tried === "passkey" && trouble}
          <p class="small soft or">{words.passkeyWay.or}</p>
        </>
      )}
      <form
        class="card"
        onSubmit={(event) => {
          event.preventDefault();
          if (!isReady) return;
          setTried("passphrase");
          work.run(async () => {
            const { signIn } = await import("../actions/sign-in.ts");
            await signIn(page, name.trim(), passphrase);
          });
        }}
      >
        <TextField
          id="name"
          label={words.claim.name}
          value={name}
          onValue={setName}
          autocomplete="username"
        />
        <PassphraseField value={passphrase} onValue={setPassphrase} />
        {tried === "passphrase" && trouble}
        <button
          type="submit"
          class="main wide"
          disabled={!isReady || work.isBusy}
          aria-busy={work.isBusy && !isTouching}
        >
          {work.isBusy && !isTouching ? words.signIn.busy : words.signIn.submit}
        </button>
        <button type="button" class="quiet" onClick={() => setLost(true)}>
          {words.signIn.lost}
        </button>
        {page.handOver.value === undefined && !hasLink && (
          <button type="button" class="quiet" onClick={() => setHasLink(true)}>
            {words.signIn.haveCode}
          </button>
        )}
      </form>
      {page.handOver.value === undefined && hasLink && handOver}
      <LanguageChoice />
    </main>
  );
}
