import type { ComponentChild } from "preact";
import type { Page } from "../page-state.ts";
import type { Door } from "./view.ts";

/** What `to("devices")` leads to when it is called. */
type Doors = (door: Door) => () => void;

export type LaterKind = keyof typeof LATER_SCREENS;

/** Screens that few visits need: each comes with its code when it is opened. */
export const LATER_SCREENS = {
  "hand-over": async (to: Doors) => {
    const { HandOverScreen } = await import("./hand-over-screen.tsx");
    return () => <HandOverScreen whose="guardian" onBack={to("back")} />;
  },
  devices: async (to: Doors) => {
    const { DevicesScreen } = await import("./devices-screen.tsx");
    return () => <DevicesScreen onBack={to("back")} onHandOver={to("hand-over")} />;
  },
  safety: async (to: Doors, page: Page) => {
    const { SafetyScreen } = await import("./safety-screen.tsx");
    return () => (
      <SafetyScreen
        onBack={to("back")}
        onDevices={to("devices")}
        onWaysIn={to("ways-in")}
        onLock={to("lock")}
        onPeople={to("people")}
        onOld={page.people.value?.former.length ? to("old-recordings") : undefined}
      />
    );
  },
  timeline: async () => {
    const { TimelineScreen } = await import("./timeline-screen.tsx");
    return () => <TimelineScreen />;
  },
  settings: async (to: Doors) => {
    const { SettingsScreen } = await import("./settings-screen.tsx");
    return () => <SettingsScreen to={to} />;
  },
  help: async (to: Doors) => {
    const { HelpScreen } = await import("./help-screen.tsx");
    return () => <HelpScreen onBack={to("back")} />;
  },
  kept: async (to: Doors) => {
    const { KeptScreen } = await import("./kept-screen.tsx");
    return () => <KeptScreen onBack={to("back")} />;
  },
  library: async () => {
    const { LibraryScreen } = await import("./library-screen.tsx");
    return () => <LibraryScreen />;
  },
  people: async (to: Doors) => {
    const { PeopleScreen } = await import("./people-screen.tsx");
    return () => <PeopleScreen onBack={to("back")} onTimes={to("times")} />;
  },
  times: async (to: Doors) => {
    const { TimesScreen } = await import("./times-screen.tsx");
    return () => <TimesScreen onBack={to("back")} />;
  },
  toys: async (to: Doors) => {
    const { ToysScreen } = await import("./toys-screen.tsx");
    return () => <ToysScreen onBack={to("back")} onAddToy={to("find-toy")} onTimes={to("times")} />;
  },
  rooms: async (to: Doors) => {
    const { RoomsScreen } = await import("./rooms-screen.tsx");
    return () => <RoomsScreen onBack={to("back")} />;
  },
  "ways-in": async (to: Doors) => {
    const { WaysInScreen } = await import("./ways-in-screen.tsx");
    return () => <WaysInScreen onBack={to("back")} />;
  },
  lock: async (to: Doors) => {
    const { LockScreen } = await import("./lock-screen.tsx");
    return () => <LockScreen onBack={to("back")} />;
  },
  "old-recordings": async (to: Doors) => {
    const { OldRecordingsScreen } = await import("./old-recordings-screen.tsx");
    return () => <OldRecordingsScreen onBack={to("back")} />;
  },
} satisfies Record<string, (to: never, page: Page) => Promise<() => ComponentChild>>;

export const isLater = (kind: string): kind is LaterKind => Object.hasOwn(LATER_SCREENS, kind);
