/** How this window looks: text size and theme. They belong to the screen, not to the station, and stay in the window. */
const SIZES = [100, 125, 150, 175, 200] as const;
const THEMES = ['system', 'light', 'dark'] as const;

export type Size = (typeof SIZES)[number];
export type Theme = (typeof THEMES)[number];

const SIZE = 'rekam.text-size';
const THEME = 'rekam.theme';

class Look {
  readonly sizes = SIZES;
  readonly themes = THEMES;
  size = $state<Size>(SIZES.find((size) => String(size) === localStorage.getItem(SIZE)) ?? 100);
  theme = $state<Theme>(THEMES.find((theme) => theme === localStorage.getItem(THEME)) ?? 'system');

  /** Puts the choice on the page and keeps it. */
  wear(): void {
    const page = document.documentElement;
    page.style.fontSize = `${this.size}%`;
    if (this.theme === 'system') delete page.dataset['theme'];
    else page.dataset['theme'] = this.theme;
    localStorage.setItem(SIZE, String(this.size));
    localStorage.setItem(THEME, this.theme);
  }
}

export const look = new Look();
