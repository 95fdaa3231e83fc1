// Icons of 24x24 units, drawn with strokes. They are decoration: a text always says the same.

import { html, svg } from '../../lib/lit-html/lit-html.js';

const PATHS = {
  home: svg`<path d="M4 11l8-7 8 7v9h-5v-6H9v6H4z"/>`,
  data: svg`<rect x="3" y="4" width="18" height="16" rx="2"/><circle cx="8.5" cy="9.5" r="1.5"/>
    <path d="M21 16l-5-5-8 9"/>`,
  jobs: svg`<path d="M4 6h16M4 12h16M4 18h10"/>`,
  sweeps: svg`<path d="M4 7h8M18 7h2M4 17h2M12 17h8"/><circle cx="15" cy="7" r="3"/><circle cx="9" cy="17" r="3"/>`,
  models: svg`<path d="M12 3l8 4.5v9L12 21l-8-4.5v-9z"/><path d="M4 7.5l8 4.5 8-4.5M12 12v9"/>`,
  try: svg`<path d="M4 20l4-1L19 8l-3-3L5 16z"/><path d="M14 7l3 3"/>`,
  system: svg`<rect x="3" y="4" width="18" height="7" rx="2"/><rect x="3" y="13" width="18" height="7" rx="2"/>
    <path d="M7 7.5h.01M7 16.5h.01"/>`,
  light: svg`<circle cx="12" cy="12" r="4"/>
    <path d="M12 3v2M12 19v2M3 12h2M19 12h2M5.6 5.6L7 7M17 17l1.4 1.4M5.6 18.4L7 17M17 7l1.4-1.4"/>`,
  dark: svg`<path d="M20 14a8 8 0 1 1-10-10 6.5 6.5 0 0 0 10 10z"/>`,
  warn: svg`<path d="M12 4l9 16H3z"/><path d="M12 10v4M12 17h.01"/>`,
  good: svg`<circle cx="12" cy="12" r="9"/><path d="M8 12.5l3 3 5-6"/>`,
  bad: svg`<circle cx="12" cy="12" r="9"/><path d="M9 9l6 6M15 9l-6 6"/>`,
  run: svg`<circle cx="12" cy="12" r="9"/><path d="M10 8.5v7l5.5-3.5z"/>`,
  wait: svg`<circle cx="12" cy="12" r="9"/><path d="M12 7v5l3 2"/>`,
  pause: svg`<circle cx="12" cy="12" r="9"/><path d="M10 9v6M14 9v6"/>`,
  stop: svg`<circle cx="12" cy="12" r="9"/><rect x="9" y="9" width="6" height="6"/>`,
  leave: svg`<path d="M14 4H5v16h9M10 12h11M17 8l4 4-4 4"/>`,
  plus: svg`<path d="M12 5v14M5 12h14"/>`,
  upload: svg`<path d="M12 16V4M7 9l5-5 5 5M4 20h16"/>`,
  download: svg`<path d="M12 4v12M7 11l5 5 5-5M4 20h16"/>`,
};

export const icon = name => html`<svg viewBox="0 0 24 24" width="18" height="18" fill="none" stroke="currentColor"
  stroke-width="2" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true">${PATHS[name]}</svg>`;
