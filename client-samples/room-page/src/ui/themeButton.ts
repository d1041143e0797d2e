import { iconButton } from './iconButton';
import { forget, recall, remember } from './storage';

const themes = ['system', 'light', 'dark'] as const;
const icons = { system: 'system', light: 'sun', dark: 'moon' } as const;
const words = { system: 'as the system has them', light: 'light', dark: 'dark' };

type Theme = (typeof themes)[number];

/** Creates a button that cycles through the themes: system, light, dark. */
export function themeButton(): HTMLButtonElement {
  let theme: Theme = themes.find((name) => name === recall('theme')) ?? 'system';
  const button = iconButton('system', '', 'quiet', () => {
    theme = themes[(themes.indexOf(theme) + 1) % themes.length]!;
    if (theme === 'system') {
      forget('theme');
    } else {
      remember('theme', theme);
    }

    show();
  });
  const show = () => {
    if (theme === 'system') {
      delete document.documentElement.dataset.theme;
    } else {
      document.documentElement.dataset.theme = theme;
    }

    button.set(icons[theme], `Colours: ${words[theme]}`);
  };
  show();
  return button.element;
}
