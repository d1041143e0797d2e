/** The local time with milliseconds: "05:31:12.123". */
export function clockTime(time: Date): string {
  return `${time.toTimeString().slice(0, 8)}.${String(time.getMilliseconds()).padStart(3, '0')}`;
}

/** "812 B", "1.3 kB", "3.4 MB". */
export function byteSize(bytes: number): string {
  if (bytes < 1000) {
    return `${Math.round(bytes)} B`;
  }

  return bytes < 1_000_000 ? `${(bytes / 1000).toFixed(1)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`;
}

/** "1,234". */
export function count(value: number): string {
  return value.toLocaleString('en');
}

/** "1 peer", "1,234 peers". */
export function countOf(value: number, singular: string, plural = `${singular}s`): string {
  return `${count(value)} ${value === 1 ? singular : plural}`;
}

/** A number per second: "0", "0.4", "3.2", "1,234". */
export function rate(perSecond: number): string {
  return perSecond === 0 || perSecond >= 10 ? count(Math.round(perSecond)) : perSecond.toFixed(1);
}

/** A time in seconds, about as exactly as one says it: "3 d 4 h", "12 min", "45 s". */
export function timeSpan(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  const units = [
    [Math.floor(whole / 86_400), 'd'],
    [Math.floor(whole / 3600) % 24, 'h'],
    [Math.floor(whole / 60) % 60, 'min'],
    [whole % 60, 's'],
  ] as const;
  const first = units.findIndex(([value]) => value > 0);
  if (first === -1) {
    return '0 s';
  }

  return units.slice(first, first < 2 ? first + 2 : first + 1).filter(([value]) => value > 0).map(([value, unit]) => `${value} ${unit}`).join(' ');
}
