/** A joining person's code, three digits a group: to be read aloud, and compared. */
export const Digits = ({ code }: { readonly code: readonly string[] }) => (
  <p class="digits">
    {code.map((group, at) => (
      <span key={group + String(at)}>{group} </span>
    ))}
  </p>
);
