// Before anything is painted, so that the page does not flash in the other colours.
try {
  const theme = localStorage.getItem('theme');
  if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme;
} catch {
  // No storage: the colours are those of the system.
}
