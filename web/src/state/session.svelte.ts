import { ProblemError } from '../api/problem';
import { surround } from '../api/request';
import { signIn, signInWithCode, signOut, whoAmI, type Challenge, type Role, type SessionUser } from '../api/sessions';
import { language } from './language.svelte';

const PLANNERS: Role[] = ['admin', 'planner'];
const STAFF: Role[] = ['admin', 'planner', 'supervisor'];

/** Who is at the page. */
class Session {
  user: SessionUser | null = $state.raw(null);
  /** Whether it is known yet who is there. */
  known = $state(false);
  /** The session ran out in the middle of work: sign-in is shown over the page, which stays as it is. */
  interrupted = $state(false);
  private waiting: (() => void)[] = [];

  get mayPlan(): boolean {
    return this.user !== null && PLANNERS.includes(this.user.role);
  }

  get isAdmin(): boolean {
    return this.user?.role === 'admin';
  }

  /** Whom the service shows phones whole; everybody else sees them masked. */
  get seesPhones(): boolean {
    return this.user?.role === 'admin' || this.user?.role === 'dialer';
  }

  get isStaff(): boolean {
    return this.user !== null && STAFF.includes(this.user.role);
  }

  async find(): Promise<void> {
    try {
      this.arrive(await whoAmI());
    } catch (thrown) {
      if (!(thrown instanceof ProblemError && thrown.problem.status === 401)) throw thrown;
    } finally {
      this.known = true;
    }
  }

  /** Signs in; a challenge where a code is asked for as well. */
  async signIn(username: string, password: string): Promise<Challenge | null> {
    const answer = await signIn(username, password);
    if ('challenge' in answer) return answer;
    this.enter(answer.user);
    return null;
  }

  async signInWithCode(challenge: Challenge, code: string): Promise<void> {
    this.enter(await signInWithCode(challenge, code));
  }

  private enter(user: SessionUser): void {
    const another = this.user !== null && this.user.id !== user.id;
    if (another) {
      // The forms on the page are the other person's.
      location.assign('/');
      return;
    }
    this.arrive(user);
    this.interrupted = false;
    for (const go of this.waiting.splice(0)) go();
  }

  async signOut(): Promise<void> {
    await signOut();
    location.assign('/');
  }

  private arrive(user: SessionUser): void {
    this.user = user;
    void language.suggest(user.locale);
  }

  signInAgain(): Promise<void> {
    this.interrupted = true;
    return new Promise((resolve) => this.waiting.push(resolve));
  }
}

export const session = new Session();

surround({ language: () => language.code, signInAgain: () => session.signInAgain() });
