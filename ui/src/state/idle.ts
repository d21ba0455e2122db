const SIGNS_OF_LIFE = ['keydown', 'pointerdown', 'pointermove', 'wheel'] as const;

/** Calls `rest` once nobody has touched anything for so many minutes; answers with how to stop watching. */
export function whenIdle(minutes: number, rest: () => void): () => void {
  let timer = setTimeout(rest, minutes * 60_000);
  const alive = () => {
    clearTimeout(timer);
    timer = setTimeout(rest, minutes * 60_000);
  };
  for (const sign of SIGNS_OF_LIFE) window.addEventListener(sign, alive, { passive: true });
  return () => {
    clearTimeout(timer);
    for (const sign of SIGNS_OF_LIFE) window.removeEventListener(sign, alive);
  };
}
