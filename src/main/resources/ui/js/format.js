// Numbers, times and sizes in the language and time zone of the browser.

const locale = [...navigator.languages ?? []].filter(isKnown);

const whole = new Intl.NumberFormat(locale, { maximumFractionDigits: 0 });
const share = new Intl.NumberFormat(locale, { style: 'percent', minimumFractionDigits: 1, maximumFractionDigits: 1 });
const wholeShare = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 0 });
const signed = new Intl.NumberFormat(locale,
  { minimumFractionDigits: 1, maximumFractionDigits: 1, signDisplay: 'exceptZero' });
const precise = new Intl.NumberFormat(locale, { minimumFractionDigits: 4, maximumFractionDigits: 4 });
const significant = new Intl.NumberFormat(locale, { maximumSignificantDigits: 3 });
const exact = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'medium' });
const relative = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' });

const NONE = '–';

/** Some systems give a browser a language such as en-US@posix, which is none. */
function isKnown(language) {
  try {
    return Intl.getCanonicalLocales(language).length > 0;
  } catch {
    return false;
  }
}

export const count = value => (value == null ? NONE : whole.format(value));
export const percent = value => (value == null ? NONE : share.format(value));
export const wholePercent = value => (value == null ? NONE : wholeShare.format(value));
/** Returns a difference of two shares in percentage points, with its sign. */
export const points = value => (value == null ? NONE : signed.format(value * 100));
export const number = value => (value == null ? NONE : significant.format(value));
export const loss = value => (value == null ? NONE : precise.format(value));
export const dateTime = value => (value == null ? NONE : exact.format(new Date(value)));

const UNITS = ['B', 'kB', 'MB', 'GB', 'TB'];

export function bytes(value) {
  if (value == null) {
    return NONE;
  }
  let unit = 0;
  let amount = value;
  while (amount >= 1000 && unit < UNITS.length - 1) {
    amount /= 1000;
    unit++;
  }
  return `${significant.format(amount)} ${UNITS[unit]}`;
}

/** Returns a duration such as 45 s, 3 min 20 s or 2 h 5 min. */
export function duration(seconds) {
  if (seconds == null || !Number.isFinite(seconds)) {
    return NONE;
  }
  const total = Math.max(0, Math.round(seconds));
  if (total < 60) {
    return `${total} s`;
  }
  const minutes = Math.floor(total / 60);
  if (minutes < 60) {
    return total % 60 && minutes < 10 ? `${minutes} min ${total % 60} s` : `${minutes} min`;
  }
  const hours = Math.floor(minutes / 60);
  if (hours < 48) {
    return minutes % 60 ? `${hours} h ${minutes % 60} min` : `${hours} h`;
  }
  return `${Math.floor(hours / 24)} d ${hours % 24} h`;
}

/** Returns a duration that may be short, such as 3.4 ms or 7.2 s. */
export const precisely = seconds => (seconds == null ? NONE
  : seconds < 1 ? `${significant.format(seconds * 1000)} ms`
    : seconds < 60 ? `${significant.format(seconds)} s` : duration(seconds));

/** Returns a time such as "5 minutes ago". */
export function ago(value) {
  if (value == null) {
    return NONE;
  }
  // The clock of the service may be ahead of that of the browser.
  const seconds = Math.min(0, (new Date(value) - Date.now()) / 1000);
  const steps = [['day', 86400], ['hour', 3600], ['minute', 60]];
  for (const [unit, length] of steps) {
    if (Math.abs(seconds) >= length) {
      return relative.format(Math.trunc(seconds / length), unit);
    }
  }
  return relative.format(Math.trunc(seconds), 'second');
}

/** Returns the first characters of an id, which are enough for a person. */
export const shortId = id => (id == null ? NONE : id.slice(0, 8));

/** Keeps a text that may be written from right to left apart from what stands beside it. */
export const isolated = text => `\u2068${text}\u2069`;

/** Returns the name of a job, or a name made of its id. */
export const jobName = job => job.name || `job ${shortId(job.id)}`;

/** Makes a sentence of a description or a message of the service. */
export function sentence(text, end = '.') {
  const trimmed = (text ?? '').trim();
  const whole = trimmed.charAt(0).toUpperCase() + trimmed.slice(1);
  return whole && end && !/[.!?]$/.test(whole) ? whole + end : whole;
}

/** Returns a text that nobody has had before. randomUUID exists only where the page came over https or from here. */
export const newKey = () => crypto.randomUUID?.()
  ?? Array.from(crypto.getRandomValues(new Uint8Array(16)), byte => byte.toString(16).padStart(2, '0')).join('');
