/** Puts the cursor into the element with this id, and the element into sight: WebKitGTK does not scroll by itself. */
export function focusOn(id: string): void {
  const element = document.getElementById(id);
  element?.focus();
  element?.scrollIntoView({ block: 'center' });
}
