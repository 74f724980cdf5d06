export type HeartLook = "off" | "on" | "blinking";

/** A picture only: whatever it shows is said in words beside it. */
export function Bear({ heart = "off", hands = false }: { heart?: HeartLook; hands?: boolean }) {
  return (
    <svg
      class={`bear ${heart}`}
      viewBox={hands ? "0 0 160 156" : "27 0 106 97"}
      aria-hidden="true"
      focusable="false"
    >
      {hands && (
        <>
          <ellipse class="fur" cx="80" cy="116" rx="40" ry="36" />
          <ellipse class="fur" cx="30" cy="104" rx="22" ry="11" transform="rotate(24 30 104)" />
          <ellipse class="fur" cx="130" cy="104" rx="22" ry="11" transform="rotate(-24 130 104)" />
          <circle class="blue" cx="14" cy="97" r="12" />
          <circle class="red" cx="146" cy="97" r="12" />
          <ellipse class="fur-dark" cx="56" cy="143" rx="17" ry="8" />
          <ellipse class="fur-dark" cx="104" cy="143" rx="17" ry="8" />
        </>
      )}
      <circle class="fur-dark" cx="51" cy="20" r="16" />
      <circle class="fur-dark" cx="109" cy="20" r="16" />
      <circle class="fur-pale" cx="51" cy="20" r="8" />
      <circle class="fur-pale" cx="109" cy="20" r="8" />
      <ellipse class="fur" cx="80" cy="48" rx="42" ry="38" />
      <ellipse class="fur-pale" cx="80" cy="60" rx="20" ry="16" />
      <circle class="face" cx="64" cy="41" r="4.500" />
      <circle class="face" cx="96" cy="41" r="4.500" />
      <ellipse class="face" cx="80" cy="53" rx="6" ry="4.500" />
      <path class="mouth" d="M80 58v5M80 63q-6 6-11 2M80 63q6 6 11 2" />
      {hands ? (
        <>
          <circle class="glow" cx="80" cy="112" r="24" />
          <path
            class="heart"
            d="M80 128c-12-8-17-13-17-19.500a8.700 8.700 0 0 1 17-3.500a8.700 8.700 0 0 1 17 3.500c0 6.500-5 11.500-17 19.500z"
          />
        </>
      ) : (
        <>
          <circle class="glow" cx="112" cy="76" r="16" />
          <path
            class="heart"
            d="M112 88c-9-6-13-10-13-15a6.700 6.700 0 0 1 13-2.700a6.700 6.700 0 0 1 13 2.700c0 5-4 9-13 15z"
          />
        </>
      )}
    </svg>
  );
}
