// Each is a path on a grid of 24 by 24, drawn with a line.
const paths = {
  microphone: 'M12 3a3 3 0 0 0-3 3v5a3 3 0 0 0 6 0V6a3 3 0 0 0-3-3Z M5.5 11a6.5 6.5 0 0 0 13 0 M12 17.5V21',
  microphoneOff: 'M9 9.5V11a3 3 0 0 0 4.6 2.5 M15 11V6a3 3 0 0 0-5.9-.8 M5.5 11a6.5 6.5 0 0 0 10.2 5.3 M18.5 11a6.5 6.5 0 0 1-.4 2.3 M12 17.5V21 M4 4l16 16',
  camera: 'M3.5 8.5a2 2 0 0 1 2-2h7a2 2 0 0 1 2 2v7a2 2 0 0 1-2 2h-7a2 2 0 0 1-2-2Z M14.5 10.7l6-3.2v9l-6-3.2',
  cameraOff: 'M10 6.5h2.5a2 2 0 0 1 2 2V11 M14.5 15.5a2 2 0 0 1-2 2h-7a2 2 0 0 1-2-2v-7a2 2 0 0 1 1.3-1.9 M14.5 10.7l6-3.2v9l-3.5-1.9 M4 4l16 16',
  screen: 'M3.5 6a1.5 1.5 0 0 1 1.5-1.5h14A1.5 1.5 0 0 1 20.5 6v9a1.5 1.5 0 0 1-1.5 1.5H5A1.5 1.5 0 0 1 3.5 15Z M8.5 20h7 M12 13.5v-6 M9.3 10l2.7-2.7 2.7 2.7',
  people: 'M9 11.5a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7Z M2.5 19.5a6.5 6.5 0 0 1 13 0 M16 4.9a3.5 3.5 0 0 1 0 6.2 M18 14.3a6.5 6.5 0 0 1 3.5 5.2',
  chat: 'M4 6.5A1.5 1.5 0 0 1 5.5 5h13A1.5 1.5 0 0 1 20 6.5v8a1.5 1.5 0 0 1-1.5 1.5H11l-4.5 3.5V16h-1A1.5 1.5 0 0 1 4 14.5Z M8 9h8 M8 12h5',
  traffic: 'M8 20V5 M4.5 8.5 8 5l3.5 3.5 M16 4v15 M12.5 15.5 16 19l3.5-3.5',
  leave: 'M14 4.5H6.5A1.5 1.5 0 0 0 5 6v12a1.5 1.5 0 0 0 1.5 1.5H14 M10.5 12H21 M17.5 8.5 21 12l-3.5 3.5',
  link: 'M10 14a4 4 0 0 0 5.7 0l3.1-3.1a4 4 0 0 0-5.7-5.7l-1 1 M14 10a4 4 0 0 0-5.7 0l-3.1 3.1a4 4 0 0 0 5.7 5.7l1-1',
  sun: 'M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8Z M12 2.5V4 M12 20v1.5 M2.5 12H4 M20 12h1.5 M5.3 5.3l1 1 M17.7 17.7l1 1 M5.3 18.7l1-1 M17.7 6.3l1-1',
  moon: 'M20 14.2A8.2 8.2 0 0 1 9.8 4a8.2 8.2 0 1 0 10.2 10.2Z',
  system: 'M12 3.5a8.5 8.5 0 1 0 0 17 8.5 8.5 0 0 0 0-17Z M12 3.5v17 M12 8h6.6 M12 12h8.4 M12 16h6.6',
  pause: 'M9 5v14 M15 5v14',
  play: 'M8 5l11 7-11 7Z',
  clear: 'M5 7h14 M10 4h4 M7 7l.8 12.5h8.4L17 7 M10.5 10.5v6 M13.5 10.5v6',
  stop: 'M7 7h10v10H7Z',
  close: 'M6 6l12 12 M18 6 6 18',
  send: 'M4 12 20 4.5 15.5 20l-4-6.5Z M11.5 13.5 20 4.5',
  chevron: 'M9 6l6 6-6 6',
  search: 'M10.5 4a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13Z M15.3 15.3 20.5 20.5',
  back: 'M19 12H5 M11 6l-6 6 6 6',
  down: 'M12 5v14 M6 13l6 6 6-6',
  warning: 'M12 4 2.8 19.5h18.4Z M12 10v4.5 M12 17v.2',
  key: 'M8 11.5a4.5 4.5 0 1 0 0 9 4.5 4.5 0 0 0 0-9Z M11.2 12.8 20 4 M16 8l3.5 3.5',
  copy: 'M9 9h10v11H9Z M15 9V4H5v11h4',
} as const;

export type IconName = keyof typeof paths;

/** Creates a picture that is hidden from screen readers: words beside it say what it stands for. */
export function icon(name: IconName): SVGSVGElement {
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  svg.setAttribute('viewBox', '0 0 24 24');
  svg.setAttribute('class', 'icon');
  svg.setAttribute('aria-hidden', 'true');
  const path = document.createElementNS('http://www.w3.org/2000/svg', 'path');
  path.setAttribute('d', paths[name]);
  svg.append(path);
  return svg;
}
