// Runs before anything is painted, so that the page does not flash in the other colors.
try {
  const theme = localStorage.getItem('theme');
  if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme;
} catch {
  // Without storage, the colors are those of the system.
}
