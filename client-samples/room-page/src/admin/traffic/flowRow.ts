import { jsonView } from '../../traffic/jsonView';
import { copyText } from '../../ui/copyText';
import { el } from '../../ui/el';
import { byteSize, clockTime, countOf } from '../../ui/format';
import { iconButton } from '../../ui/iconButton';
import type { Flow, FlowKind } from '../api/model';

const words: Record<FlowKind, string> = { request: 'request', notification: 'notification', response: 'response', joined: 'joined', left: 'left', peerData: 'peer data', roomData: 'room data' };
const named = 3;

/** Shows a message that went through the room, with how many before it are left out. */
export function flowRow(flow: Flow): HTMLElement {
  const { kind, from, code, method, omitted } = flow;
  const className = `traffic-row traffic-${kind}${code === null ? '' : ' is-error'}`;
  const gap = omitted > 0 && el('div', { className: 'traffic-gap' }, `${countOf(omitted, 'message')} of ${from ?? 'the server'} left out here: too many at once.`);
  return el('li', { className, data: { kind, from: from ?? '', method: method ?? '' } }, gap, 'data' in flow ? withPayload(flow) : el('div', { className: 'traffic-line' }, ...cellsOf(flow)));
}

/** What a filter looks at. */
export function textOf(flow: Flow): string {
  return `${words[flow.kind]} ${flow.from ?? 'server'} ${flow.to?.join(' ') ?? ''} ${flow.method ?? ''} ${flow.code ?? ''}`.toLowerCase();
}

function withPayload(flow: Flow): HTMLElement {
  const details = el('details', {}, el('summary', { className: 'traffic-line' }, ...cellsOf(flow)));
  // Created only now, because most entries are never opened.
  details.addEventListener(
    'toggle',
    () => {
      const text = JSON.stringify(flow.data);
      details.append(el('div', { className: 'traffic-body' }, jsonView(text), iconButton('copy', 'Copy JSON', 'quiet', () => void copyText(text)).element));
    },
    { once: true },
  );
  return details;
}

function cellsOf({ time, kind, from, to, receivers, method, size, code, duration }: Flow): Node[] {
  const receiver = receiversOf(kind, from, to, receivers);
  return [
    el('time', { dateTime: time }, clockTime(new Date(time))),
    el('span', { className: 'traffic-label' }, words[kind]),
    el(
      'span',
      { className: 'flow-way', title: `${from ?? 'the server'}${receiver ? ` → ${to?.join(', ') ?? receiver}` : ''}` },
      el('bdi', {}, from ?? 'the server'),
      receiver !== null && el('span', { className: 'traffic-peer' }, ' → ', el('bdi', {}, receiver)),
    ),
    el('span', { className: 'traffic-subject' }, method),
    el('span', { className: 'traffic-took' }, code !== null && el('strong', { className: 'traffic-problem' }, `error ${code} `), duration !== null && durationOf(duration)),
    el('span', { className: 'traffic-size' }, byteSize(size)),
  ];
}

function receiversOf(kind: FlowKind, from: string | null, to: string[] | null, receivers: number): string | null {
  if (to) {
    return to.length > named ? `${to.slice(0, named - 1).join(', ')} and ${to.length - named + 1} more` : to.join(', ') || 'nobody';
  }

  if (receivers > 0 || from === null) {
    return `all (${receivers})`;
  }

  return ['request', 'notification', 'response'].includes(kind) ? 'the server' : null;
}

function durationOf(seconds: number): string {
  return seconds < 1 ? `${(seconds * 1000).toFixed(seconds < 0.01 ? 1 : 0)} ms` : `${seconds.toFixed(1)} s`;
}
