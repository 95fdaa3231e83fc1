// Light or dark: as the system says, unless the user has chosen.

const KEY = 'residual.theme';
const system = matchMedia('(prefers-color-scheme: dark)');
let chosen = stored();

function stored() {
  try {
    return localStorage.getItem(KEY);
  } catch {
    return null; // storage is switched off
  }
}

export function isDark() {
  return chosen ? chosen === 'dark' : system.matches;
}

function apply() {
  if (chosen) {
    document.documentElement.dataset.theme = chosen;
  }
  document.dispatchEvent(new Event('themechange'));
}

export function toggle() {
  chosen = isDark() ? 'light' : 'dark';
  try {
    localStorage.setItem(KEY, chosen);
  } catch {
    // Kept until the page is left.
  }
  apply();
}

export function start(changed) {
  apply();
  system.addEventListener('change', () => {
    apply();
    changed();
  });
}
