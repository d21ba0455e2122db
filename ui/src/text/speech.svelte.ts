import type { ErrorCode, Label, Status } from '../api/bindings/Api';
import { codes } from '../api/bindings/codes';
import { en } from './en';
import { id, type Dictionary } from './id';

const dictionaries = { id, en } satisfies Record<string, Dictionary>;

export type Language = keyof typeof dictionaries;

/** The languages in the order they are offered, each under its own name. */
export const languages = Object.entries(dictionaries).map(([code, { languageName }]) => ({
  code: code as Language,
  name: languageName,
}));

const REMEMBERED = 'rekam.language';

function remembered(): Language {
  return localStorage.getItem(REMEMBERED) === 'en' ? 'en' : 'id';
}

/** The language that is spoken now, and its texts. */
class Speech {
  language = $state<Language>(remembered());
  text: Dictionary = $derived(dictionaries[this.language]);

  /** What a code says: what is wrong and what to do. */
  of(code: ErrorCode): string {
    return codes[code][this.language];
  }

  /** A text that came from the station in both languages. */
  label(label: Label): string {
    return label[this.language];
  }

  /** A moment (RFC 3339) as the clock on the wall shows it: WIB, whatever the computer is set to. */
  moment(moment: string): string {
    return new Date(moment).toLocaleString(this.language, {
      dateStyle: 'medium',
      timeStyle: 'short',
      timeZone: 'Asia/Pontianak',
    });
  }

  /** A day (`YYYY-MM-DD`) as a person reads it. */
  day(day: string): string {
    return new Date(`${day}T00:00`).toLocaleDateString(this.language, { dateStyle: 'long' });
  }

  /** A fingerprint in groups of four, as people read one to each other. */
  fingerprint(fingerprint: string): string {
    return fingerprint.match(/.{1,4}/g)?.join(' ') ?? fingerprint;
  }

  /** A size in bytes. */
  bytes(bytes: number): string {
    const [size, unit] = bytes < 1_000_000 ? [bytes / 1000, 'kB'] : [bytes / 1_000_000, 'MB'];
    return `${size.toLocaleString(this.language, { maximumFractionDigits: 1 })} ${unit}`;
  }

  /** A span of minutes in the largest unit of which it holds two. */
  span(minutes: number): string {
    const [size, unit] = minutes < 120 ? [1, 'minute'] : minutes < 2880 ? [60, 'hour'] : [1440, 'day'];
    return (minutes / size).toLocaleString(this.language, { style: 'unit', unit, unitDisplay: 'long', maximumFractionDigits: 0 });
  }

  /** What is wrong or comes to an end soon: said before it stops anybody. */
  warnings({ disk, lease, mirror, clock_ahead_minutes: ahead }: Status): string[] {
    const text = this.text.desk;
    return [
      ahead ? (ahead > 0 ? text.clockAhead : text.clockBehind)(this.span(Math.abs(ahead))) : '',
      lease && lease.nearness !== 'far' ? text.leaseNear(lease.days_left, lease.records_left) : '',
      mirror?.code && mirror.behind > 0 ? `${text.mirrorBehind(mirror.behind)} ${this.of(mirror.code)}` : '',
      disk && disk.nearness !== 'far' ? text.diskNear(disk.people) : '',
    ].filter((warning) => warning !== '');
  }

  speak(language: Language): void {
    this.language = language;
    localStorage.setItem(REMEMBERED, language);
  }
}

export const speech = new Speech();
