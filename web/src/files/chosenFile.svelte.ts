import { problemOf, type Problem } from '../api/problem';
import { readHeader } from './header';

/** A file that somebody has chosen, and the names in its first line. */
export class ChosenFile {
  files: FileList | undefined = $state();
  /** Null until it is read, and where only the service can read it. */
  header: string[] | null = $state.raw(null);
  unreadable: Problem | null = $state.raw(null);

  get file(): File | undefined {
    return this.files?.[0];
  }

  /** Reads the first line of the file that is chosen now, and hands it on. */
  async look(found: (header: string[] | null) => void = () => undefined): Promise<void> {
    const chosen = this.file;
    [this.header, this.unreadable] = [null, null];
    if (!chosen) return;
    try {
      const header = await readHeader(chosen);
      // Another file may have been chosen meanwhile.
      if (this.file !== chosen) return;
      this.header = header;
      found(header);
    } catch (thrown) {
      this.unreadable = problemOf(thrown);
    }
  }
}
