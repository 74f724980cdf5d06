import { usePage } from "../page-context.ts";
import { Later } from "../parts/later.tsx";
import { words } from "../words.ts";
import { ClaimScreen } from "./claim-screen.tsx";
import { Halt } from "./halt.tsx";
import { SignInScreen } from "./sign-in-screen.tsx";

export function Screens() {
  const { phase } = usePage();
  const now = phase.value;
  switch (now.kind) {
    case "opening":
      return (
        <main class="opening">
          <p>{words.opening}</p>
        </main>
      );
    case "unreachable":
      return <Halt title={words.connection.unreachable} lead={words.connection.unreachableNext} />;
    case "claim":
      return <ClaimScreen hub={now.hub} />;
    case "sign-in":
      return <SignInScreen hasEnded={now.hasEnded} endedBy={now.endedBy} isOtherHub={now.isOtherHub} />;
    case "join":
      return (
        <Later
          load={async () => {
            const { JoinScreen } = await import("./join-screen.tsx");
            return () => <JoinScreen />;
          }}
        />
      );
    case "inside":
      return (
        <Later
          key="inside"
          load={async () => {
            const { InsideScreens } = await import("../inside.ts");
            return () => <InsideScreens />;
          }}
        />
      );
    case "erased":
      return (
        <Later
          key="erased"
          load={async () => {
            const { ErasedScreen } = await import("./erased-screen.tsx");
            return () => <ErasedScreen receipt={now.receipt} toys={now.toys} />;
          }}
        />
      );
    case "relative":
      return (
        <Later
          key="relative"
          load={async () => {
            const { RelativeScreen } = await import("./relative-screen.tsx");
            return () => <RelativeScreen />;
          }}
        />
      );
    case "started-anew":
      return (
        <Later
          load={async () => {
            const { StartedAnewScreen } = await import("./started-anew-screen.tsx");
            return () => <StartedAnewScreen hub={now.hub} family={now.family} />;
          }}
        />
      );
    case "distrust":
      return (
        <Halt title={words.trust.title} lead={words.trust.lead}>
          <div class="note" role="alert">
            <strong>{words.distrust[now.code] ?? words.errors.unknown.title}</strong>
            <p>{words.trust.next}</p>
            <p class="small soft">{now.code}</p>
          </div>
        </Halt>
      );
  }
}
