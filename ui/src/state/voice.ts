/** The instruction of the photo, aloud: spoken ahead by `scripts/build-voice`, for residents who cannot read it. */
import type { Fault } from '../api/bindings/Api';
import type { Language } from '../text/speech.svelte';

const files = import.meta.glob<string>('../../../assets/voice/*/*.opus', { eager: true, query: '?url', import: 'default' });

/** Where the sound of an instruction is. */
export function address(fault: Fault, language: Language): string | undefined {
  return files[`../../../assets/voice/${language}/${fault}.opus`];
}

/** Milliseconds after which an instruction that still holds is said again. */
const AGAIN = 6000;

/** Says one thing at a time; what is said next cuts off what is being said. */
export class Voice {
  #audio: AudioContext | undefined;
  #sounds = new Map<string, Promise<AudioBuffer>>();
  #playing: AudioBufferSourceNode | undefined;
  #repeat: ReturnType<typeof setInterval> | undefined;

  /** Says this instruction now, and again for as long as it holds. */
  say(fault: Fault, language: Language): void {
    this.hush();
    const sound = address(fault, language);
    if (!sound) return;
    void this.#play(sound);
    this.#repeat = setInterval(() => void this.#play(sound), AGAIN);
  }

  /** Says nothing more. */
  hush(): void {
    clearInterval(this.#repeat);
    this.#repeat = undefined;
    this.#playing?.stop();
    this.#playing = undefined;
  }

  // A desk without a loudspeaker goes on: the instruction is on the screen as well.
  async #play(sound: string): Promise<void> {
    try {
      this.#audio ??= new AudioContext();
      await this.#audio.resume();
      const buffer = await this.#load(this.#audio, sound);
      if (this.#repeat === undefined) return;
      this.#playing?.stop();
      const source = this.#audio.createBufferSource();
      source.buffer = buffer;
      source.connect(this.#audio.destination);
      source.start();
      this.#playing = source;
    } catch {
      this.#sounds.delete(sound);
    }
  }

  #load(audio: AudioContext, sound: string): Promise<AudioBuffer> {
    const known = this.#sounds.get(sound) ?? fetch(sound).then(async (file) => audio.decodeAudioData(await file.arrayBuffer()));
    this.#sounds.set(sound, known);
    return known;
  }
}
